package io.parallelr.job;

import static io.parallelr.job.Trial.SUCCESS;
import static io.parallelr.job.Trial.job;
import static io.parallelr.job.Trial.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parallelr.job.Admission.Decision;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// How jobs wait, and what makes them start.
class LaneTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final JobSpec JOB = job(step("a"));

  @Test
  void jobsStartInTheOrderInWhichTheyCame() {
    var trial = Trial.of(2);
    for (var id : new String[]{"1", "2", "3", "4"}) {
      trial.submit(id, JOB);
    }

    assertThat(trial.start()).containsExactly("1/a", "2/a");
    assertThat(trial.waiting()).containsExactly("3", "4");
    trial.end("2/a", SUCCESS);
    assertThat(trial.start()).containsExactly("3/a");
  }

  @Test
  void aLimitOfZeroRefusesOnlyWhatCannotStart() {
    var trial = Trial.of(1, new Admission.Append(0));

    assertThat(trial.submit("1", JOB)).isEqualTo(new Decision.Start());
    assertThat(trial.submit("2", JOB)).isInstanceOf(Decision.Refuse.class);
    trial.finish();
    assertThat(trial.submit("3", JOB)).isEqualTo(new Decision.Start());
  }

  @Test
  void aFullQueueRefusesUntilOneStarts() {
    var trial = Trial.of(1, new Admission.Append(1));
    trial.submit("1", JOB);

    assertThat(trial.submit("2", JOB)).isEqualTo(new Decision.Wait());
    assertThat(trial.submit("3", JOB)).isInstanceOf(Decision.Refuse.class);
    assertThat(trial.plan().decide(JOB, trial.now(), trial.now()))
        .isInstanceOf(Decision.Refuse.class);
    trial.start();
    trial.end("1/a", SUCCESS);
    assertThat(trial.plan().decide(JOB, trial.now(), trial.now())).isEqualTo(new Decision.Wait());
  }

  @Test
  void aCancelledJobLeavesItsPlaceInTheQueue() {
    var trial = Trial.of(1, new Admission.Append(1));
    trial.submit("1", JOB);
    trial.submit("2", JOB);

    assertThat(trial.cancel("2")).isEqualTo(CommandReply.DONE);

    assertThat(trial.submit("3", JOB)).isEqualTo(new Decision.Wait());
    assertThat(trial.verdict("2")).contains(new Verdict.Canceled(Intent.CANCEL));
    assertThat(trial.end("2/a")).contains(new StepEnd.Canceled());
  }

  @Test
  void replaceKeepsTheFirstAndTheLast() {
    var one = Trial.of(1, new Admission.Replace(1));
    var two = Trial.of(1, new Admission.Replace(2));
    for (var id : new String[]{"1", "2", "3", "4", "5"}) {
      one.submit(id, JOB);
      two.submit(id, JOB);
    }

    assertThat(one.waiting()).containsExactly("5");
    assertThat(two.waiting()).containsExactly("2", "5");
    assertThat(one.verdict("3")).contains(new Verdict.Canceled(Intent.REPLACE));
  }

  @Test
  void aPartitionIsReplacedInItself() {
    var trial = Trial.of(1, new Admission.PartitionedReplace(1));
    var partitions = new String[]{"1", "1", "2", "1", "2", "3", "", ""};
    for (int i = 0; i < partitions.length; i++) {
      trial.submit("j" + i, JOB.in("lane", partitions[i]));
    }

    assertThat(trial.start()).containsExactly("j0/a");
    assertThat(trial.waiting()).containsExactly("j3", "j4", "j5", "j7");
  }

  @Test
  void aDelayedJobStartsInTimeAndHoldsUpNobody() {
    var trial = Trial.of(1);
    trial.submit("1", JOB, SECOND);
    trial.submit("2", JOB);

    assertThat(trial.start()).containsExactly("2/a");
    trial.end("2/a", SUCCESS);
    trial.pass(Duration.ofMillis(999));
    assertThat(trial.start()).isEmpty();
    trial.pass(Duration.ofMillis(1));
    assertThat(trial.start()).containsExactly("1/a");
  }

  @Test
  void aDelayedJobThatIsDueKeepsItsPlaceInTheQueue() {
    var trial = Trial.of(1);
    trial.submit("1", JOB);
    trial.submit("2", JOB, SECOND);
    trial.submit("3", JOB);
    trial.start();
    trial.pass(SECOND);

    trial.end("1/a", SUCCESS);

    assertThat(trial.start()).containsExactly("2/a");
  }

  @Test
  void aDelayedJobStartsOnlyWhenThereIsAPlace() {
    var trial = Trial.of(1);
    trial.submit("1", JOB);
    trial.submit("2", JOB, SECOND);
    trial.start();

    trial.pass(Duration.ofSeconds(5));

    assertThat(trial.start()).isEmpty();
    trial.end("1/a", SUCCESS);
    assertThat(trial.start()).containsExactly("2/a");
  }

  @Test
  void whatReplacesADelayedJobWaitsAsLongAgain() {
    var trial = Trial.of(1, new Admission.Replace(1));
    trial.submit("1", JOB, SECOND);
    trial.pass(Duration.ofMillis(900));
    trial.submit("2", JOB, SECOND);
    assertThat(trial.verdict("1")).contains(new Verdict.Canceled(Intent.REPLACE));

    trial.pass(Duration.ofMillis(900));
    assertThat(trial.start()).isEmpty();
    trial.pass(Duration.ofMillis(100));
    assertThat(trial.start()).containsExactly("2/a");
  }

  @Test
  void aLaneGrowsAtOnceAndShrinksAsJobsEnd() {
    var trial = Trial.of(1);
    var lane = new Lane("lane", 1, new Admission.Append(9));
    for (var id : new String[]{"1", "2", "3", "4"}) {
      trial.submit(id, JOB);
    }

    trial.put(lane.resize(3));
    assertThat(trial.start()).containsExactly("1/a", "2/a", "3/a");
    trial.put(lane.resize(1));
    trial.end("1/a", SUCCESS);
    trial.end("2/a", SUCCESS);
    assertThat(trial.start()).isEmpty();
    assertThat(trial.plan().count("lane")).contains(new JobsPlan.Count(1, 1, 1));
    trial.end("3/a", SUCCESS);
    assertThat(trial.start()).containsExactly("4/a");
  }

  @Test
  void lanesDoNotTouchEachOther() {
    var trial = Trial.of(1);
    trial.put(new Lane("other", 1, new Admission.Append(0)));

    trial.submit("1", JOB);
    trial.submit("2", JOB.in("other", ""));

    assertThat(trial.start()).containsExactly("1/a", "2/a");
  }

  @Test
  void aHeldJobIsPassedOverUntilItIsResumed() {
    var trial = Trial.of(1);
    trial.submit("1", JOB);
    trial.submit("2", JOB);
    trial.submit("3", JOB);
    assertThat(trial.hold("2", new Hold.Resume())).isEqualTo(CommandReply.DONE);
    assertThat(trial.hold("2", new Hold.Resume())).isEqualTo(CommandReply.UNCHANGED);
    trial.start();
    trial.end("1/a", SUCCESS);
    assertThat(trial.start()).containsExactly("3/a");
    trial.end("3/a", SUCCESS);

    assertThat(trial.resume("2")).isEqualTo(CommandReply.DONE);

    assertThat(trial.start()).containsExactly("2/a");
    assertThat(trial.resume("2")).isEqualTo(CommandReply.UNCHANGED);
    assertThat(trial.resume("9")).isEqualTo(CommandReply.UNKNOWN);
  }

  @Test
  void aHoldEndsInTime() {
    var trial = Trial.of(1);
    trial.submit("1", JOB, SECOND);
    trial.hold("1", new Hold.Until(trial.now().plusSeconds(10)));

    trial.pass(Duration.ofSeconds(9));
    assertThat(trial.start()).isEmpty();
    trial.pass(SECOND);

    assertThat(trial.start()).containsExactly("1/a");
  }

  @Test
  void aDelayPassesWhileAJobIsHeld() {
    var trial = Trial.of(1);
    trial.submit("1", JOB, SECOND);
    trial.hold("1", new Hold.Resume());
    trial.pass(Duration.ofSeconds(5));

    trial.resume("1");

    assertThat(trial.start()).containsExactly("1/a");
  }

  @Test
  void aDelayOutlastsAHoldThatEndsBefore() {
    var trial = Trial.of(1);
    trial.submit("1", JOB, Duration.ofSeconds(10));
    trial.hold("1", new Hold.Until(trial.now().plusSeconds(1)));

    trial.pass(Duration.ofSeconds(9));
    assertThat(trial.start()).isEmpty();
    trial.pass(SECOND);

    assertThat(trial.start()).containsExactly("1/a");
  }

  @Test
  void aLaneWithJobsCannotBeRemoved() {
    var trial = Trial.of(1);
    trial.submit("1", JOB);

    assertThat(trial.plan().remove("lane")).isFalse();
    trial.finish();
    assertThat(trial.plan().remove("lane")).isTrue();
    assertThat(trial.plan().remove("lane")).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> trial.submit("2", JOB))
        .withMessage("there is no lane lane");
  }

  @Test
  void anIdThatIsTakenIsRefused() {
    var trial = Trial.of(1);
    trial.submit("1", JOB);

    assertThatIllegalArgumentException().isThrownBy(() -> trial.submit("1", JOB))
        .withMessage("there is a job 1 already");
    assertThatIllegalArgumentException().isThrownBy(() -> trial.submit("a/b", JOB));
  }

  @Test
  void aClosedPlanIsOverWhenItsJobsAre() {
    var trial = Trial.of(1);
    trial.submit("1", JOB);

    trial.plan().close();

    assertThat(trial.submit("2", JOB)).isEqualTo(new Decision.Refuse("no more jobs are accepted"));
    assertThat(trial.plan().isOpen()).isTrue();
    trial.finish();
    assertThat(trial.plan().isOpen()).isFalse();
  }

  @Test
  void manyJobsThatEndAtOnceOverflowNoStack() {
    var trial = new JobsPlan((_, _) -> new Rules.Answer.Value(true));
    trial.put(new Lane("lane", 1, new Admission.Append(Admission.UNLIMITED)), Trial.START);
    trial.submit("first", JOB, Trial.START, Trial.START);
    for (int i = 0; i < 20_000; i++) {
      trial.submit("j" + i, job(), Trial.START, Trial.START);
    }

    trial.cancel("first", Trial.START);

    trial.sanityCheck();
    assertThat(trial.recorded()).isEmpty();
  }
}
