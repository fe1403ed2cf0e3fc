package io.parallelr.top;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.TaskRecord;
import io.parallelr.json.JsonObject;
import io.parallelr.task.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What tasks print, as it is shown.
class OutputTest {
  @TempDir
  Path directory;

  private RunDirectory run = new RunDirectory("r", Path.of("/"));

  @BeforeEach
  void setUp() throws IOException {
    run = new RunDirectory("r", directory);
    Files.createDirectory(run.output());
  }

  private void print(String file, String text) throws IOException {
    Files.writeString(
        run.output().resolve(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static TaskRecord begun(int sequence, int attempt, int slot) {
    return new TaskRecord(
        "t", sequence, attempt, slot, Optional.empty(), false, JsonObject.EMPTY);
  }

  private static TaskRecord ended(int attempt, boolean isFinal, String files) throws IOException {
    return new TaskRecord(
        "t", 7, attempt, 1, Optional.of(Status.FAILED), isFinal,
        JsonObject.parse(
            "{\"duration_seconds\":2.0,\"error_message\":\"Exit code 3\"%s}".formatted(files)));
  }

  private static List<String> texts(Follower follower) {
    return follower.now().lines().stream().map(OutputLine::text).toList();
  }

  private static void look(Follower follower, TaskRecord latest) throws IOException {
    follower.read();
    follower.settle(latest);
  }

  @Test
  void bothStreamsAreFollowedAndTheLastLineIsShownBeforeItIsWhole() throws Exception {
    var begun = begun(7, 1, 1);
    var follower = new Follower(run, begun, "t");
    print("slot-1.out", "one\ntw");
    print("slot-1.err", "bad\n");
    look(follower, begun);
    assertThat(follower.now().lines()).containsExactly(
        new OutputLine(OutputLine.Kind.STDOUT, "one"),
        new OutputLine(OutputLine.Kind.STDERR, "bad"),
        new OutputLine(OutputLine.Kind.STDOUT, "tw"));

    print("slot-1.out", "o\n");
    look(follower, begun);

    assertThat(texts(follower)).containsExactly("one", "bad", "two");
  }

  @Test
  void whatTheNextTaskOfTheSlotPrintsIsNotTaken() throws Exception {
    var begun = begun(7, 1, 1);
    var follower = new Follower(run, begun, "t");
    print("slot-1.out", "one\n");
    look(follower, begun);
    print("000007.out", "one\nlast without an end");
    Files.delete(run.output().resolve("slot-1.out"));
    print("slot-1.out", "of another task, which is long\n");

    look(follower, ended(1, true, ",\"stdout_file\":\"output/000007.out\""));
    look(follower, ended(1, true, ",\"stdout_file\":\"output/000007.out\""));

    assertThat(texts(follower)).containsExactly(
        "one", "last without an end", "FAILED after 0:02: Exit code 3");
  }

  @Test
  void furtherAttemptsFollow() throws Exception {
    var follower = new Follower(run, begun(7, 1, 1), "t");
    look(follower, ended(1, false, ""));
    print("slot-2.out", "again\n");
    look(follower, begun(7, 2, 2));
    look(follower, begun(7, 2, 2));

    assertThat(texts(follower)).containsExactly(
        "FAILED after 0:02: Exit code 3; another attempt follows", "attempt 2", "again");
  }

  @Test
  void ofAVeryLongOutputTheEndIsRead() throws Exception {
    var begun = begun(7, 1, 1);
    var follower = new Follower(run, begun, "t");
    print("slot-1.out", ("x".repeat(99) + "\n").repeat(20_000) + "end\n");
    look(follower, begun);

    var lines = texts(follower);
    assertThat(lines).hasSizeLessThan(5000).last().isEqualTo("end");
    assertThat(lines.getFirst()).isEqualTo("(earlier output is left out)");
    assertThat(lines.get(1)).hasSize(99);
  }

  @Test
  void ofManyLinesTheLatestAreKept() throws Exception {
    var begun = begun(7, 1, 1);
    var follower = new Follower(run, begun, "t");
    for (int i = 0; i < 3; i++) {
      print("slot-1.out", "line\n".repeat(3000));
      look(follower, begun);
    }

    assertThat(follower.now().lines()).hasSize(5000);
    assertThat(follower.now().dropped()).isEqualTo(4000);
  }

  @Test
  void theLastLineIsThatOfTheStreamThatWasWrittenLast() throws Exception {
    var task = begun(7, 1, 1);
    var lines = new LastLines(run);
    print("slot-1.out", "one\n\n");
    lines.look(List.of(task));
    assertThat(lines.of(task)).isEqualTo("one");

    print("slot-1.err", "bad\npassword=hunter2\n");
    lines.look(List.of(task));

    assertThat(lines.of(task)).startsWith("password=").doesNotContain("hunter2");
    assertThat(lines.of(begun(8, 1, 1))).as("of another task in the slot").isEmpty();
  }

  @Test
  void aLineIsShownAsATerminalWouldShowItInTheEnd() {
    assertThat(ShownLine.of("\033[1;31mred\033[0m \033]0;title\007x\033(B")).isEqualTo("red x");
    assertThat(ShownLine.of(" 10%\r 50%\r100%\r")).isEqualTo("100%");
    assertThat(ShownLine.of("a\tb\t")).isEqualTo("a       b       ");
    assertThat(ShownLine.of("\033")).isEqualTo("\033");
  }

  @Test
  void bytesThatAreNoTextAreKeptApart() throws Exception {
    var begun = begun(7, 1, 1);
    var follower = new Follower(run, begun, "t");
    Files.write(run.output().resolve("slot-1.out"), new byte[]{'a', (byte) 0xff, '\n'});
    Files.write(run.output().resolve("slot-1.err"), "測\n".getBytes(UTF_8));
    look(follower, begun);

    assertThat(texts(follower)).containsExactly("a\udcff", "測");
  }
}
