package io.parallelr.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorsTest {

  @ParameterizedTest
  @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
      {{ foo .s }}                        ~ 4 ~ function "foo" is not defined
      {{ .x                               ~ 1 ~ the action has no }}
      {{/* x                              ~ 1 ~ the comment has no */
      {{/* x */ 1}}                       ~ 1 ~ a comment must end with */}} or */ -}}
      {{ }}                               ~ 4 ~ a value is missing in an action
      {{ 1 | }}                           ~ 8 ~ a value is missing in an action
      {{ if }}a{{ end }}                  ~ 7 ~ a value is missing in {{if}}
      {{ if .s }}                         ~ 4 ~ {{if}} has no {{end}}
      {{ range .l }}{{ else }}            ~ 4 ~ {{range}} has no {{end}}
      {{ if 1 }}{{ else }}{{ else }}{{ end }} ~ 4 ~ {{if}} cannot be followed by this {{else}}
      {{ if 1 }}{{ else with 2 }}{{ end }} ~ 19 ~ unexpected {{with}} in {{else}}
      {{ end }}                           ~ 1 ~ unexpected {{end}}: no block is open
      {{ else }}                          ~ 1 ~ unexpected {{else}}: no block is open
      {{ end 1 }}                         ~ 8 ~ unexpected "1" in {{end}}
      {{ break }}                         ~ 4 ~ {{break}} is not inside of {{range}}
      {{ if 1 }}{{ define "a" }}{{ end }}{{ end }} ~ 14 ~ {{define}} cannot be inside of another block
      {{ define "a" }}1{{ end }}{{ define "a" }}2{{ end }} ~ 37 ~ template "a" is defined twice
      {{ template a }}                    ~ 13 ~ {{template}} needs the name of a template, in quotes
      {{ $x }}                            ~ 4 ~ variable $x is not defined
      {{ $x = 1 }}                        ~ 4 ~ variable $x is not defined
      {{ if 1 }}{{ $x := 1 }}{{ end }}{{ $x }} ~ 36 ~ variable $x is not defined
      {{ $x, $y := .l }}                  ~ 4 ~ too many variables in an action
      {{ range $a, $b, $c := .l }}{{end}} ~ 14 ~ too many variables in {{range}}
      {{ range $a, 1 }}{{ end }}          ~ 14 ~ unexpected "1" in {{range}}
      {{ (1 }}                            ~ 7 ~ a ")" is missing
      {{ 1 ) }}                           ~ 6 ~ unexpected ")" in an action
      {{ .s | "a" }}                      ~ 9 ~ only a function can take the value before "|"
      {{ "a"."b" }}                       ~ 8 ~ unexpected "\\"" after "."
      {{ 1 .s.t }}{{ "a".b }}             ~ 19 ~ ".b" cannot follow a constant or "."
      {{ .my-var }}                       ~ 7 ~ unexpected "-" after ".my"; a key with it is written {{ index . "key" }}
      {{ a.b ! }}                         ~ 8 ~ unexpected "!" in an action
      {{ "a }}                            ~ 4 ~ the quote " is not closed in its line
      {{ `a }}                            ~ 4 ~ the quote ` is not closed
      {{ "a\\q" }}                        ~ 6 ~ "\\\\q" is not an escape sequence
      {{ "\\xff" }}                       ~ 4 ~ the bytes of the string are not valid UTF-8
      {{ 'ab' }}                          ~ 4 ~ 'ab' is not one character
      {{ 1x }}                            ~ 4 ~ "1x" is not a number
      {{ 1__0 }}                          ~ 4 ~ "1__0" is not a number
      {{ 1e999 }}                         ~ 4 ~ "1e999" is too large a number
      """)
  void findsMistakesWhenItParses(String template, int column, String problem) {
    assertThat(Rendered.parseError(template))
        .isEqualTo("line 1, column " + column + ": " + problem);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
      {{ .none }}                  ~ 4 ~ map has no entry for key "none"
      {{ .none | default "x" }}    ~ 4 ~ map has no entry for key "none"
      {{ .m.a.none.x }}            ~ 8 ~ map has no entry for key "none"
      {{ .s.none }}                ~ 6 ~ no key "none" in a string
      {{ .nul.none }}              ~ 8 ~ no key "none" in null
      {{ template "none" }}        ~ 13 ~ template "none" is not defined
      {{ define "t" }}{{ .x }}{{ end }}{{ template "t" }} ~ 20 ~ no key "x" in null
      {{ nil }}                    ~ 4 ~ nil cannot stand alone
      {{ .s 1 }}                   ~ 4 ~ a value that is not a function cannot take arguments
      {{ 1 | .s }}                 ~ 8 ~ a value that is not a function cannot take arguments
      {{ range .s }}{{ end }}      ~ 10 ~ range cannot iterate over a string
      {{ range 1.5 }}{{ end }}     ~ 10 ~ range cannot iterate over a number with a fraction
      {{ range $a, $b := 2 }}{{ end }} ~ 10 ~ range over an integer has only one variable
      {{ len 5 }}                  ~ 4 ~ len: an integer has no length
      {{ len }}                    ~ 4 ~ len takes 1 argument, not 0
      {{ printf }}                 ~ 4 ~ printf takes 1 or more arguments, not 0
      {{ slice 1 2 3 4 5 }}        ~ 4 ~ slice takes 1 to 4 arguments, not 5
      {{ index .l 2 }}             ~ 4 ~ index: index 2 is out of range
      {{ index .l -1 }}            ~ 4 ~ index: index -1 is out of range
      {{ index .l "a" }}           ~ 4 ~ index: a string is not an index
      {{ index .m 1 }}             ~ 4 ~ index: an integer is not a key: keys are strings
      {{ index .m "none" "x" }}    ~ 4 ~ index: null has no elements
      {{ slice .s 2 1 }}           ~ 4 ~ slice: the indexes 2, 1 are not in ascending order
      {{ slice .u 2 }}             ~ 4 ~ slice: index 2 is inside of a character
      {{ slice .s 0 1 2 }}         ~ 4 ~ slice: a string has no third index
      {{ slice .n 1 }}             ~ 4 ~ slice: an integer cannot be sliced
      {{ eq 1 "1" }}               ~ 4 ~ eq: an integer and a string cannot be compared
      {{ eq .l .l }}               ~ 4 ~ eq: a list and a list cannot be compared
      {{ lt true false }}          ~ 4 ~ lt: a boolean and a boolean cannot be compared
      {{ printf 1 }}               ~ 4 ~ printf: the format must be a string, not an integer
      {{ call .s }}                ~ 4 ~ call: data has no functions that could be called
      {{ quote "\\x00" }}          ~ 4 ~ quote: a word of a shell cannot contain a NUL character
      {{ $x := 1 }}{{ and 0 ($y := 1) }}{{ $y }} ~ 38 ~ variable $y has no value here
      """)
  void findsMistakesWhenItRenders(String template, int column, String problem)
      throws TemplateException {
    assertThat(Rendered.renderError(template))
        .isEqualTo("line 1, column " + column + ": " + problem);
  }

  @Test
  void placesCountLinesAndCharacters() {
    assertThat(Rendered.parseError("a\nb\n\ud83d\ude00é {{ 1 |\n foo }}"))
        .isEqualTo("line 4, column 2: function \"foo\" is not defined");
    assertThat(Rendered.parseError("\n\ud83d\ude00é {{ foo }}"))
        .isEqualTo("line 2, column 7: function \"foo\" is not defined");
  }

  @Test
  void longNamesAreShortenedInMessages() {
    assertThat(Rendered.parseError("{{ " + "f".repeat(1000) + " }}")).hasSizeLessThan(120);
  }
}
