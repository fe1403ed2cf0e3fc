package io.parallelr.job;

import static io.parallelr.job.Trial.CANCELLED;
import static io.parallelr.job.Trial.FAILURE;
import static io.parallelr.job.Trial.SUCCESS;
import static io.parallelr.job.Trial.branching;
import static io.parallelr.job.Trial.gated;
import static io.parallelr.job.Trial.job;
import static io.parallelr.job.Trial.retried;
import static io.parallelr.job.Trial.soft;
import static io.parallelr.job.Trial.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.task.Ending;
import io.parallelr.task.Launch;
import io.parallelr.task.Outcome;
import io.parallelr.task.Retries;
import io.parallelr.task.Signal;
import io.parallelr.task.Streams;
import io.parallelr.task.TimeLimit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What the end of a step means for the others of its job, and for the verdict.
class StepsTest {
  private static final StepEnd DONE = new StepEnd.Succeeded();
  private static final Gate SKIPS = new Gate.Rule("true", Gate.Effect.SKIP);
  private static final Gate BLOCKS = new Gate.Rule("true", Gate.Effect.BLOCK);
  private static final Retries RETRIED = new Retries(1, Duration.ZERO, Duration.ZERO);
  private final Trial trial = Trial.of(1);

  @Test
  void aStepStartsWhenAllItsDependenciesAreDone() {
    trial.submit("1", job(step("d", "b", "c"), step("b", "a"), step("c", "a"), step("a")));

    assertThat(trial.start()).containsExactly("1/a");
    trial.end("1/a", SUCCESS);
    assertThat(trial.start()).containsExactly("1/b", "1/c");
    trial.end("1/c", SUCCESS);
    assertThat(trial.start()).isEmpty();
    trial.end("1/b", SUCCESS);
    assertThat(trial.start()).containsExactly("1/d");
    trial.end("1/d", SUCCESS);
    assertThat(trial.verdict("1")).contains(new Verdict.Succeeded());
  }

  @Test
  void aJobWithoutStepsSucceedsAtOnce() {
    trial.submit("1", job());

    assertThat(trial.verdict("1")).contains(new Verdict.Succeeded());
  }

  @Test
  void theFirstFailureStopsTheJob() {
    trial.submit("1", job(step("a"), step("b"), step("after-a", "a"), step("after-b", "b")));
    trial.start();

    trial.end("1/a", FAILURE);

    assertThat(trial.cancelled()).containsExactly("1/b");
    assertThat(trial.start()).isEmpty();
    trial.end("1/b", SUCCESS);
    assertThat(trial.kept().ends("1")).isEqualTo(
        Map.of(
            "a",
            new StepEnd.Failed(FAILURE),
            "b",
            new StepEnd.Killed(Intent.FAILURE),
            "after-a",
            new StepEnd.Unreached("a"),
            "after-b",
            new StepEnd.Canceled()));
    assertThat(trial.verdict("1")).contains(new Verdict.Failed("a", new StepEnd.Failed(FAILURE)));
  }

  @Test
  void otherBranchesGoOnIfTheJobSaysSo() {
    trial.submit(
        "1",
        branching(step("a"), step("b"), step("x", "a"), step("y", "b"), step("z", "x", "y")));
    trial.start();

    trial.end("1/a", FAILURE);
    trial.end("1/b", SUCCESS);

    assertThat(trial.cancelled()).isEmpty();
    assertThat(trial.start()).containsExactly("1/y");
    trial.end("1/y", FAILURE);
    assertThat(trial.end("1/x")).contains(new StepEnd.Unreached("a"));
    assertThat(trial.end("1/z")).contains(new StepEnd.Unreached("x"));
    assertThat(trial.verdict("1")).contains(new Verdict.Failed("a", new StepEnd.Failed(FAILURE)));
  }

  @Test
  void theFailureOfASoftStepIsNone() {
    trial.submit("1", job(soft(step("a")), step("b", "a")));
    trial.start();

    trial.end("1/a", FAILURE);

    assertThat(trial.start()).containsExactly("1/b");
    trial.end("1/b", SUCCESS);
    assertThat(trial.end("1/a")).contains(new StepEnd.Failed(FAILURE));
    assertThat(trial.verdict("1")).contains(new Verdict.Succeeded());
  }

  @Test
  void aSoftStepThatTimesOutIsDone() {
    trial.submit("1", job(soft(step("a")), step("b", "a")));
    trial.start();

    trial.end("1/a", new Outcome.TimedOut(Duration.ofSeconds(1)));

    assertThat(trial.start()).containsExactly("1/b");
  }

