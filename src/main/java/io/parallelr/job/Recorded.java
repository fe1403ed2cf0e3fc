package io.parallelr.job;

import java.util.List;
import java.util.Optional;

/// A live job as it was recorded, from which the plan is rebuilt.
///
/// @param steps in the order of the spec; while it is handled, the handler as well
public record Recorded(
    String id,
    JobSpec spec,
    JobState state,
    Waits waits,
    Course course,
    List<RecordedStep> steps) {

  public Recorded {
    steps = List.copyOf(steps);
    int expected = spec.steps().size() + (state == JobState.HANDLING ? 1 : 0);
    if (steps.size() != expected || state == JobState.ENDED) {
      throw new IllegalArgumentException(
          "job %s: %s with %d of %d steps".formatted(id, state, steps.size(), expected));
    }
  }

  /// Whether nothing has happened to any of its steps.
  boolean isUntouched() {
    return steps.stream().allMatch(RecordedStep.untouched()::equals);
  }

  /// How a job has gone so far.
  ///
  /// @param failure the step that failed first
  /// @param stop why it is to end
  public record Course(Countdown countdown, Optional<String> failure, Optional<Intent> stop) {
    /// Nothing has happened yet.
    public static final Course NONE =
        new Course(new Countdown.None(), Optional.empty(), Optional.empty());
  }
}
