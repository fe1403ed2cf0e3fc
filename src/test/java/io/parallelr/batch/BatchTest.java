package io.parallelr.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.task.Retries;
import io.parallelr.task.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  @TempDir
  Path directory;

  @Test
  void aPathStaysInsideItsWordWhateverItHolds() throws Exception {
    var file = directory.resolve("a b'$(rm -rf)\"\n@ARG@.sh");

    var task = only(files("bash -x @TASK@ --log=@TASK@.log", file));

    assertThat(task.command()).containsExactly("bash", "-x", file.toString(),
        "--log=" + file + ".log");
    assertThat(task.name()).isEqualTo(file.toString());
  }

  @Test
  void argumentsAreNotLookedAtForPlaceholders() throws Exception {
    var task = only(lines("echo @ARG@ @ARG_2@", "@ARG_2@,$1", Separator.COMMA, List.of()));

    assertThat(task.command()).containsExactly("echo", "@ARG_2@", "$1");
  }

  @Test
  void countsAndNamesTasksInOrder() throws Exception {
    var batch = files("cat @TASK@", Path.of("/b/1"), Path.of("/b/2"));

    assertThat(batch.size()).isEqualTo(2);
    assertThat(batch).extracting(Task::sequence).containsExactly(1, 2);
  }

  @Test
  void aProgramInTheCurrentDirectoryIsFoundFromAnother() throws Exception {
    Files.createFile(directory.resolve("tool"));

    assertThat(only(files("./tool @TASK@", Path.of("/t"))).command())
        .containsExactly(directory.resolve("tool").toString(), "/t");
    assertThat(only(files("./other @TASK@", Path.of("/t"))).command()).startsWith("./other");
  }

  @Test
  void anAtSignInTheNameOfAProgramIsNoPlaceholder() throws Exception {
    Files.createFile(directory.resolve("tool@2"));

    assertThat(only(files("./tool@2 @TASK@", Path.of("/t"))).command())
        .containsExactly(directory.resolve("tool@2").toString(), "/t");
  }

  @Test
  void aPlaceholderEndsWhereItsSecondAtSignIs() throws Exception {
    assertThat(CommandTemplate.parse("echo @ARG@TASK@", directory).usesTask()).isFalse();
    assertThat(only(lines("echo @ARG@TASK@", "a b", Separator.SPACE, List.of())).command())
        .containsExactly("echo", "aTASK@");
  }

  @Test
  void variablesTakeArgumentsByPosition() throws Exception {
    var task = only(lines("env", "x y z", Separator.SPACE, List.of("A", "B")));

    assertThat(task.environment()).isEqualTo(Map.of("A", "x", "B", "y"));
    assertThat(task.input().arguments()).containsExactly("x", "y", "z");
  }

  @ParameterizedTest(name = "{0} with {1}")
  @CsvSource(delimiter = '|', textBlock = """
      echo @ARG_3@ | has @ARG_3@, but the lines of
      echo @ARG_1234567@ | has @ARG_1234567@, but the lines of
      echo @TASK@  | has @TASK@, which needs a template file (-T)
      """)
  void aPlaceholderWithoutAValueIsRefusedBeforeAnythingRuns(String template, String message) {
    assertThatThrownBy(() -> lines(template, "a b", Separator.SPACE, List.of()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void refusesTemplatesThatCannotBe() {
    assertThatThrownBy(() -> files("echo @ARG@", Path.of("/t"))).hasMessageContaining("-A");
    assertThatThrownBy(() -> files(" ", Path.of("/t"))).hasMessageStartingWith("is empty");
    assertThatThrownBy(() -> files("echo @ARG_0@", Path.of("/t"))).hasMessageContaining("from 1");
    assertThatThrownBy(() -> files("echo @ARG_00@", Path.of("/t"))).hasMessageContaining("from 1");
    assertThatThrownBy(() -> files("'' @TASK@", Path.of("/t"))).hasMessageEndingWith("is empty");
    assertThatThrownBy(() -> lines("env", "a", Separator.SPACE, List.of("A", "B")))
        .hasMessageStartingWith("-E names 2 variables");
  }

  @ParameterizedTest(name = "{0} splits {1}")
  @CsvSource(delimiter = ';', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
      space;a  b c;a/b/c
      whitespace;a\t b;a/b
      tab;a b\t\tc;a b/c
      comma;a, b,,c;a/b/c
      pipe;a|b c;a/b c
      colon;a:b;a/b
      """)
  void separatorsSplitAsTheirNamesSay(String name, String line, String parts) throws Exception {
    assertThat(Separator.named(name).split(line)).containsExactly(parts.split("/", -1));
    assertThat(Separator.named("SEMICOLON").split("a;b")).containsExactly("a", "b");
  }

  @Test
  void anUnknownSeparatorIsAnsweredWithAllThereAre() {
    assertThatThrownBy(() -> Separator.named("dash")).hasMessage(
        "unknown separator 'dash'; use one of space, whitespace, tab, comma, semicolon, pipe, colon");
  }

  @Test
  void readsLinesAndLeavesOutComments() throws Exception {
    var file = write("\uFEFF# hosts\r\n\r\n  a b  \r\nc d\n");

    var read = ArgumentsFile.read(file, Optional.of(Separator.SPACE));

    assertThat(read.lines()).containsExactly(
        new ArgumentsFile.Line(3, List.of("a", "b")),
        new ArgumentsFile.Line(4, List.of("c", "d")));
    assertThat(ArgumentsFile.read(file, Optional.empty()).lines().getFirst().arguments())
        .containsExactly("a b");
  }

  @Test
  void linesWithDifferentCountsAreListedWithTheirNumbers() throws Exception {
    var file = write("a b\nc\n# x\nd e\nf g h\n");

    assertThatThrownBy(() -> ArgumentsFile.read(file, Optional.of(Separator.SPACE))).hasMessage(
        file + ": lines differ in their number of arguments: 1 on line 2; 2 on lines 1, 4; "
            + "3 on line 5");
  }

  @Test
  void theFileIsNamedWhereTheKernelFindsIt() throws Exception {
    Files.createDirectories(directory.resolve("d/below"));
    Files.createSymbolicLink(directory.resolve("far"), directory.resolve("d/below"));
    var file = Files.writeString(directory.resolve("d/lines"), "a\n");

    var read = ArgumentsFile.read(directory.resolve("far/../lines"), Optional.empty());

    assertThat(read.path()).isEqualTo(file.toRealPath());
  }

  @Test
  void filesThatCannotBeReadAreSaidSo() throws Exception {
    var binary = directory.resolve("binary");
    Files.write(binary, "ok\nb\u00e4d\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> ArgumentsFile.read(binary, Optional.empty()))
        .hasMessageStartingWith(binary + ":2: not UTF-8");
    var nul = write("a\nb\0c\n");
    assertThatThrownBy(() -> ArgumentsFile.read(nul, Optional.empty()))
        .hasMessageContaining(":2: a NUL character");
    assertThatThrownBy(() -> ArgumentsFile.read(directory, Optional.empty()))
        .hasMessageContaining("is a directory");
    assertThatThrownBy(() -> ArgumentsFile.read(directory.resolve("none"), Optional.empty()))
        .hasMessageEndingWith("not found");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      1A          | is no name of a variable
      A-B         | is no name of a variable
      PARALLELR_X | is reserved
      """)
  void refusesNamesThatNoVariableCanHave(String name, String message) {
    assertThatThrownBy(() -> Variables.named(List.of(name))).hasMessageContaining(message);
    assertThatThrownBy(() -> Variables.named(List.of("A", "A"))).hasMessage("A is given twice");
  }

  private Batch files(String template, Path... files) throws InputException {
    var parsed = CommandTemplate.parse(template, directory);
    return Batch.ofFiles(parsed, List.of(files), LIMIT, Retries.NONE);
  }

  private Batch lines(String template, String text, Separator separator, List<String> names)
      throws InputException, IOException {
    return Batch.ofLines(
        CommandTemplate.parse(template, directory),
        ArgumentsFile.read(write(text), Optional.of(separator)),
        Variables.named(names),
        List.of(),
        LIMIT,
        Retries.NONE);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("arguments"), text);
  }

  private static Task only(Batch batch) {
    var tasks = new ArrayList<Task>();
    batch.forEach(tasks::add);
    assertThat(tasks).hasSize(1);
    return tasks.getFirst();
  }
}
