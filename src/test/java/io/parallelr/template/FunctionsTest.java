package io.parallelr.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionsTest {

  @ParameterizedTest
  @CsvSource(delimiter = '~', textBlock = """
      {{ and 1 0 2 }} {{ and 1 2 }} {{ or 0 "" 3 4 }} {{ or 0 "" }}|       ~ 0 2 3 |
      {{ and .no .none }} {{ or .s .none }} {{ 1 | and 0 }} {{ 1 | or 0 }} ~ false str 0 1
      {{ not 0 }} {{ not .l }}                                             ~ true false
      {{ if and .no ($x := 1) }}{{ end }}a                                 ~ a
      """)
  void logic(String template, String expected) throws TemplateException {
    assertThat(Rendered.text(template)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '~', textBlock = """
      {{ eq 1 2 1 }} {{ eq .n 5.0 }} {{ ne .n 5 }} {{ eq true .b }}     ~ true true false true
      {{ eq .nul nil }} {{ eq .s nil }} {{ ne .l nil }}                 ~ true false true
      {{ lt 1 1.5 }} {{ le 2 2 }} {{ gt 1 2 }} {{ ge 2 1 }}             ~ true true false true
      {{ lt "a" "b" }} {{ lt "\uffee" "\ud83d\ude00" }} {{ lt 1 .big }} ~ true true true
      {{ eq 0.1 1 0.1 }} {{ eq 9007199254740993 9007199254740992.0 }}   ~ true false
      """)
  void comparisons(String template, String expected) throws TemplateException {
    assertThat(Rendered.text(template)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '~', textBlock = """
      {{ len .s }} {{ len .u }} {{ len .l }} {{ len .m }} {{ len "" }}            ~ 3 7 2 2 0
      {{ index .m "a" "b" }} {{ index .l 0 }} {{ index .s 1 }} {{ index .s }}     ~ 2 p 116 str
      {{ slice .s 1 }} {{ slice .s 0 2 }} {{ slice .u 1 3 }} {{ slice .u 3 }}     ~ tr st é \ud83d\ude00
      {{ slice .l 1 }} {{ slice .l 0 1 2 }} {{ slice .l }} {{ slice .l 2 }}       ~ [q] [p] [p q] []
      """)
  void parts(String template, String expected) throws TemplateException {
    assertThat(Rendered.text(template)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '~', textBlock = """
      {{ print 1 2 "a" 3 nil true }}   ~ 1 2a3 <nil> true
      {{ print }}a                     ~ a
      {{ println "a" 1 }}b             ~ a 1|b
      {{ html "a" 1 2 nil }}           ~ a1 2&lt;no value&gt;
      {{ html "<\\x00\\"'&>" }}        ~ &lt;\ufffd&#34;&#39;&amp;&gt;
      {{ js "a=\\n\\\\é" }}            ~ a\\u003D\\u000A\\\\é
      {{ urlquery "a b/é*-_." }}       ~ a+b%2F%C3%A9%2A-_.
      """)
  void texts(String template, String expected) throws TemplateException {
    assertThat(Rendered.text(template).replace('\n', '|')).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
      {{ quote .s }} {{ quote .empty }} {{ quote 5 }}   ~ 'str' '' '5'
      {{ "it's $HOME; `x`" | quote }}                   ~ 'it'\\''s $HOME; `x`'
      {{ quote .l }} {{ quote .nul }}                   ~ '[p q]' '<no value>'
      """)
  void quotesOneWordOfAShell(String template, String expected) throws TemplateException {
    assertThat(Rendered.text(template)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '~', textBlock = """
      {{ .empty | default "d" }} {{ .el | default "d" }} {{ .em | default "d" }} {{ .no | default "d" }} ~ d d d d
      {{ .s | default "d" }} {{ .zero | default "d" }} {{ 0.0 | default "d" }} {{ .nul | default "d" }}  ~ str 0 0 <no value>
      """)
  void aDefaultReplacesWhatIsEmptyButNoNumberAndNoNull(String template, String expected)
      throws TemplateException {
    assertThat(Rendered.text(template)).isEqualTo(expected);
  }

  @Test
  void keysThatAreNoNamesAreReadByIndex() throws TemplateException {
    var template = Template.parse("{{ index . \"my-var\" }}");

    assertThat(template.render(Map.of("my-var", "v"))).isEqualTo("v");
  }

  @Test
  void otherObjectsAreTheirText() throws TemplateException {
    var template = Template.parse("{{ .a }} {{ .b }} {{ .c }} {{ .d }}");
    var data = Map.of("a", Optional.of("x"), "b", 'c', "c", 0.1f, "d",
        new BigDecimal("1e999999999"));

    assertThat(template.render(data)).isEqualTo("Optional[x] c 0.1 +Inf");
  }
}