  @Test
  void aSoftStepThatCannotBeStartedFails() {
    trial.submit("1", job(soft(step("a")), step("b", "a")));
    trial.start();

    trial.end("1/a", new Outcome.NotStarted("no bash"));

    assertThat(trial.verdict("1"))
        .contains(new Verdict.Failed("a", new StepEnd.NotRun("no bash")));
  }

  @Test
  void outcomesBecomeEnds() {
    var signalled = new Outcome.Signalled(new Signal(9, "SIGKILL"));
    var full = new Outcome.OutOfMemory(1, 2);
    trial.submit("1", branching(step("a"), step("b"), step("c"), step("d"), step("e")));
    trial.start();

    trial.end("1/a", signalled);
    trial.end("1/b", full);
    trial.end("1/c", new Outcome.TimedOut(Duration.ofSeconds(1)));
    trial.end("1/d", new Outcome.Lost("node down"));
    trial.end("1/e", new Outcome.StillRuns(SUCCESS, "process 7 of root"));

    assertThat(trial.kept().ends("1")).isEqualTo(
        Map.of(
            "a",
            new StepEnd.Failed(signalled),
            "b",
            new StepEnd.Failed(full),
            "c",
            new StepEnd.TimedOut(Duration.ofSeconds(1), false),
            "d",
            new StepEnd.Lost("node down"),
            "e",
            DONE));
  }

  @Test
  void aJobIsLostIfTheFirstStepToFailIs() {
    trial.submit("1", job(step("a"), step("b", "a")).handledBy(step("h")));
    trial.start();

    trial.end("1/a", new Outcome.Lost("node down"));

    assertThat(trial.verdict("1")).contains(new Verdict.Lost("a", "node down"));
    assertThat(trial.start()).isEmpty();
  }

  @Test
  void aTaskThatSomebodyElseCancelsEndsItsJob() {
    trial.submit("1", job(step("a"), step("b"), step("c", "b")).handledBy(step("h")));
    trial.start();

    trial.end("1/a", CANCELLED);

    assertThat(trial.cancelled()).containsExactly("1/b");
    trial.end("1/b", CANCELLED);
    assertThat(trial.verdict("1")).contains(new Verdict.Canceled(Intent.SHUTDOWN));
  }

  @Test
  void aDisabledStepIsAsGoodAsAbsent() {
    trial.submit("1", job(step("a"), gated(new Gate.Disabled(), step("b", "a")), step("c", "b")));
    assertThat(trial.start()).containsExactly("1/a");

    trial.end("1/a", SUCCESS);

    assertThat(trial.start()).containsExactly("1/c");
    assertThat(trial.end("1/b")).contains(new StepEnd.Skipped(false));
  }

  @Test
  void aChainOfDisabledStepsEndsAtOnce() {
    trial.submit(
        "1",
        job(
            gated(new Gate.Disabled(), step("a")),
            gated(new Gate.Disabled(), step("b", "a")),
            gated(SKIPS, step("c", "b"))));

    assertThat(trial.verdict("1")).contains(new Verdict.Succeeded());
  }

  @Test
  void aRuleSkipsAStep() {
    trial.submit("1", job(gated(SKIPS, step("a")), step("b", "a")));

    assertThat(trial.start()).containsExactly("1/b");
    assertThat(trial.end("1/a")).contains(new StepEnd.Skipped(true));
  }

  @Test
  void aRuleBlocksABranch() {
    trial.submit("1", job(gated(BLOCKS, step("a")), step("b", "a"), step("c")));

    assertThat(trial.start()).containsExactly("1/c");
    trial.end("1/c", SUCCESS);
    assertThat(trial.end("1/a")).contains(new StepEnd.Blocked());
    assertThat(trial.end("1/b")).contains(new StepEnd.Unreached("a"));
    assertThat(trial.verdict("1")).contains(new Verdict.Blocked("a"));
  }

  @Test
  void aStepIsNotReachedThoughItsOtherDependencyIsSkippedAtTheSameTime() {
    trial.submit(
        "1",
        job(
            step("a"),
            gated(BLOCKS, step("b", "a")),
            gated(SKIPS, step("c", "a")),
            step("d", "b", "c")));
    trial.start();

    trial.end("1/a", SUCCESS);

    assertThat(trial.end("1/d")).contains(new StepEnd.Unreached("b"));
    assertThat(trial.verdict("1")).contains(new Verdict.Blocked("b"));
  }

  @Test
  void aFailureCountsMoreThanARuleThatBlocked() {
    trial.submit("1", job(gated(BLOCKS, step("a")), step("c")));
    trial.start();

    trial.end("1/c", FAILURE);

    assertThat(trial.verdict("1")).contains(new Verdict.Failed("c", new StepEnd.Failed(FAILURE)));
  }

