package io.parallelr.prunner;

import io.parallelr.job.StepEnd;
import io.parallelr.store.StepRow;
import java.time.Instant;
import java.util.Optional;

/// Makes the rows of steps that no plan has run.
final class StepRows {
  private StepRows() {}

  /// One that has never started, as its job could not.
  static StepRow unstarted(String name, Instant ended) {
    return of(name, Optional.empty(), new StepEnd.Canceled(), ended);
  }

  /// One that has ended.
  static StepRow of(String name, Optional<Instant> started, StepEnd end, Instant ended) {
    return new StepRow(name, end.state(), 1, Optional.empty(), started, Optional.of(end),
        Optional.of(ended));
  }
}
