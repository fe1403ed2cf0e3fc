package io.parallelr.store;

import io.parallelr.job.Countdown;
import io.parallelr.job.Hold;
import io.parallelr.job.Intent;
import io.parallelr.job.JobEvent;
import io.parallelr.job.JobState;
import io.parallelr.job.Recorded;
import io.parallelr.job.StepEnd;
import io.parallelr.job.StepState;
import io.parallelr.job.Verdict;
import io.parallelr.job.Waits;
import java.time.Instant;
import java.util.Optional;

/// What events make of stored jobs and steps: the same as the statements of the database.
final class StoredChanges {
  private StoredChanges() {}

  /// An event does not follow from what is stored.
  static final class MisfitException extends Exception {
    private static final long serialVersionUID = 1;
  }

  /// A job after an event that is not of a step.
  static StoredJob apply(StoredJob job, JobEvent event) throws MisfitException {
    return switch (event) {
      case JobEvent.Held e -> job(job, job.state(), waits(job, Optional.of(e.hold())),
          course(job, e.countdown()), job.started());
      case JobEvent.Resumed e -> job(job, job.state(), waits(job, Optional.empty()),
          course(job, e.countdown()), job.started());
      case JobEvent.Started e -> {
        require(job.state() == JobState.WAITING);
        yield job(job, JobState.RUNNING, job.waits(), course(job, e.countdown()),
            Optional.of(e.at()));
      }
      case JobEvent.Failing e -> job(job, job.state(), job.waits(),
          new Recorded.Course(
              job.course().countdown(), Optional.of(e.step()), job.course().stop()),
          job.started());
      case JobEvent.Stopping e -> job(job, job.state(), job.waits(),
          new Recorded.Course(
              job.course().countdown(), job.course().failure(), Optional.of(e.intent())),
          job.started());
      case JobEvent.Handling _ -> {
        require(job.state() == JobState.RUNNING);
        yield job(job, JobState.HANDLING, job.waits(), job.course(), job.started());
      }
      case JobEvent.Ended e -> {
        require(job.state() != JobState.ENDED);
        yield ended(job, e.verdict(), e.at());
      }
      default -> throw new MisfitException();
    };
  }

  private static StoredJob job(
      StoredJob job,
      JobState state,
      Waits waits,
      Recorded.Course course,
      Optional<Instant> started) {
    return new StoredJob(job.seq(), job.id(), job.head(), job.spec(), state, job.verdict(), waits,
        course, job.created(), started, job.ended());
  }

  private static StoredJob ended(StoredJob job, Verdict verdict, Instant at) {
    return new StoredJob(job.seq(), job.id(), job.head(), job.spec(), JobState.ENDED,
        Optional.of(verdict), job.waits(), job.course(), job.created(), job.started(),
        Optional.of(at));
  }

  private static Waits waits(StoredJob job, Optional<Hold> hold) {
    return new Waits(job.waits().notBefore(), hold);
  }

  private static Recorded.Course course(StoredJob job, Countdown countdown) {
    return new Recorded.Course(countdown, job.course().failure(), job.course().stop());
  }

  private static void require(boolean fits) throws MisfitException {
    if (!fits) {
      throw new MisfitException();
    }
  }

  /// A step after an event of a step.
  static StoredStep apply(StoredStep step, JobEvent event) throws MisfitException {
    var state = step.state();
    return switch (event) {
      case JobEvent.StepReady _ -> {
        require(state == StepState.PENDING);
        yield step(step, StepState.READY, step.attempt(), Waits.NONE, step.intent());
      }
      case JobEvent.StepHeld e -> {
        require(state == StepState.PENDING || state == StepState.READY);
        yield step(step, StepState.PENDING, step.attempt(),
            new Waits(step.waits().notBefore(), Optional.of(e.hold())), step.intent());
      }
      case JobEvent.StepResumed _ -> {
        require(state == StepState.PENDING && step.waits().hold().isPresent());
        yield step(step, state, step.attempt(), Waits.until(step.waits().notBefore()),
            step.intent());
      }
      case JobEvent.StepStarted e -> {
        require(state == StepState.READY);
        yield step(step, StepState.RUNNING, e.attempt(), step.waits(), Optional.empty());
      }
      case JobEvent.StepAdopted e -> {
        require(state == StepState.RUNNING);
        yield step(step, state, e.attempt(), step.waits(), step.intent());
      }
      case JobEvent.StepStopping e -> {
        require(state == StepState.RUNNING);
        yield step(step, state, step.attempt(), step.waits(), Optional.of(e.intent()));
      }
      case JobEvent.StepRetried e -> {
        require(state == StepState.RUNNING);
        yield step(step, StepState.PENDING, e.attempt(), Waits.until(e.notBefore()),
            Optional.empty());
      }
      case JobEvent.StepEnded e -> {
        require(!state.isOver());
        yield ended(step, e.end(), e.at());
      }
      default -> throw new MisfitException();
    };
  }

  private static StoredStep step(
      StoredStep step,
      StepState state,
      int attempt,
      Waits waits,
      Optional<Intent> intent) {
    return new StoredStep(step.job(), step.place(), state, attempt, waits, intent, step.end(),
        step.started(), step.ended());
  }

  private static StoredStep ended(StoredStep step, StepEnd end, Instant at) {
    return new StoredStep(step.job(), step.place(), end.state(), step.attempt(), step.waits(),
        step.intent(), Optional.of(end), step.started(), Optional.of(at));
  }

  /// A step whose attempt has begun.
  static StoredStep begun(StoredStep step, Instant at) throws MisfitException {
    require(step.state() == StepState.RUNNING);
    return new StoredStep(step.job(), step.place(), step.state(), step.attempt(), step.waits(),
        step.intent(), step.end(), Optional.of(at), step.ended());
  }
}
