package io.parallelr.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.engine.Backend;
import io.parallelr.task.Input;
import io.parallelr.task.Outcome;
import io.parallelr.task.Retries;
import io.parallelr.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputCheckTest {
  private static final Outcome RAN = new Outcome.Exited(0);
  private final Backend check =
      new InputCheck((_, _) -> Backend.Execution.of(RAN), new InputCheck.Bounds(10, 20));

  @TempDir
  Path directory;

  @Test
  void letsAFittingTaskPass() throws IOException {
    assertThat(run(Files.writeString(directory.resolve("t"), "0123456789"), "x")).isEqualTo(RAN);
  }

  @Test
  void aTaskFileThatIsGoneTooLargeOrNoFileIsAnError() throws IOException {
    var large = Files.writeString(directory.resolve("large"), "01234567890");

    assertThat(run(directory.resolve("gone"), "x"))
        .isEqualTo(new Outcome.NotStarted("task file is gone: " + directory.resolve("gone")));
    assertThat(run(large, "x")).isEqualTo(
        new Outcome.NotStarted("task file has 11 bytes; advanced.max-file-size allows 10"));
    assertThat(run(directory, "x"))
        .isEqualTo(new Outcome.NotStarted("task file is no longer a regular file"));
  }

  @Test
  void aTooLongArgumentIsAnError() throws IOException {
    var file = Files.createFile(directory.resolve("t"));

    assertThat(run(file, "123456789012345678901")).isEqualTo(
        new Outcome.NotStarted(
            "argument '12345678901234567890…' is 21 characters long; "
                + "security.max-argument-length allows 20"));
  }

  @Test
  void soIsATooLongValueOfAVariable() throws IOException {
    var file = Files.createFile(directory.resolve("t"));

    assertThat(run(file, "x", Map.of("A", "123456789012345678901")))
        .isInstanceOfSatisfying(
            Outcome.NotStarted.class,
            o -> assertThat(o.reason()).startsWith("value of a variable '1234567"));
  }

  private Outcome run(Path file, String argument) {
    return run(file, argument, Map.of());
  }

  private Outcome run(Path file, String argument, Map<String, String> variables) {
    var task = new Task(
        1,
        file.toString(),
        new Input.File(file),
        List.of("cat", argument),
        variables,
        Duration.ofSeconds(1),
        Retries.NONE,
        1);
    return check.run(task, 1).outcome();
  }
}
