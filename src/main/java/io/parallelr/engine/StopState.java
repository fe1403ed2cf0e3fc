package io.parallelr.engine;

import java.util.Optional;

/// Whether a run ends, and why. Used under a lock.
final class StopState {
  private Optional<RunEnd> reason = Optional.empty();
  private Optional<Throwable> problem = Optional.empty();
  private boolean isOver;

  /// Whether nothing new is started any more.
  boolean isStopping() {
    return isOver || reason.isPresent() || problem.isPresent();
  }

  /// Ends the run. A later reason replaces only that of having been drained: otherwise the first
  /// one is why it ended.
  void stop(RunEnd why) {
    if (reason.isEmpty() || reason.get() instanceof RunEnd.Drained) {
      reason = Optional.of(why);
    }
  }

  /// Records what the run throws at its end; the first problem counts.
  void failed(Throwable why) {
    problem = problem.or(() -> Optional.of(why));
  }

  /// Nothing runs any more, or will.
  void over() {
    isOver = true;
  }

  boolean isOver() {
    return isOver;
  }

  /// Why nothing new is started; empty as long as something may be, and if the plan has ended.
  Optional<RunEnd> reason() {
    return reason;
  }

  boolean hasFailed() {
    return problem.isPresent();
  }

  /// Throws the problem, if there was one.
  void rethrow() {
    if (problem.isPresent()) {
      switch (problem.get()) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IllegalStateException(e);
      }
    }
  }
}
