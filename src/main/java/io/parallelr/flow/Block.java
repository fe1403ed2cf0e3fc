package io.parallelr.flow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A block that runs: which of its subtasks are still to be started, and what came of the others.
final class Block {
  private final Step step;
  private final int most;
  private final int retries;
  private final int retryDelay;
  private final Deque<Attempt> waiting = new ArrayDeque<>();
  private final Map<Integer, StepResult> results = new LinkedHashMap<>();
  private final List<StepResult> all = new ArrayList<>();
  private int running;

  /// One run of a subtask.
  ///
  /// @param number from 1
  record Attempt(int task, int number) {}

  /// @param most how many run at once
  /// @param retryDelay in seconds
  Block(Step step, List<Integer> tasks, int most, int retries, int retryDelay) {
    this.step = step;
    this.most = most;
    this.retries = retries;
    this.retryDelay = retryDelay;
    tasks.forEach(id -> waiting.add(new Attempt(id, 1)));
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

  /// How a subtask is called in the log.
  String label(Attempt attempt) {
    return retries()
        ? "%d-%d.%d".formatted(step.id(), attempt.task(), attempt.number())
        : "%d-%d".formatted(step.id(), attempt.task());
  }

  /// Takes in what came of an attempt.
  ///
  /// @return whether it is run again
  boolean ended(Attempt attempt, StepResult result) {
    running--;
    boolean again = !result.success() && result.exit() != StepResult.TIMED_OUT
        && attempt.number() <= retries;
    if (again) {
      waiting.addFirst(new Attempt(attempt.task(), attempt.number() + 1));
    } else {
      results.put(attempt.task(), result);
      all.add(result);
    }
    return again;
  }

  boolean isOver() {
    return waiting.isEmpty() && running == 0;
  }

  /// Results of the subtasks, each with its last attempt.
  List<StepResult> results() {
    return all;
  }

  /// What the block as a whole came to.
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
