package io.parallelr;

import io.parallelr.task.Input;
import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.Retries;
import io.parallelr.task.SlotShare;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import io.parallelr.task.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Tasks and results for tests.
public final class Tasks {
  private Tasks() {}

  public static Task task(int sequence) {
    return command(sequence, "true");
  }

  public static Task command(int sequence, String... words) {
    return new Task(
        sequence,
        "task" + sequence,
        new Input.File(Path.of("/tasks/task" + sequence)),
        List.of(words),
        Map.of(),
        Duration.ofSeconds(60),
        Retries.NONE,
        1);
  }

  public static List<Task> tasks(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(Tasks::task).toList();
  }

  public static Task withTimeLimit(Task task, Duration limit) {
    return with(task, limit, task.retries());
  }

  /// A task that takes several slots.
  public static Task withSlots(Task task, int slots) {
    return task.launched(task.launch().withShare(SlotShare.of(slots)));
  }

  public static Task withRetries(Task task, Retries retries) {
    return with(task, task.timeLimit(), retries);
  }

  private static Task with(Task t, Duration limit, Retries retries) {
    return new Task(
        t.sequence(),
        t.name(),
        t.input(),
        t.command(),
        t.environment(),
        limit,
        retries,
        t.attempt());
  }

  public static TaskResult success(Task task) {
    return result(task, new Outcome.Exited(0));
  }

  public static TaskResult failure(Task task) {
    return result(task, new Outcome.Exited(1));
  }

  public static TaskResult result(Task task, Outcome outcome) {
    return new TaskResult(
        task,
        1,
        Instant.EPOCH,
        1_000,
        Duration.ofMillis(1500),
        77,
        outcome,
        Output.NONE,
        Output.NONE,
        new Usage(Duration.ofMillis(300), Duration.ofMillis(150), 3 << 20));
  }
}
