package io.parallelr.job;

import static io.parallelr.job.Trial.CANCELLED;
import static io.parallelr.job.Trial.FAILURE;
import static io.parallelr.job.Trial.SUCCESS;
import static io.parallelr.job.Trial.branching;
import static io.parallelr.job.Trial.job;
import static io.parallelr.job.Trial.limited;
import static io.parallelr.job.Trial.retried;
import static io.parallelr.job.Trial.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A server dies, and another goes on with what it recorded.
class RestoreTest {
  private static final Lane LANE = new Lane("lane", 1, new Admission.Append(9));
  private final Trial trial = Trial.of(1);

  @Test
  void jobsThatWaitKeepTheirOrderAndTheirTime() {
    trial.submit("1", job(step("a")));
    trial.submit("2", job(step("a")), Duration.ofSeconds(10));
    trial.submit("3", job(step("a")));
    trial.submit("4", job(step("a")));
    trial.hold("3", new Hold.Resume());

    restart();

    assertThat(trial.start()).containsExactly("1/a");
    trial.end("1/a", SUCCESS);
    assertThat(trial.start()).containsExactly("4/a");
    trial.pass(Duration.ofSeconds(10));
    trial.end("4/a", SUCCESS);
    assertThat(trial.start()).containsExactly("2/a");
    trial.end("2/a", SUCCESS);
    trial.resume("3");
    assertThat(trial.start()).containsExactly("3/a");
  }

  @Test
  void aStepThatRanIsGivenOutFirstAndAsTheSameAttempt() {
    trial.submit("1", job(step("x"), retried(2, Duration.ZERO, step("a")), step("b", "a")));
    trial.start();
    trial.end("1/a", FAILURE);
    trial.start();
    trial.hold("1", new Hold.Resume());

    restart();

    assertThat(trial.start()).containsExactly("1/x", "1/a");
    assertThat(trial.task("1/a").attempt()).isEqualTo(2);
    assertThat(trial.events()).contains(
        new JobEvent.StepAdopted("1", "a", 2, trial.task("1/a").sequence()));
    trial.end("1/a", SUCCESS);
    trial.resume("1");
    assertThat(trial.start()).containsExactly("1/b");
  }

  @Test
  void aStepWhoseEndIsKnownIsNotGivenOut() {
    trial.submit("1", job(step("a"), step("b", "a")));
    trial.start();

    restart();

    assertThat(trial.answer("1/a", SUCCESS)).isTrue();
    assertThat(trial.answer("1/a", SUCCESS)).isFalse();
    assertThat(trial.start()).containsExactly("1/b");
    assertThat(trial.answer("1/b", SUCCESS)).isFalse();
  }

  @Test
  void intentsOutliveTheServer() {
    trial.submit("1", job(step("a"), step("b", "a")));
    trial.start();
    trial.cancel("1");

    restart();

    assertThat(trial.start()).containsExactly("1/a");
    assertThat(trial.cancelled()).containsExactly("1/a");
    trial.end("1/a", SUCCESS);
    assertThat(trial.verdict("1")).contains(new Verdict.Canceled(Intent.CANCEL));
  }

  @Test
  void aStepIsCancelledThatWasNotGivenOutYet() {
    trial.submit("1", job(step("a")));
    trial.start();
    restart();

    trial.cancel("1");

    assertThat(trial.cancelled()).isEmpty();
    assertThat(trial.start()).containsExactly("1/a");
    assertThat(trial.cancelled()).containsExactly("1/a");
    trial.end("1/a", CANCELLED);
    assertThat(trial.verdict("1")).contains(new Verdict.Canceled(Intent.CANCEL));
  }

  @Test
  void theFirstFailureIsRemembered() {
    trial.submit("1", branching(step("b"), step("a"), step("c")).handledBy(step("h")));
    trial.start();
    trial.end("1/a", FAILURE);
    trial.end("1/b", FAILURE);

    restart();
    trial.start();
    trial.end("1/c", SUCCESS);
    restart();

    assertThat(trial.start()).containsExactly("1/h");
    restart();
    assertThat(trial.start()).containsExactly("1/h");
    trial.end("1/h", SUCCESS);
    assertThat(trial.verdict("1")).contains(new Verdict.Failed("a", new StepEnd.Failed(FAILURE)));
  }

