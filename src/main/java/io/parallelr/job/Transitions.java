package io.parallelr.job;

import static io.parallelr.job.JobState.ENDED;
import static io.parallelr.job.JobState.HANDLING;
import static io.parallelr.job.JobState.WAITING;
import static io.parallelr.job.StepState.BLOCKED;
import static io.parallelr.job.StepState.CANCELED;
import static io.parallelr.job.StepState.FAILED;
import static io.parallelr.job.StepState.KILLED;
import static io.parallelr.job.StepState.LOST;
import static io.parallelr.job.StepState.NOT_RUN;
import static io.parallelr.job.StepState.PENDING;
import static io.parallelr.job.StepState.READY;
import static io.parallelr.job.StepState.RUNNING;
import static io.parallelr.job.StepState.SKIPPED;
import static io.parallelr.job.StepState.SUCCEEDED;
import static io.parallelr.job.StepState.TIMED_OUT;
import static io.parallelr.job.StepState.UNREACHED;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// What may follow what, for jobs and for steps. Whatever is not here is a bug.
final class Transitions {
  static final Map<JobState, Set<JobState>> OF_JOBS = Map.of(
      WAITING, EnumSet.of(JobState.RUNNING, ENDED),
      JobState.RUNNING, EnumSet.of(HANDLING, ENDED),
      HANDLING, EnumSet.of(ENDED));

  /// A running step becomes pending again for another attempt, a ready one when it is held.
  static final Map<StepState, Set<StepState>> OF_STEPS = Map.of(
      PENDING, EnumSet.of(READY, SKIPPED, BLOCKED, NOT_RUN, UNREACHED, KILLED, CANCELED),
      READY, EnumSet.of(RUNNING, PENDING, KILLED, CANCELED),
      RUNNING, EnumSet.of(PENDING, SUCCEEDED, FAILED, TIMED_OUT, KILLED, NOT_RUN, LOST));

  private Transitions() {}

  /// @throws IllegalStateException if it may not
  static JobState check(String job, JobState from, JobState to) {
    return check(job, from, to, OF_JOBS);
  }

  /// @throws IllegalStateException if it may not
  static StepState check(String step, StepState from, StepState to) {
    return check(step, from, to, OF_STEPS);
  }

  private static <S> S check(String what, S from, S to, Map<S, Set<S>> table) {
    if (!table.getOrDefault(from, Set.of()).contains(to)) {
      throw new IllegalStateException("%s: from %s to %s".formatted(what, from, to));
    }
    return to;
  }
}
