package io.parallelr.prunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineFilesTest {
  @TempDir
  Path base;

  @Test
  void findsFilesAtAnyDepthAndInTheOrderOfTheirPaths() throws Exception {
    write("b/pipelines.yml", "b");
    write("a/b/pipelines.yaml", "a");
    write("pipelines.yml", "top");
    write(".hidden/pipelines.yml", "h");
    write("node_modules/pipelines.yml", "n");
    write("xpipelines.yml", "x");
    write("pipelines.json", "j");
    Files.createDirectory(base.resolve("c"));
    Files.createDirectory(base.resolve("c/pipelines.yml"));

    var loaded = load(PipelineFiles.DEFAULT_PATTERN);

    assertThat(loaded.files()).extracting(file -> base.relativize(file).toString())
        .containsExactly(
            ".hidden/pipelines.yml",
            "a/b/pipelines.yaml",
            "b/pipelines.yml",
            "node_modules/pipelines.yml",
            "pipelines.yml");
    assertThat(loaded.definitions().pipelines()).containsOnlyKeys("a", "b", "h", "n", "top");
    assertThat(loaded.definitions().find("a")).isPresent();
    assertThat(loaded.definitions().find("x")).isEmpty();
  }

  @Test
  void followsLinksButNotInCircles() throws Exception {
    write("real/deep/pipelines.yml", "p");
    Files.createSymbolicLink(base.resolve("real/up"), base);
    var other = Files.createDirectory(base.resolve("search"));
    Files.createSymbolicLink(other.resolve("link"), base.resolve("real/deep"));
    Files.createSymbolicLink(other.resolve("gone"), base.resolve("nowhere"));

    assertThat(new PipelineFiles(other, "**/pipelines.yml", false).load().files())
        .containsExactly(other.resolve("link/pipelines.yml"));
    assertThatThrownBy(() -> load("real/**/pipelines.yml")) // by the link up once more
        .hasMessageContaining("already declared");
  }

  @Test
  void noFileIsFine() throws Exception {
    assertThat(load(PipelineFiles.DEFAULT_PATTERN))
        .isEqualTo(new PipelineFiles.Loaded(Definitions.NONE, List.of(),
            List.of()));
    assertThat(load("none/*.yml").files()).isEmpty();
  }

  @Test
  void aFileThatIsNamedMustExist() throws Exception {
    assertThatThrownBy(() -> load("custom.yml"))
        .isInstanceOf(InvalidDefinitionsException.class)
        .hasMessageContaining("custom.yml: finding files with glob: file does not exist");
    write("custom.yml", "p");
    assertThat(load("./custom.yml").definitions().pipelines()).containsOnlyKeys("p");
  }

  @Test
  void theDirectoryMustExistAndThePatternBeWellFormed() {
    assertThatThrownBy(() -> new PipelineFiles(base.resolve("no"), "**/*.yml", false).load())
        .hasMessageContaining("the directory of pipelines does not exist");
    assertThatThrownBy(() -> load("{a,b")).hasMessageContaining("a { is not closed");
    assertThatThrownBy(() -> load("[a")).hasMessageContaining("a [ is not closed");
  }

  @Test
  void refusesAPipelineThatIsInTwoFilesAndNamesBoth() throws IOException {
    write("pipelines.yml", "p");
    write("sub/pipelines.yaml", "p");

    assertThatThrownBy(() -> load(PipelineFiles.DEFAULT_PATTERN)).hasMessage(
        "loading %s/sub/pipelines.yaml:1:1: pipeline \"p\" was already declared in "
            + "%s/pipelines.yml; rename one of them",
        base,
        base);
  }

  @Test
  void tellsTheErrorsOfAllFilesAndReadsOthersWithWarnings() throws Exception {
    Files.writeString(base.resolve("a.yml"), "pipelines: {p: {foo: 1}}");
    assertThat(load("*.yml").warnings()).hasSize(1);
    assertThatThrownBy(() -> new PipelineFiles(base, "*.yml", true).load())
        .hasMessageContaining("a pipeline has no key foo");

    Files.writeString(base.resolve("b.yml"), "pipelines: {q: {concurrency: -1}}");
    Files.write(base.resolve("c.yml"), new byte[]{(byte) 0xff});
    Files.writeString(base.resolve("d.yml"), "");
    assertThatThrownBy(() -> load("*.yml")).isInstanceOfSatisfying(
        InvalidDefinitionsException.class,
        e -> {
          assertThat(e.problems()).hasSize(4);
          assertThat(String.valueOf(e.getMessage()).lines()).hasSize(3)
              .allMatch(line -> line.startsWith("loading "));
        });
  }

  private PipelineFiles.Loaded load(String pattern) throws InvalidDefinitionsException {
    return new PipelineFiles(base, pattern, false).load();
  }

  private void write(String path, String pipeline) throws IOException {
    var file = base.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file,
        "pipelines: {%s: {tasks: {t: {script: [\"true\"]}}}}".formatted(pipeline));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      **/p.{yml,yaml}   | p.yml          | true
      **/p.{yml,yaml}   | a/b/p.yaml     | true
      **/p.{yml,yaml}   | a/xp.yml       | false
      a/**/b            | a/b            | true
      a/**              | a/b/c          | true
      *.yml             | a/b.yml        | false
      ?.yml             | a.yml          | true
      [a-c].yml         | b.yml          | true
      [!a-c].yml        | b.yml          | false
      [^a-c].yml        | d.yml          | true
      [&[x].yml         | &.yml          | true
      '!(a|b).yml'      | c.yml          | true
      {a,{b,c}}/d       | c/d            | true
      a,b}              | a,b}           | true
      \\*.yml           | *.yml          | true
      \\*.yml           | a.yml          | false
      a.yml             | axyml          | false
      """)
  void matchesAPath(String pattern, String path, boolean matches) {
    assertThat(new GlobPattern(pattern).matches(path)).isEqualTo(matches);
  }
}
