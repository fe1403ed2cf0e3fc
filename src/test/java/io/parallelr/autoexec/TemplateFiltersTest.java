package io.parallelr.autoexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateFiltersTest {
  private static final Map<String, Object> VALUES = Map.of(
      "l", List.of("a", "b", "a"),
      "nested", List.of("a", List.of("b", List.of("c"))),
      "m", new java.util.TreeMap<>(Map.of("x", "1", "y", "2")),
      "csv", "name,text\nann,\"a, \"\"b\"\"\"\r\n\nbob,c");

  private static String render(String template) throws Exception {
    return new TaskTemplates(false).render(template, VALUES);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "'/a/./b/../c'|abspath -> /a/c",
      "abspath('/a//b/') -> /a/b",
      "l|append('c')|join -> abac",
      "l|add('c')|join -> abac",
      "(m|add('z', 3)).z -> 3",
      "1|add(2) -> 3",
      "'/a/b'|basename -> b",
      "'/a/b'|dirname -> /a",
      "'b'|dir -> .",
      "'yes'|bool -> true",
      "l|concat(['c'], l)|join -> abacaba",
      "l|distinct|join -> ab",
      "nested|flatten|join -> abc",
      "('{\"a\": [1, 2]}'|fromjson).a[1] -> 2",
      "('a: [1, 2]'|fromyaml).a[1] -> 2",
      "'aMOkbGzDtg=='|frombase64 -> h\u00e4ll\u00f6",
      "'h\u00e4ll\u00f8'|tobase64 -> aMOkbGzDuA==",
      "(csv|fromcsv)[0].text -> a, \"b\"",
      "csv|fromcsv|length -> 2",
      "m|get('x') -> 1",
      "m|get('none', false, 'd') -> d",
      "m|get('none', default='d') -> d",
      "m|get('none') -> ",
      "true|ifelse('yes', 'no') -> yes",
      "''|ifelse('yes', 'no') -> no",
      "(m|insert('z', 3)).z -> 3",
      "m|keys|join -> xy",
      "m|values|join -> 12",
      "'build-7'|match('^build-[0-9]+$') -> true",
      "(m|merge({'y': '3'}))|values|join -> 13",
      "'a'|md5 -> 0cc175b9c0f1b6a831c399e269772661",
      "'a'|sha1 -> 86f7e437faa5a7fce15d1ddcb9eaeaea377667b8",
      "'a'|sha256|length -> 64",
      "'a'|sha512|length -> 128",
      "('a,,b'|split(','))|length -> 3",
      "['a']|tojson -> [\"a\"]",
      "nothing|try -> ",
      "m|unset('x')|keys|join -> y",
      "'abc' is match('b') -> true",
      "'abc' is match('x') -> false"})
  void filters(String line) throws Exception {
    var parts = line.split(" -> ", -1);
    assertThat(render("{{ %s }}".formatted(parts[0]))).isEqualTo(parts[1]);
  }

  @Test
  void writesYaml() throws Exception {
    assertThat(render("{{ m|toyaml }}")).contains("x: \"1\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "'stop here'|fail -> fail: stop here",
      "'a: b'|fromtoml -> TOML is not supported",
      "m|totoml -> TOML is not supported",
      "m|append('a') -> append: the value is not a list",
      "l|keys -> keys: the value is not a map",
      "l|md5 -> md5: the value is not a text",
      "m|get('none', true) -> get: there is no none",
      "m|unset -> unset: 1 arguments are needed",
      "'a'|match('(') -> match: ",
      "'*'|frombase64 -> frombase64: ",
      "'a\"'|fromcsv('ab') -> fromcsv: the delimiter is not one character",
      "'x'|abspath -> templates may not know the directory",
      "abspath('x') -> templates may not know the directory",
      "'PATH'|env -> templates may not read the environment",
      "'/etc/passwd'|file -> templates may not read files",
      "'/etc/*'|fileset -> templates may not see files",
      "fileset('/etc/*') -> templates may not see files"})
  void saysWhatIsWrong(String line) {
    var parts = line.split(" -> ", -1);
    assertThatThrownBy(() -> render("{{ %s }}".formatted(parts[0])))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(parts[1]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,b\n1", "a\n\"b", "a\n\"b\"c"})
  void refusesMalformedTables(String text) {
    assertThatThrownBy(() -> CsvTable.rows(text, ",")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void limitsTheSizeOfLists() {
    var many = Collections.nCopies(40_000, "a");
    assertThatThrownBy(
        () -> new TaskTemplates(false).render("{{ l|concat(l, l)|length }}", Map.of("l", many)))
        .hasMessageContaining("concat: there are more than 100,000 elements");
    var pairs = List.<Object>of("a");
    for (int i = 0; i < 18; i++) {
      pairs = List.of(pairs, pairs);
    }
    Map<String, Object> values = Map.of("l", pairs);
    assertThatThrownBy(() -> new TaskTemplates(false).render("{{ l|flatten|length }}", values))
        .hasMessageContaining("flatten: the list is too large");
  }

  @Test
  void seesFilesAndVariablesIfThatIsAllowed(@TempDir Path directory) throws Exception {
    Files.createDirectories(directory.resolve("a/b"));
    Files.writeString(directory.resolve("a/b/one.txt"), "1");
    Files.writeString(directory.resolve("a/two.txt"), "2");
    Files.writeString(directory.resolve("a/other"), "3");
    var templates = new TaskTemplates(true);
    Map<String, Object> values = Map.of("d", directory.toString());

    assertThat(templates.render("{{ fileset(d ~ '/a/*.txt')|join }}", values))
        .isEqualTo(directory + "/a/two.txt");
    assertThat(templates.render("{{ (d ~ '/**.txt')|fileset|length }}", values)).isEqualTo("2");
    assertThat(templates.render("{{ (d ~ '/a/two.txt')|file }}", values)).isEqualTo("2");
    assertThat(templates.render("{{ 'NO_SUCH_VARIABLE'|env('x') }}", values)).isEqualTo("x");
    assertThat(templates.render("{{ 'x'|abspath }}", values)).startsWith("/").endsWith("/x");
  }
}
