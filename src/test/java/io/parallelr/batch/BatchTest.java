package io.parallelr.batch;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.task.Retries;
import io.parallelr.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      /a b/c.tar.gz | c.tar.gz | c.tar  | /a b | gz
      /.profile     | .profile | .profile | / | ~~
      dir/x.        | x.       | x      | dir  | ~~
      x             | x        | x      | .    | ~~
      ../x.y/       | x.y      | x      | ..   | y
      a//b          | b        | b      | a    | ~~
      /             | /        | /      | /    | ~~
      """)
  void partsOfPathsArePutIn(String path, String name, String stem, String parent, String extension)
      throws Exception {
    var task = only(
        lines(
            "x @ARG_NAME@ @ARG_1_STEM@ @ARG_DIR@ @ARG_EXT@ @ARG_2_NAME@",
            path + ",b/c",
            Separator.COMMA,
            List.of()));

    assertThat(task.command()).containsExactly("x", name, stem, parent, extension, "c");
  }

  @Test
  void partsOfTheTaskFileAndNumbersArePutIn() throws Exception {
    var batch = files(
        "x @TASK_NAME@ @TASK_STEM@ @TASK_DIR@ @TASK_EXT@ @SEQ@/@SLOT@",
        Path.of("/a/b.sh"),
        Path.of("/a/c"));

    assertThat(batch).extracting(task -> task.inSlots(List.of(7)).command())
        .containsExactly(
            List.of("x", "b.sh", "b", "/a", "sh", "1/7"),
            List.of("x", "c", "c", "/a", "", "2/7"));
    assertThat(batch.task(0).unplaced().command()).endsWith("1/@SLOT@");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      sh -c 'echo @ARG@'             | echo 'a;'\\''b'
      sh -c 'echo "@ARG@"'           | echo "a;'b"
      sh -c 'echo @ARG:raw@ @ARG@'   | echo a;'b 'a;'\\''b'
      sh -c @ARG:raw@                | a;'b
      sh -c 'echo @ARG_NAME:raw@'    | echo a;'b
      sh -c 'x@SLOT@ @SEQ@'"@ARG@"   | x'3' '1''a;'\\''b'
      """)
  void aValueIsQuotedForTheShellThatReadsIt(String template, String script) throws Exception {
    var task = only(lines(template, "a;'b", Separator.COMMA, List.of()));

    assertThat(task.inSlots(List.of(3)).command()).containsExactly("sh", "-c", script);
  }

  @Test
  void aPathThatIsAllOfAScriptIsRun() throws Exception {
    assertThat(only(files("ssh host @TASK@", Path.of("/a b"))).command())
        .containsExactly("ssh", "host", "'/a b'");
  }

  @Test
  void aValueThatIsAllOfAScriptMustBeMeantAsCode() {
    assertThatThrownBy(() -> CommandTemplate.parse("sh -c @ARG@", directory)).hasMessage(
        "@ARG@ is all of a script; write @ARG:raw@ to run its value as code");
  }

  @Test
  void takesFurtherFilesAtItsEndEachOnce() throws Exception {
    var batch = files("cat @TASK@", Path.of("/b/1"), Path.of("/b/2"))
        .withFiles(List.of(Path.of("/a/9"), Path.of("/b/2"), Path.of("/a/9")));

    assertThat(batch).extracting(Task::name).containsExactly("/b/1", "/b/2", "/a/9");
    assertThat(batch.from(2)).extracting(Task::sequence).containsExactly(3);
    assertThatThrownBy(() -> batch.withLines(List.of("x"))).hasMessageContaining("are files");
  }

  @Test
  void takesFurtherLinesThatAreAsTheOthers() throws Exception {
    var batch = lines("echo @ARG_2@", "a,b", Separator.COMMA, List.of());
    var more = batch.withLines(List.of("a,b", "c,d"));

    assertThat(more.from(1)).extracting(t -> t.command().getLast()).containsExactly("b", "d");
    assertThat(more.task(1).input().occurrence()).isEqualTo(2);
    assertThatThrownBy(() -> batch.withLines(List.of("a,b,c")))
        .hasMessageContaining("lines differ in their number of arguments");
    assertThatThrownBy(() -> batch.withFiles(List.of(Path.of("/t"))))
        .hasMessageContaining("are lines");
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

  @ParameterizedTest(name = "{0} is answered with {1}")
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      cat @TASK          | '@TASK' is not a placeholder; did you mean @TASK@?
      cat @TASK --x=1    | '@TASK' is not a placeholder; did you mean @TASK@?
      cat TASK@          | 'TASK@' is not a placeholder; did you mean @TASK@?
      cat @task@         | '@task@' is not a placeholder; did you mean @TASK@?
      cat @Task@ @TASK@  | '@Task@' is not a placeholder; did you mean @TASK@?
      cat @TASKS@        | '@TASKS@' is not a placeholder; did you mean @TASK@?
      cat --in=@task     | '@task' is not a placeholder; did you mean @TASK@?
      cat @ARG_1 @ARG_2@ | '@ARG_1' is not a placeholder; did you mean @ARG_1@?
      cat @ARG1@         | '@ARG1@' is not a placeholder; did you mean @ARG_1@?
      cat @arg@          | '@arg@' is not a placeholder; did you mean @ARG@?
      cat @ARGS@         | '@ARGS@' is not a placeholder; did you mean @ARG@?
      cat @arg-12@       | '@arg-12@' is not a placeholder; did you mean @ARG_12@?
      cat @TASKNAME@     | '@TASKNAME@' is not a placeholder; did you mean @TASK_NAME@?
      cat @task_stem@    | '@task_stem@' is not a placeholder; did you mean @TASK_STEM@?
      cat @TASK_NAME @TASK@ | '@TASK_NAME' is not a placeholder; did you mean @TASK_NAME@?
      cat @ARG_2_DRI@    | '@ARG_2_DRI@' is not a placeholder; did you mean @ARG_2_DIR@?
      cat @TASK:rw@      | '@TASK:rw@' is not a placeholder; did you mean @TASK:raw@?
      cat @SEQ_@ @TASK@  | '@SEQ_@' is not a placeholder; did you mean @SEQ@?
      cat @SLOTS@ @TASK@ | '@SLOTS@' is not a placeholder; did you mean @SLOT@?
      cat @TASK_SIZE_IN_BYTES@ | '@TASK_SIZE_IN_BYTES@' is not a placeholder; a part of a path is NAME, STEM, DIR or EXT, as in @TASK_NAME@
      cat @TASK_BASENAME@ | '@TASK_BASENAME@' is not a placeholder; did you mean @TASK_NAME@?
      """)
  void whatWasMeantForAPlaceholderIsRefused(String template, String message) {
    assertThatThrownBy(() -> CommandTemplate.parse(template, directory)).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "curl -d @args me@task.org @TASK@",
      "ssh host@TASKS @TASK@",
      "cat @TASK@.log @TASK@@ARG@",
      "echo @TASKFORCE @TASK@",
      "echo user@ARG_1@",
      "ssh user@host @TASK_NAME@",
      "rsync @TASK@ me@seq:@SEQ@",
      "sed s/@VERSION@/1/ @TASK@"})
  void otherAtSignsAreLeftAlone(String template) throws InputException {
    assertThat(CommandTemplate.parse(template, directory)).isNotNull();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      cat              | did you mean "cat @TASK@"?
      cat --in={} -x   | did you mean "cat --in=@TASK@ -x"?
      cat '$1'         | did you mean "cat @TASK@"?
      sh -c 'cat "$1"' | did you mean "sh -c 'cat "$1"' @TASK@"?
      """)
  void aTemplateWithoutAPlaceholderIsAnsweredWithOne(String template, String message) {
    assertThatThrownBy(() -> files(template, Path.of("/t")))
        .hasMessageStartingWith("has no @TASK@, so every task would run the same command")
        .hasMessageEndingWith(message);
  }

  @Test
  void aTemplateMayTakeWhatItNeedsFromVariables() throws Exception {
    assertThat(files("sh -c 'cat \"$PARALLELR_TASK\"'", Path.of("/t"))).hasSize(1);
    assertThat(lines("env", "x", Separator.SPACE, List.of("A"))).hasSize(1);
    assertThatThrownBy(() -> lines("env", "x", Separator.SPACE, List.of()))
        .hasMessageStartingWith("has no @ARG@, and there is no -E");
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
      tab;a b\t c\t;a b/c/
      tab;\ta\t\tb;/a//b
      comma;a, b ,c;a/b/c
      comma;db1,,5432;db1//5432
      comma;,,;//
      pipe;a||;a//
      colon;:a: ;/a/
      pipe;a|b c;a/b c
      colon;a:b;a/b
      """)
  void separatorsSplitAsTheirNamesSay(String name, String line, String parts) throws Exception {
    assertThat(Separator.named(name).split(line)).containsExactly(parts.split("/", -1));
    assertThat(Separator.named("SEMICOLON").split("a;;b;")).containsExactly("a", "", "b", "");
  }

  /// Whatever fields hold, each keeps its place.
  @Test
  void fieldsKeepTheirPlaces() throws Exception {
    var random = new Random(3);
    for (var separator : List.of(
        Separator.TAB,
        Separator.COMMA,
        Separator.SEMICOLON,
        Separator.PIPE,
        Separator.COLON)) {
      var mark = Map.of("tab", "\t", "comma", ",", "semicolon", ";", "pipe", "|", "colon", ":")
          .get(separator.label());
      for (int i = 0; i < 200; i++) {
        int count = 2 + random.nextInt(5);
        var lines = Stream.generate(
            () -> Stream.generate(() -> List.of("", "x", "a b", "'", "$(y)").get(random.nextInt(5)))
                .limit(count)
                .toList())
            .limit(3)
            .toList();
        var end = random.nextBoolean() ? "\r\n" : "\n";
        var text =
            lines.stream().map(fields -> String.join(mark, fields) + end).collect(joining());

        var read = ArgumentsFile.read(write(text), Optional.of(separator));

        assertThat(read.lines()).as(text)
            .extracting(ArgumentsFile.Line::arguments)
            .isEqualTo(lines);
      }
    }
  }

  @Test
  void fieldsInQuotationMarksAreWarnedOfOnce() throws Exception {
    var plain = write("it's \"x\",b\n");

    assertThat(ArgumentsFile.read(plain, Optional.of(Separator.COMMA)).quotedFields()).isEmpty();
    var file = write("x,y\n\"Doe, Jane\"\n\"a\",\"b\"\n");
    assertThat(ArgumentsFile.read(file, Optional.of(Separator.COMMA)).quotedFields())
        .hasValue(
            file + ":2: the field \"Doe begins with a quotation mark. Quotation marks have no meaning "
                + "here: they stay in the argument, and separators between them still count (2 lines "
                + "with such fields)");
  }

  @Test
  void anUnknownSeparatorIsAnsweredWithAllThereAre() {
    assertThatThrownBy(() -> Separator.named("dash")).hasMessage(
        "unknown separator 'dash'; use one of space, whitespace, tab, comma, semicolon, pipe, colon, "
            + "csv, tsv");
  }

  @Test
  void zeroCharactersEndLinesThatAreTakenAsTheyAre() throws Exception {
    var form = new ArgumentsFile.Form(Optional.empty(), true, false);

    assertThat(ArgumentsFile.read(write("a\n b \0#c\0\0d"), form, new ListFiles()).lines())
        .containsExactly(
            new ArgumentsFile.Line(1, List.of("a\n b ")),
            new ArgumentsFile.Line(2, List.of("#c")),
            new ArgumentsFile.Line(4, List.of("d")));
  }

  @Test
  void columnsArePlaceholders() throws Exception {
    var form = new ArgumentsFile.Form(Optional.of(Separator.COMMA), false, true);
    var arguments =
        ArgumentsFile.read(write("# hosts\nhost,the path\nweb,/a/b.c\n"), form, new ListFiles());
    var template = CommandTemplate.parse(
        "sh -c 'cd @the path_DIR@; echo @host@' @ARG_2@ '@the path:raw@'",
        directory,
        arguments.columns());

    var batch =
        Batch.ofLines(template, arguments, Variables.NONE, List.of(), LIMIT, Retries.NONE);

    assertThat(only(batch).command())
        .containsExactly("sh", "-c", "cd '/a'; echo 'web'", "/a/b.c", "/a/b.c");
    assertThatThrownBy(
        () -> CommandTemplate.parse("echo @hosts@", directory, arguments.columns()))
        .hasMessage("'@hosts@' is not a placeholder; did you mean @host@?");
    assertThatThrownBy(
        () -> CommandTemplate.parse("echo '@the_path@'", directory, arguments.columns()))
        .hasMessage("'@the_path@' is not a placeholder; did you mean \"@the path@\"?");
    assertThatThrownBy(
        () -> CommandTemplate.parse("echo @the path@ @host@", directory, arguments.columns()))
        .hasMessage(
            "'@the path@' has a blank and is not quoted, so it is several words; "
                + "write '@the path@' in quotation marks");
  }

  @Test
  void numbersAloneDoNotMakeATemplate() {
    assertThatThrownBy(() -> files("echo @SEQ@", Path.of("/t"))).hasMessage(
        "has no @TASK@, so no task would use its file; did you mean \"echo @SEQ@ @TASK@\"?");
    assertThatThrownBy(() -> CommandTemplate.parse("echo @SEQ", directory))
        .hasMessage("'@SEQ' is not a placeholder; did you mean @SEQ@?");
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
    var nul = write("a\nb\0c\n");
    assertThatThrownBy(() -> ArgumentsFile.read(nul, Optional.empty()))
        .hasMessageContaining(":2: an argument cannot contain a NUL character");
    assertThatThrownBy(() -> ArgumentsFile.read(directory, Optional.empty()))
        .hasMessageContaining("is a directory");
    assertThatThrownBy(() -> ArgumentsFile.read(directory.resolve("none"), Optional.empty()))
        .hasMessageEndingWith("not found");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      1A          | is not a variable name
      A-B         | is not a variable name
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
