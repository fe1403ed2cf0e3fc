package io.parallelr.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActionsTest {

  @ParameterizedTest
  @CsvSource(delimiter = '~', textBlock = """
      a{{ 1 -}}  b                ~ a1b
      a  {{- 1 }}  b              ~ a1  b
      a{{- /* c */ -}} b          ~ ab
      a{{/* {{ }} */}}b           ~ ab
      {{- 3 -}}                   ~ 3
      {{ -3 }}                    ~ -3
      {{1}}{{"}}"}}{{`{{`}}       ~ 1}}{{
      a}}b } {{ 1 }} {            ~ a}}b } 1 {
      """)
  void trimsAndComments(String template, String expected) throws TemplateException {
    assertThat(Rendered.text(template)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '~', textBlock = """
      {{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ $y := 3 }}{{ end }}{{ $x }}         ~ 2
      {{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ $x }}{{ end }}{{ $x }}             ~ 21
      {{ $x := 1 }}{{ range .l }}{{ $x = . }}{{ end }}{{ $x }}                     ~ q
      {{ $x := 1 }}{{ range $x := .l }}{{ $x }}{{ end }}{{ $x }}                   ~ pq1
      {{ $x := 1 }}{{ $i := 2 }}{{ range $i, $x = .l }}{{ end }}{{ $i }}{{ $x }}   ~ 1q
      {{ if $x := .empty }}a{{ else if $y := .s }}{{ $x }}{{ $y }}{{ end }}        ~ str
      {{ with $x := .m }}{{ $x.k }}{{ .k }}{{ $.s }}{{ end }}                      ~ KKstr
      {{$x:=1}}{{$x=2}}{{$x}}                                                      ~ 2
      """)
  void variablesBelongToTheirBlock(String template, String expected) throws TemplateException {
    assertThat(Rendered.text(template)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '~', textBlock = """
      {{ if .empty }}a{{ else if .zero }}b{{ else if .s }}c{{ else }}d{{ end }}    ~ c
      {{ if .el }}a{{ else if .em }}b{{ else if .nul }}c{{ else }}d{{ end }}       ~ d
      {{ with .empty }}a{{ else with .s }}{{ . }}{{ else }}c{{ end }}              ~ str
      {{ with .no }}a{{ else }}{{ .s }}{{ end }}                                   ~ str
      """)
  void conditions(String template, String expected) throws TemplateException {
    assertThat(Rendered.text(template)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '~', textBlock = """
      {{ range $k, $v := .m }}{{ $k }}={{ $v }};{{ end }}                          ~ a=map[b:2];k=K;
      {{ range 3 }}{{ . }}{{ end }}                                                ~ 012
      {{ range $i := .n }}{{ $i }}{{ else }}x{{ end }}                             ~ 01234
      {{ range 0 }}{{ . }}{{ else }}none{{ end }}                                  ~ none
      {{ range -1 }}{{ . }}{{ else }}none{{ end }}                                 ~ none
      {{ range .nul }}x{{ else }}none{{ end }}                                     ~ none
      {{ range $i, $e := .el }}x{{ else }}none{{ end }}                            ~ none
      {{ range .big }}{{ . }}{{ if ge . 2 }}{{ break }}{{ end }}{{ end }}          ~ 012
      {{ range .l }}{{ range 3 }}{{ if . }}{{ break }}{{ end }}{{ . }}{{ end }}{{ . }}{{ end }} ~ 0p0q
      {{ range 2 }}{{ range $.el }}{{ else }}{{ break }}{{ end }}x{{ end }}y       ~ y
      {{ range .l }}{{ with 1 }}{{ continue }}{{ end }}{{ . }}{{ end }}z           ~ z
      """)
  void loops(String template, String expected) throws TemplateException {
    assertThat(Rendered.text(template)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '~', textBlock = """
      {{ template "t" .s }}{{ define "t" }}<{{ . }}{{ $ }}>{{ end }}               ~ <strstr>
      {{ define "t" }}[{{ . }}]{{ end }}{{ template "t" }}                         ~ [<no value>]
      {{ define "t" }} {{ end }}{{ block "t" .n }}[{{ . }}]{{ end }}               ~ [5]
      {{ define "t" }}{{ if . }}{{ . }}{{ template "t" (slice . 1) }}{{ end }}{{ end }}{{ template "t" .s }} ~ strtrr
      {{ if .no }}{{ template "none" }}{{ end }}a                                  ~ a
      {{ range .l }}{{ block "b" . }}{{ $x := . }}{{ $x }};{{ end }}{{ end }}      ~ p;q;
      """)
  void templatesCallOthers(String template, String expected) throws TemplateException {
    assertThat(Rendered.text(template)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '~', textBlock = """
      {{ (index .l 1) }}{{ (.m).a.b }}{{ .m.a.b }}{{ $.m.k }}    ~ q22K
      {{ .s | printf "%s%s" "a" | len }}                         ~ 4
      {{ print (len (print .s .s)) (eq 1 1) }}                   ~ 6 true
      {{ (print "a" | len | eq 1) }}                             ~ true
      {{ print\\n(1)\\n"b" }}                                     ~ 1b
      {{ $x := (1 | print) }}{{ $x }}                            ~ 1
      """)
  void pipelines(String template, String expected) throws TemplateException {
    assertThat(Rendered.text(template.replace("\\n", "\n"))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
      {{ 0x1F }} {{ 0b101 }} {{ 0o17 }} {{ 017 }} {{ 08 }} {{ 1_000 }}   ~ 31 5 15 15 8 1000
      {{ 1.5 }} {{ .5 }} {{ 1. }} {{ 1e3 }} {{ 0x1p-2 }} {{ +2 }}        ~ 1.5 0.5 1 1000 0.25 2
      {{ 123456789012345678901234567890 }}                               ~ 123456789012345678901234567890
      {{ 'a' }} {{ '\\n' }} {{ '\\'' }} {{ 'é' }} {{ '\\x41' }}          ~ 97 10 39 233 65
      {{ "a\\"b\\\\\\x41\\101\\u00e9\\U0001F600\\xc3\\xa9" }}            ~ a"b\\AAé\ud83d\ude00é
      {{ `a\\n"b"` }}                                                    ~ a\\n"b"
      """)
  void literals(String template, String expected) throws TemplateException {
    assertThat(Rendered.text(template)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '~', textBlock = """
      {{ .mixed }}{{ .m }}{{ .em }}{{ .el }}             ~ [a 1 <nil> true]map[a:map[b:2] k:K]map[][]
      {{ .nul }} {{ print .nul }} {{ index .m "x" }}     ~ <no value> <nil> <no value>
      {{ .big }} {{ 1e20 }} {{ 0.00001 }} {{ -0.0 }}     ~ 123456789012345678901234567890 100000000000000000000 0.00001 -0
      """)
  void valuesAreShownAsByGoButNumbersInFull(String template, String expected)
      throws TemplateException {
    assertThat(Rendered.text(template)).isEqualTo(expected);
  }
}
