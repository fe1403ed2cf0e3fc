package io.parallelr.autoexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTemplatesTest {
  private final TaskTemplates templates = new TaskTemplates(false);

  private String render(String template) throws Exception {
    return templates.render(
        template,
        Map.of("name", "web", "list", List.of("a", "b"), "nested", "{{ name }}"));
  }

  @Test
  void rendersValuesLoopsAndFilters() throws Exception {
    assertThat(render("{{ name|upper }}{% for x in list %} {{ loop.index }}{{ x }}{% endfor %}"))
        .isEqualTo("WEB 1a 2b");
  }

  @Test
  void takesValuesAsTheyAre() throws Exception {
    assertThat(render("{{ nested }}")).isEqualTo("{{ name }}");
  }

  @Test
  void namesTheLineOfAnError() {
    assertThatThrownBy(() -> render("a\n{% for x in list %}\nb"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("template, line 2: ");
  }

  @Test
  void readsNothingOfTheServer(@TempDir Path directory) throws Exception {
    var file = Files.writeString(directory.resolve("secret"), "hidden");
    assertThatThrownBy(() -> render("{{ file('" + file + "') }}"))
        .hasMessageContaining("may not read files");
    assertThatThrownBy(() -> render("{{ env('PATH') }}"))
        .hasMessageContaining("may not read the environment");
    assertThatThrownBy(() -> render("{% include '" + file + "' %}"))
        .isInstanceOf(RefusedException.class);
    assertThat(new TaskTemplates(true).render("{{ file('" + file + "') }}", Map.of()))
        .isEqualTo("hidden");
  }

  @Test
  void reachesNoJavaObjects() throws Exception {
    for (var expression : List.of(
        "name.class", "name.getClass()", "list.getClass().getName()",
        "____int3rpr3t3r____.config")) {
      String output;
      try {
        output = render("{{ " + expression + " }}");
      } catch (RefusedException e) {
        continue;
      }
      assertThat(output).as(expression).isEmpty();
    }
  }

  @Test
  void limitsOutput() {
    assertThatThrownBy(
        () -> render(
            "{% for x in range(9999) %}{% for y in range(999) %}0123456789{% endfor %}{% endfor %}"))
        .isInstanceOf(RefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'|match('^(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)x$') }}",
      "{% for x in range(9999) %}{% for y in range(9999) %}{% for z in range(9999) %}"
          + "{% endfor %}{% endfor %}{% endfor %}",
      "{% macro a() %}{% for x in range(9999) %}{% endfor %}{% endmacro %}"
          + "{% macro b() %}{% for x in range(9999) %}{{ a() }}{% endfor %}{% endmacro %}"
          + "{% for x in range(9999) %}{{ b() }}{% endfor %}"})
  void endsWhatTakesTooLong(String template) {
    assertThatThrownBy(() -> render(template)).hasMessageContaining("takes longer than");
    await().until(
        () -> Thread.getAllStackTraces()
            .keySet()
            .stream()
            .noneMatch(thread -> thread.getName().equals("template")));
  }
}
