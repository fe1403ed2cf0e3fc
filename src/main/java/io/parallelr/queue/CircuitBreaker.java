package io.parallelr.queue;

import io.parallelr.engine.StopPolicy;
import io.parallelr.task.RunSummary;
import io.parallelr.task.TaskResult;
import java.time.Duration;
import java.util.Optional;

/// Lets tasks in, or none for a while after too many failures, as a circuit breaker does: after
/// that while it lets one in, and all again when that one succeeds. Pure but for the times it is
/// passed in.
final class CircuitBreaker {
  private final StopPolicy policy;
  private final Duration closedFor;
  private State state = State.OPEN;
  private RunSummary sinceOpened = RunSummary.EMPTY;
  private long closedAt;

  private enum State {
    OPEN, CLOSED, TRYING
  }

  /// @param closedFor how long it stays closed
  CircuitBreaker(StopPolicy policy, Duration closedFor) {
    this.policy = policy;
    this.closedFor = closedFor;
  }

  /// Whether a task may be let in.
  ///
  /// @param running how many are in
  /// @param now by [System#nanoTime()]
  boolean lets(int running, long now) {
    if (state == State.CLOSED && now - closedAt >= closedFor.toNanos()) {
      state = State.TRYING;
    }
    return state == State.OPEN || (state == State.TRYING && running == 0);
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  /// Processes the final result of a task.
  ///
  /// @return why it closed, if it did just now
  Optional<String> completed(TaskResult result, long now) {
    sinceOpened = sinceOpened.plus(result);
    if (state == State.TRYING) {
      if (result.succeeded()) {
        state = State.OPEN;
        sinceOpened = RunSummary.EMPTY;
        return Optional.empty();
      }
      return close("the trial task did not succeed", now);
    }
    return state == State.OPEN
        ? policy.reasonToStop(sinceOpened).flatMap(stop -> close(stop.reason(), now))
        : Optional.empty();
  }

  private Optional<String> close(String reason, long now) {
    state = State.CLOSED;
    closedAt = now;
    return Optional.of(reason);
  }
}
