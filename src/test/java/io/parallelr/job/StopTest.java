package io.parallelr.job;

import static io.parallelr.job.Trial.CANCELLED;
import static io.parallelr.job.Trial.FAILURE;
import static io.parallelr.job.Trial.SUCCESS;
import static io.parallelr.job.Trial.branching;
import static io.parallelr.job.Trial.job;
import static io.parallelr.job.Trial.limited;
import static io.parallelr.job.Trial.retried;
import static io.parallelr.job.Trial.soft;
import static io.parallelr.job.Trial.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.task.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Cancel, kill, hold and the time limit: what was asked for counts, not what the process answers.
class StopTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private final Trial trial = Trial.of(1);

  @Test
  void aCancelIsTheVerdictThoughTheProcessSucceeds() {
    trial.submit("1", job(step("a"), step("b", "a")));
    trial.start();

    assertThat(trial.cancel("1")).isEqualTo(CommandReply.DONE);
    assertThat(trial.cancelled()).containsExactly("1/a");
    assertThat(trial.verdict("1")).isEmpty();
    trial.end("1/a", SUCCESS);

    assertThat(trial.kept().ends("1")).isEqualTo(
        Map.of("a", new StepEnd.Killed(Intent.CANCEL), "b", new StepEnd.Canceled()));
    assertThat(trial.verdict("1")).contains(new Verdict.Canceled(Intent.CANCEL));
  }

  @Test
  void aCancelIsTheVerdictThoughTheProcessFails() {
    trial.submit("1", job(retried(3, Duration.ZERO, step("a"))));
    trial.start();
    trial.cancel("1");

    trial.end("1/a", FAILURE);

    assertThat(trial.start()).isEmpty();
    assertThat(trial.verdict("1")).contains(new Verdict.Canceled(Intent.CANCEL));
  }

  @Test
  void intentsAreToldBeforeTasksAreCancelled() {
    trial.submit("1", job(step("a")));
    trial.start();
    int before = trial.events().size();

    trial.cancel("1");

    assertThat(trial.events().subList(before, trial.events().size())).isEqualTo(
        List.of(
            new JobEvent.Stopping("1", Intent.CANCEL, trial.now()),
            new JobEvent.StepStopping("1", "a", Intent.CANCEL)));
  }

  @Test
  void aSecondCancelDoesNothing() {
    trial.submit("1", job(step("a")));
    trial.start();
    trial.cancel("1");

    assertThat(trial.cancel("1")).isEqualTo(CommandReply.UNCHANGED);
    trial.end("1/a", CANCELLED);
    assertThat(trial.cancel("1")).isEqualTo(CommandReply.UNKNOWN);
    assertThat(trial.cancelled()).hasSize(1);
  }

  @Test
  void aCancelAfterTheFailureOfABranchIsTheVerdict() {
    trial.submit("1", branching(step("a"), step("b")).handledBy(step("h")));
    trial.start();
    trial.end("1/a", FAILURE);

    trial.cancel("1");
    trial.end("1/b", FAILURE);

    assertThat(trial.verdict("1")).contains(new Verdict.Canceled(Intent.CANCEL));
  }

  @Test
  void aJobOfWhichNothingRunsEndsAtOnce() {
    trial.submit("1", job(step("a")));

    trial.cancel("1");

    assertThat(trial.verdict("1")).contains(new Verdict.Canceled(Intent.CANCEL));
    assertThat(trial.start()).isEmpty();
  }

  @Test
  void aKilledStepFailsItsBranch() {
    trial.submit("1", branching(step("a"), step("b"), step("c", "a")));
    trial.start();

    assertThat(trial.kill("1", "a")).isEqualTo(CommandReply.DONE);
    assertThat(trial.kill("1", "a")).isEqualTo(CommandReply.UNCHANGED);
    assertThat(trial.kill("1", "x")).isEqualTo(CommandReply.UNKNOWN);
    assertThat(trial.cancelled()).containsExactly("1/a");
    trial.end("1/a", SUCCESS);
    trial.end("1/b", SUCCESS);

    assertThat(trial.end("1/c")).contains(new StepEnd.Unreached("a"));
    assertThat(trial.verdict("1"))
        .contains(new Verdict.Failed("a", new StepEnd.Killed(Intent.KILL)));
  }

  @Test
  void aStepThatDoesNotRunYetIsKilledAtOnce() {
    trial.submit("1", branching(step("a"), step("b", "a"), step("c", "b")));
    trial.start();

    trial.kill("1", "b");

    assertThat(trial.end("1/b")).contains(new StepEnd.Killed(Intent.KILL));
    assertThat(trial.end("1/c")).contains(new StepEnd.Unreached("b"));
    assertThat(trial.kill("1", "b")).isEqualTo(CommandReply.TOO_LATE);
    trial.end("1/a", SUCCESS);
    assertThat(trial.verdict("1"))
        .contains(new Verdict.Failed("b", new StepEnd.Killed(Intent.KILL)));
  }

  @Test
  void aKilledStepStopsTheJobAsAnyFailureDoes() {
    trial.submit("1", job(soft(step("a")), step("b")));
    trial.start();

    trial.kill("1", "a");
    trial.end("1/a", CANCELLED);

    assertThat(trial.cancelled()).containsExactly("1/a", "1/b");
  }

  @Test
  void aStepOfAJobThatWaitsCanBeKilled() {
    trial.submit("1", job(step("a")));
    trial.submit("2", job(step("a"), step("b", "a"), step("c")));
    trial.start();

    assertThat(trial.kill("2", "a")).isEqualTo(CommandReply.DONE);

    assertThat(trial.waiting()).containsExactly("2");
    trial.finish();
    assertThat(trial.verdict("2"))
        .contains(new Verdict.Failed("a", new StepEnd.Killed(Intent.KILL)));
    assertThat(trial.end("2/c")).contains(new StepEnd.Canceled());
  }

  @Test
  void aRetryThatWaitsCanBeKilled() {
    trial.submit("1", job(retried(1, LIMIT, step("a"))));
    trial.start();
    trial.end("1/a", FAILURE);

    trial.kill("1", "a");

    assertThat(trial.verdict("1"))
        .contains(new Verdict.Failed("a", new StepEnd.Killed(Intent.KILL)));
    assertThat(trial.plan().nextDue()).isEmpty();
  }

  @Test
  void aJobIsStoppedAtItsTimeLimit() {
    trial.submit("1", limited(LIMIT, step("a"), step("b", "a")).handledBy(step("h")));
    trial.start();

    trial.pass(Duration.ofSeconds(10));

    assertThat(trial.cancelled()).containsExactly("1/a");
    trial.end("1/a", SUCCESS);
    assertThat(trial.kept().ends("1")).isEqualTo(
        Map.of("a", new StepEnd.TimedOut(LIMIT, true), "b", new StepEnd.Canceled()));
    assertThat(trial.verdict("1")).contains(new Verdict.TimedOut(LIMIT));
  }

  @Test
  void theTimeLimitOfAJobCountsFromItsStart() {
    trial.submit("1", job(step("a")));
    trial.submit("2", limited(LIMIT, step("a")));
    trial.start();
    trial.pass(Duration.ofSeconds(100));

    trial.end("1/a", SUCCESS);
    trial.start();
    trial.pass(Duration.ofSeconds(9));
    assertThat(trial.cancelled()).isEmpty();
    trial.pass(Duration.ofSeconds(1));

    assertThat(trial.cancelled()).containsExactly("2/a");
  }

  @Test
  void theTimeLimitOfAJobStandsStillWhileItIsHeld() {
    trial.submit("1", limited(LIMIT, step("a"), step("b", "a")));
    trial.start();
    trial.pass(Duration.ofSeconds(4));
    trial.hold("1", new Hold.Until(trial.now().plusSeconds(60)));
    trial.end("1/a", SUCCESS);
    assertThat(trial.start()).isEmpty();

    trial.pass(Duration.ofSeconds(60));
    assertThat(trial.start()).containsExactly("1/b");
    trial.pass(Duration.ofMillis(5_999));
    assertThat(trial.cancelled()).isEmpty();
    trial.pass(Duration.ofMillis(1));

    assertThat(trial.cancelled()).containsExactly("1/b");
  }

  @Test
  void aStepThatTimesOutIsAFailureAndMayBeTriedAgain() {
    var timedOut = new Outcome.TimedOut(Duration.ofSeconds(1));
    trial.submit("1", job(retried(1, Duration.ZERO, step("a"))));
    trial.start();
    trial.end("1/a", timedOut);
    assertThat(trial.start()).containsExactly("1/a");

    trial.end("1/a", timedOut);

    assertThat(trial.verdict("1")).contains(
        new Verdict.Failed("a", new StepEnd.TimedOut(Duration.ofSeconds(1), false)));
  }

  @Test
  void aJobThatRunsIsHeldBeforeItsNextStep() {
    trial.submit("1", job(step("a"), step("b", "a")));
    trial.start();

    assertThat(trial.hold("1", new Hold.Resume())).isEqualTo(CommandReply.DONE);
    trial.end("1/a", SUCCESS);
    assertThat(trial.start()).isEmpty();
    trial.resume("1");

    assertThat(trial.start()).containsExactly("1/b");
  }

  @Test
  void aStepIsHeldBeforeItsStart() {
    trial.submit("1", job(step("a"), step("b"), step("c", "b")));
    trial.hold("1", "a", new Hold.Resume());
    trial.hold("1", "c", new Hold.Until(trial.now().plusSeconds(5)));

    assertThat(trial.start()).containsExactly("1/b");
    assertThat(trial.hold("1", "b", new Hold.Resume())).isEqualTo(CommandReply.TOO_LATE);
    assertThat(trial.resume("1", "b")).isEqualTo(CommandReply.TOO_LATE);
    trial.end("1/b", SUCCESS);
    assertThat(trial.start()).isEmpty();
    trial.pass(Duration.ofSeconds(5));
    assertThat(trial.start()).containsExactly("1/c");
    trial.resume("1", "a");
    assertThat(trial.start()).containsExactly("1/a");
  }

  @Test
  void aHeldStepMayBeKilled() {
    trial.submit("1", branching(step("a"), step("b")));
    trial.hold("1", "a", new Hold.Until(trial.now().plusSeconds(5)));
    trial.start();

    trial.kill("1", "a");
    trial.end("1/b", SUCCESS);

    assertThat(trial.plan().nextDue()).isEmpty();
    assertThat(trial.verdict("1")).isPresent();
  }

  @Test
  void aHeldJobMayBeCancelled() {
    trial.submit("1", job(step("a"), step("b", "a")));
    trial.start();
    trial.hold("1", new Hold.Until(trial.now().plusSeconds(5)));

    trial.cancel("1");

    assertThat(trial.hold("1", new Hold.Resume())).isEqualTo(CommandReply.TOO_LATE);
    trial.end("1/a", CANCELLED);
    assertThat(trial.verdict("1")).contains(new Verdict.Canceled(Intent.CANCEL));
    assertThat(trial.plan().nextDue()).isEmpty();
  }

  @Test
  void aWaitingRetryTakesNoPartInTheLimitOfParallelSteps() {
    trial.submit(
        "1",
        job(retried(1, LIMIT, step("a")), step("b"), step("c"))
            .on(new JobTerms(OnFailure.STOP_JOB, Duration.ofDays(1), 1)));
    assertThat(trial.start()).containsExactly("1/a");

    trial.end("1/a", FAILURE);

    assertThat(trial.start()).containsExactly("1/b");
  }
}
