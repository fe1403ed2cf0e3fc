package io.parallelr.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LimitsTest {

  @ParameterizedTest
  @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
      {{ range .big }}{{ end }}                                     ~ the template does too much work: more than 20000000 steps
      {{ range 9000 }}{{ range 9000 }}{{ end }}{{ end }}            ~ the template does too much work: more than 20000000 steps
      {{ range .big }}x{{ end }}                                    ~ the text is longer than 4194304 characters
      {{ $x := printf "%999999d" 1 }}{{ print $x $x $x $x $x }}     ~ the text is longer than 4194304 characters
      {{ range 9 }}{{ printf "%999999d" 1 }}{{ end }}               ~ the text is longer than 4194304 characters
      {{ define "t" }}{{ template "t" }}{{ end }}{{ template "t" }} ~ the template is nested too deeply: more than 250 levels
      {{ define "t" }}{{ template "t" }}{{ template "t" }}{{ end }}{{ template "t" }} ~ the template is nested too deeply: more than 250 levels
      """)
  void runawayTemplatesEnd(String template, String problem) throws TemplateException {
    assertThat(Rendered.renderError(template)).endsWith(": " + problem);
  }

  @Test
  void deepTemplatesAreRefused() {
    assertThat(Rendered.parseError("{{ " + "(".repeat(101) + "1" + ")".repeat(101) + " }}"))
        .isEqualTo("line 1, column 104: more than 100 blocks and parentheses inside each other");
    assertThat(Rendered.parseError("{{if 1}}".repeat(100_000)))
        .contains("more than 100 blocks and parentheses inside each other");
    assertThat(Rendered.parseError("x".repeat((1 << 20) + 1)))
        .isEqualTo("line 1, column 1: the template is longer than 1048576 characters");
  }

  @Test
  void deepDataIsRefusedWhenItIsPrinted() throws TemplateException {
    var cycle = new ArrayList<Object>();
    cycle.add(cycle);
    var template = Template.parse("{{ .c }}");

    assertThatThrownBy(() -> template.render(Map.of("c", cycle)))
        .isInstanceOf(TemplateException.class)
        .hasMessage(
            "line 1, column 4: the value has more than 100 lists and maps inside each other");
  }

  @Test
  void theDeepestTemplatesNeedNoLargeStack() throws InterruptedException {
    var problems = new ConcurrentLinkedQueue<Throwable>();
    var inner = "(".repeat(99) + "template" + ")".repeat(99);
    var deep = List.of(
        "{{ " + inner.replace("template", "print 1 | len | print") + " }}",
        "{{if 1}}".repeat(100) + "{{end}}".repeat(100),
        "{{with 1}}{{else with 1}}".repeat(99) + "{{end}}".repeat(99),
        "{{define \"t\"}}{{range 1}}{{with (print (len (print 1)))}}{{block \"u\" .}}"
            + "{{template \"t\" .}}{{end}}{{end}}{{end}}{{end}}{{template \"t\"}}",
        "{{define \"t\"}}{{template \"t\" (print (print (print (print .))))}}{{end}}{{template \"t\" 1}}",
        "{{define \"t\"}}{{printf \"%v\" .}}{{template \"t\" .}}{{end}}{{template \"t\" .d}}");
    Object data = "x";
    for (int i = 0; i < 100; i++) {
      data = List.of(data);
    }
    var root = Map.of("d", data);

    var thread = new Thread(null, () -> {
      for (var text : deep) {
        var thrown = catchThrowable(() -> Template.parse(text).render(root));
        if (thrown != null && !(thrown instanceof TemplateException)) {
          problems.add(thrown);
        }
      }
    }, "small", 400 << 10);
    thread.start();
    thread.join();

    assertThat(problems).isEmpty();
  }

  @Test
  void manyElseBranchesAreNotDeep() throws TemplateException {
    assertThat(Rendered.text("{{if 0}}" + "{{else if 0}}".repeat(20_000) + "{{else}}x{{end}}"))
        .isEqualTo("x");
  }

  @Test
  void aTemplateIsRenderedByManyThreads() throws InterruptedException {
    var template = parsed("{{ $x := 0 }}{{ range .n }}{{ $x = . }}{{ end }}{{ $x }}");
    var results = new ConcurrentLinkedQueue<String>();
    var threads = new ArrayList<Thread>();
    for (int i = 1; i <= 8; i++) {
      var data = new HashMap<String, Object>(Map.of("n", 1000 * i));
      threads.add(Thread.ofPlatform().start(() -> {
        for (int round = 0; round < 20; round++) {
          results.add(render(template, data));
        }
      }));
    }
    for (var thread : threads) {
      thread.join();
    }

    assertThat(results).hasSize(160)
        .containsOnly("999", "1999", "2999", "3999", "4999", "5999", "6999", "7999");
  }

  private static Template parsed(String text) {
    try {
      return Template.parse(text);
    } catch (TemplateException e) {
      throw new AssertionError(e);
    }
  }

  private static String render(Template template, Map<String, ?> data) {
    try {
      return template.render(data);
    } catch (TemplateException e) {
      return e.toString();
    }
  }
}
