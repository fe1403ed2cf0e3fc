package io.parallelr.flow;
import io.parallelr.flowfile.InvalidValueException;
import io.parallelr.flowfile.Numbers;
import io.parallelr.flowfile.Step;
import io.parallelr.flowfile.Text;
import io.parallelr.task.Count;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A running block: which of its subtasks are still to be started, and the results of the others.
final class Block {
  private final Step step;
  private final int most;
  private final int retries;
  private final int retryDelay;
  private final FlowLog log;
  private final Deque<Attempt> waiting = new ArrayDeque<>();
  private final Map<Integer, StepResult> results = new LinkedHashMap<>();
  private final List<StepResult> all = new ArrayList<>();
  private int running;

  /// One run of a subtask.
  ///
  /// @param number from 1
  record Attempt(int task, int number) {
    Attempt next() {
      return new Attempt(task, number + 1);
    }
  }

  /// Begins a block.
  ///
  /// @param most how many subtasks run at once
  /// @throws InvalidValueException if a number is invalid
  static Block of(
      Step step,
      List<Integer> tasks,
      Text most,
      Step.Retry retry,
      VariableValues values,
      FlowLog log)
      throws InvalidValueException {
    return new Block(
        step,
        tasks,
        values.whole("max_parallel", most, 1, Integer.MAX_VALUE),
        values.whole("retry_count", retry.count(), 0, Numbers.MOST_REPEATS),
        values.whole("retry_delay", retry.delay(), 0, Integer.MAX_VALUE),
        log);
  }

  private Block(
      Step step,
      List<Integer> tasks,
      int most,
      int retries,
      int retryDelay,
      FlowLog log) {
    this.step = step;
    this.most = most;
    this.retries = retries;
    this.retryDelay = retryDelay;
    this.log = log;
    tasks.forEach(id -> waiting.add(new Attempt(id, 1)));
    if (step.body() instanceof Step.Parallel) {
      log.info(
          "Task %d: Starting parallel execution of %s (max_parallel=%d%s)".formatted(
              step.id(),
              Count.of(tasks.size(), "task"),
              most,
              retries() ? ", retry_count=%d, retry_delay=%ds".formatted(retries, retryDelay) : ""));
    }
  }

  Step step() {
    return step;
  }

  boolean retries() {
    return retries > 0;
  }

  int retryDelay() {
    return retryDelay;
  }

  boolean mayStart() {
    return !waiting.isEmpty() && running < most;
  }

  Attempt start() {
    running++;
    return waiting.remove();
  }

  /// The label of a subtask in the log.
  String label(Attempt attempt) {
    return retries()
        ? "%d-%d.%d".formatted(step.id(), attempt.task(), attempt.number())
        : "%d-%d".formatted(step.id(), attempt.task());
  }

  /// Records that a subtask was skipped.
  void skipped(Attempt attempt, StepResult result) {
    log.info("Task %s: Completed - Success: False (skipped)".formatted(label(attempt)));
    ended(attempt, result, false);
  }

  /// Records the result of a subtask that runs nothing.
  void returned(Attempt attempt, StepResult result) {
    ended(attempt, result, false);
  }

  /// Records the result of an attempt; a failed one is followed by another, if one is left.
  void ended(Attempt attempt, StepResult result) {
    var label = label(attempt);
    boolean again = !result.success() && result.exit() != StepResult.TIMED_OUT
        && attempt.number() <= retries;
    ended(attempt, result, again);
    if (again) {
      log.info(
          "Task %s: FAILED - will retry as Task %s in %ds".formatted(
              label,
              label(attempt.next()),
              retryDelay));
      return;
    }
    if (retries()) {
      log.info("Task %s: %s".formatted(label, result.success() ? "SUCCESS" : "FAILED"));
    }
    log.info(
        "Task %s: Completed - Success: %s%s".formatted(
            label,
            result.success() ? "True" : "False",
            result.exit() == StepResult.TIMED_OUT ? " (timeout)" : ""));
  }

  private void ended(Attempt attempt, StepResult result, boolean again) {
    running--;
    if (again) {
      waiting.addFirst(attempt.next());
    } else {
      results.put(attempt.task(), result);
      all.add(result);
    }
  }

  /// Whether a subtask has failed that was not skipped.
  boolean hasFailed() {
    return all.stream().anyMatch(result -> !result.success() && !result.isSkipped());
  }

  boolean isOver() {
    return waiting.isEmpty() && running == 0;
  }

  /// The results of the subtasks, of the last attempt of each.
  List<StepResult> results() {
    return all;
  }

  /// The result of the block as a whole.
  StepResult result(String name) {
    long succeeded = all.stream().filter(StepResult::success).count();
    var failed = results.entrySet()
        .stream()
        .filter(r -> !r.getValue().success())
        .map(Map.Entry::getKey)
        .toList();
    boolean allSucceeded = succeeded == all.size();
    var text = "%s: %d/%d successful%s".formatted(
        name,
        succeeded,
        all.size(),
        failed.isEmpty() ? "" : ", %d failed".formatted(failed.size()));
    return new StepResult(
        allSucceeded ? 0 : 1,
        new Printed.OfText(text),
        new Printed.OfText(failed.isEmpty() ? "" : "Failed tasks: " + failed),
        allSucceeded);
  }
}
