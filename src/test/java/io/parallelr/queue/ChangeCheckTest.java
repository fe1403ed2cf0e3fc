package io.parallelr.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.engine.Backend;
import io.parallelr.task.Input;
import io.parallelr.task.Outcome;
import io.parallelr.task.Retries;
import io.parallelr.task.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file that changes while its task runs.
class ChangeCheckTest {
  @TempDir
  Path directory;
  private Path file = Path.of("/");

  @BeforeEach
  void makeFile() throws IOException {
    file = Files.writeString(directory.resolve("t"), "one row");
  }

  @Test
  void aTaskWhoseFileGrowsDoesNotSucceed() {
    var check = check(Changes.REQUEUE, this::grow, 0);

    var outcome = check.run(task(), 1).outcome();

    assertThat(outcome).isEqualTo(
        new Outcome.Lost("its file changed while it ran: it had 7 bytes, and has 12"));
    assertThat(check.isToBeQueuedAgain(1)).isTrue();
    assertThat(check.isToBeQueuedAgain(1)).as("asked once").isFalse();
  }

  @Test
  void aTaskWhoseFileIsReplacedDoesNotSucceed() {
    var check = check(Changes.FAIL, () -> {
      var other = Files.writeString(directory.resolve("other"), "two row");
      Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
      Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    }, 0);

    assertThat(check.run(task(), 1).outcome()).isEqualTo(
        new Outcome.Lost("its file changed while it ran: it is another file of the same name"));
    assertThat(check.isToBeQueuedAgain(1)).isFalse();
  }

  @Test
  void aFailureStaysWhatItIs() {
    var check = check(Changes.REQUEUE, this::grow, 3);

    assertThat(check.run(task(), 1).outcome()).isEqualTo(new Outcome.Exited(3));
    assertThat(check.isToBeQueuedAgain(1)).isTrue();
  }

  @Test
  void tasksMayBeMeantToChangeTheirFiles() {
    assertThat(check(Changes.IGNORE, this::grow, 0).run(task(), 1).outcome())
        .isEqualTo(new Outcome.Exited(0));
    assertThat(check(Changes.FAIL, () -> Files.delete(file), 0).run(task(), 1).outcome())
        .as("it has moved or deleted it")
        .isEqualTo(new Outcome.Exited(0));
  }

  @Test
  void aFileThatOnlyMovesHasNotChanged() {
    var check = check(Changes.FAIL, () -> {
      Files.move(file, directory.resolve("there"));
      Files.move(directory.resolve("there"), file);
    }, 0);

    assertThat(check.run(task(), 1).outcome()).isEqualTo(new Outcome.Exited(0));
  }

  private interface Step {
    void run() throws IOException;
  }

  private void grow() throws IOException {
    Files.writeString(file, "\nmore", StandardOpenOption.APPEND);
  }

  private static ChangeCheck check(Changes changes, Step during, int code) {
    return new ChangeCheck((_, _) -> {
      try {
        during.run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return Backend.Execution.of(new Outcome.Exited(code));
    }, changes);
  }

  private Task task() {
    return new Task(
        1,
        "t",
        new Input.File(file),
        List.of("true"),
        Map.of(),
        Duration.ofSeconds(60),
        Retries.NONE,
        1);
  }
}