  @Test
  void aJobThatWasStoppingAfterAFailureGoesOnStopping() {
    trial.submit("1", job(step("a"), step("b"), step("c", "b")).handledBy(step("h")));
    trial.start();
    trial.end("1/a", FAILURE);

    restart();

    assertThat(trial.start()).containsExactly("1/b");
    assertThat(trial.cancelled()).containsExactly("1/b");
    trial.end("1/b", SUCCESS);
    assertThat(trial.start()).containsExactly("1/h");
  }

  @Test
  void theTimeLimitGoesOn() {
    trial.submit("1", limited(Duration.ofSeconds(10), step("a")));
    trial.start();
    trial.pass(Duration.ofSeconds(6));

    restart();
    trial.start();
    trial.pass(Duration.ofSeconds(4));

    assertThat(trial.cancelled()).containsExactly("1/a");
  }

  @Test
  void aRetryThatWaitsIsNotForgotten() {
    trial.submit("1", job(retried(1, Duration.ofSeconds(10), step("a"))));
    trial.start();
    trial.end("1/a", FAILURE);

    restart();

    assertThat(trial.start()).isEmpty();
    trial.pass(Duration.ofSeconds(10));
    assertThat(trial.start()).containsExactly("1/a");
  }

  @Test
  void aRecordMayBeChangedBeforeItIsRestored() {
    var spec = job(step("a"), step("b", "a"), step("c"));
    var plan = new JobsPlan((_, _) -> new Rules.Answer.Value(true));
    plan.put(LANE, Trial.START);

    plan.restore(
        List.of(
            new Recorded(
                "1",
                spec,
                JobState.RUNNING,
                Waits.NONE,
                Recorded.Course.NONE,
                List.of(
                    new RecordedStep.Ended(1, new StepEnd.Lost("nobody saw its end")),
                    RecordedStep.untouched(),
                    RecordedStep.untouched()))),
        Trial.START);

    plan.sanityCheck();
    assertThat(plan.next()).isEmpty();
    assertThat(plan.drain().events()).endsWith(
        new JobEvent.Ended("1", new Verdict.Lost("a", "nobody saw its end"), Trial.START));
  }

  @Test
  void aRecordOfAStopIsCarriedOutToItsEnd() {
    var plan = new JobsPlan((_, _) -> new Rules.Answer.Value(true));
    plan.put(LANE, Trial.START);

    plan.restore(
        List.of(
            new Recorded(
                "1",
                job(step("a"), step("b")),
                JobState.RUNNING,
                Waits.NONE,
                new Recorded.Course(
                    new Countdown.None(),
                    Optional.empty(),
                    Optional.of(Intent.CANCEL)),
                List.of(
                    new RecordedStep.Running(1, Optional.empty()),
                    RecordedStep.untouched()))),
        Trial.START);

    plan.sanityCheck();
    assertThat(plan.drain().events()).containsExactlyInAnyOrder(
        new JobEvent.StepStopping("1", "a", Intent.CANCEL),
        new JobEvent.StepEnded("1", "b", new StepEnd.Canceled(), Trial.START));
    int sequence = plan.next().orElseThrow().sequence();
    assertThat(plan.drain().cancellations()).containsExactly(sequence);
  }

  @Test
  void aJobWhoseLastStepHadEndedIsOver() {
    var plan = new JobsPlan((_, _) -> new Rules.Answer.Value(true));
    plan.put(LANE, Trial.START);
    var waiting = new Recorded(
        "2",
        job(step("a")),
        JobState.WAITING,
        Waits.NONE,
        Recorded.Course.NONE,
        List.of(RecordedStep.untouched()));

    plan.restore(
        List.of(
            new Recorded(
                "1",
                job(step("a")),
                JobState.RUNNING,
                Waits.NONE,
                Recorded.Course.NONE,
                List.of(new RecordedStep.Ended(1, new StepEnd.Succeeded()))),
            waiting),
        Trial.START);

    plan.sanityCheck();
    assertThat(plan.next().map(StepId::of)).contains(new StepId("2", "a"));
  }

  @Test
  void aRecordThatDoesNotFitItsSpecIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Recorded(
                "1",
                job(step("a")),
                JobState.WAITING,
                Waits.NONE,
                new Recorded.Course(new Countdown.None(), Optional.empty(), Optional.empty()),
                List.of()))
        .withMessage("job 1: WAITING with 0 of 1 steps");
  }

  private void restart() {
    trial.restart(List.of(LANE));
  }
}