  @Test
  void aRuleThatDoesNotHoldLetsTheStepRun() {
    trial.submit("1", job(gated(new Gate.Rule("false", Gate.Effect.BLOCK), step("a"))));

    assertThat(trial.start()).containsExactly("1/a");
  }

  @Test
  void aBrokenRuleFails() {
    trial.submit("1", job(gated(new Gate.Rule("broken", Gate.Effect.SKIP), step("a"))));

    assertThat(trial.verdict("1"))
        .contains(new Verdict.Failed("a", new StepEnd.NotRun("no such function")));
  }

  @Test
  void aRuleSeesHowTheDependenciesEnded() {
    var seen = new Trial(
        (rule, facts) -> new Rules.Answer.Value(
            facts.ends().apply("a").equals(Optional.of(DONE))
                && facts.ends().apply("b").isEmpty()
                && facts.job().equals("1")
                && facts.step().name().equals("b")));
    seen.put(new Lane("lane", 1, new Admission.Append(0)));
    seen.submit("1", job(step("a"), gated(SKIPS, step("b", "a"))));
    seen.start();

    seen.end("1/a", SUCCESS);

    assertThat(seen.end("1/b")).contains(new StepEnd.Skipped(true));
  }

  @Test
  void aFailedStepIsTriedAgainAfterAPause() {
    trial.submit("1", job(retried(2, Duration.ofSeconds(10), step("a"))));
    assertThat(trial.start()).containsExactly("1/a");

    trial.end("1/a", FAILURE);
    assertThat(trial.start()).isEmpty();
    trial.pass(Duration.ofSeconds(9));
    assertThat(trial.start()).isEmpty();
    trial.pass(Duration.ofSeconds(1));

    assertThat(trial.start()).containsExactly("1/a");
    assertThat(trial.task("1/a").attempt()).isEqualTo(2);
    trial.end("1/a", FAILURE);
    trial.pass(Duration.ofSeconds(20)); // twice as long
    assertThat(trial.start()).containsExactly("1/a");
    trial.end("1/a", FAILURE);
    assertThat(trial.verdict("1")).contains(new Verdict.Failed("a", new StepEnd.Failed(FAILURE)));
  }

  @Test
  void aRuleIsNotAskedBeforeAnotherAttempt() {
    var asked = new AtomicInteger();
    var changing = new Trial((_, _) -> new Rules.Answer.Value(asked.getAndIncrement() > 0));
    changing.put(new Lane("lane", 1, new Admission.Append(0)));
    changing.submit(
        "1",
        job(step("a").on(new StepTerms(SKIPS, false, RETRIED, TimeLimit.NONE))));
    changing.start();

    changing.end("1/a", FAILURE);

    assertThat(changing.start()).containsExactly("1/a");
    assertThat(asked).hasValue(1);
  }

  @Test
  void aPauseOfZeroIsNone() {
    trial.submit("1", job(retried(1, Duration.ZERO, step("a"))));
    trial.start();

    trial.end("1/a", FAILURE);

    assertThat(trial.start()).containsExactly("1/a");
    trial.end("1/a", SUCCESS);
    assertThat(trial.verdict("1")).contains(new Verdict.Succeeded());
  }

  @Test
  void whatCannotBeStartedIsNotTriedAgain() {
    trial.submit("1", job(retried(3, Duration.ZERO, step("a"))));
    trial.start();

    trial.end("1/a", new Outcome.NotStarted("no bash"));

    assertThat(trial.verdict("1"))
        .contains(new Verdict.Failed("a", new StepEnd.NotRun("no bash")));
  }

  @Test
  void aTaskCarriesWhatTheStepSays() {
    var launch = new Launch(
        Optional.empty(),
        Streams.TOGETHER,
        Optional.of(new Ending(2, Duration.ofSeconds(2))),
        Set.of("SECRET"), false);
    var setup = new Setup(Map.of("A", "1"), launch);
    var terms = new StepTerms(
        new Gate.Open(),
        false,
        Retries.NONE,
        Duration.ofSeconds(5));
    trial.submit(
        "1",
        job(
            new StepSpec("a b", List.of(), new Work.Script("python3", "print()"), terms, setup)));

    trial.start();

    var task = trial.task("1/a b");
    assertThat(StepId.of(task)).isEqualTo(new StepId("1", "a b"));
    assertThat(task.environment()).isEqualTo(Map.of("A", "1"));
    assertThat(task.timeLimit()).isEqualTo(Duration.ofSeconds(5));
    assertThat(task.command()).containsExactly("python3");
    assertThat(task.launch()).isEqualTo(launch);
    assertThat(task.isLastAttempt()).isTrue();
  }
}
