package io.parallelr.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.job.Intent;
import io.parallelr.job.StepEnd;
import io.parallelr.job.Verdict;
import io.parallelr.task.Outcome;
import io.parallelr.task.Signal;
import io.parallelr.task.Status;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EndJsonTest {
  private static final Outcome FAILURE = new Outcome.Exited(3);

  static Stream<StepEnd> ends() {
    return Stream.concat(
        Stream.of(
            FAILURE,
            new Outcome.Signalled(new Signal(9, "SIGKILL")),
            new Outcome.OutOfMemory(1L << 40, 1L << 41),
            new Outcome.TooMuchOutput(1L << 40),
            new Outcome.TimedOut(Duration.ofMillis(1500)),
            new Outcome.Cancelled(),
            new Outcome.Cancelled(true),
            new Outcome.NotStarted("no bash"),
            new Outcome.Lost("gone"),
            new Outcome.StillRuns(FAILURE, "process 7 of root"),
            new Outcome.Skipped(new Outcome.Earlier("run", 7, Status.FAILED)))
            .map(StepEnd.Failed::new),
        Stream.of(
            new StepEnd.Succeeded(),
            new StepEnd.TimedOut(Duration.ofSeconds(2), true),
            new StepEnd.TimedOut(Duration.ofSeconds(2), false),
            new StepEnd.Killed(Intent.KILL),
            new StepEnd.NotRun("\"quoted\"\n"),
            new StepEnd.Lost(""),
            new StepEnd.Skipped(true),
            new StepEnd.Skipped(false),
            new StepEnd.Blocked(),
            new StepEnd.Unreached("a"),
            new StepEnd.Canceled()));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void readsTheEndsThatItHasWritten(StepEnd end) throws Exception {
    assertThat(EndJson.end(end.state(), EndJson.facts(end))).isEqualTo(end);
  }

  static Stream<Verdict> verdicts() {
    return Stream.concat(
        ends().map(end -> new Verdict.Failed("a", end)),
        Stream.of(
            new Verdict.Succeeded(),
            new Verdict.Canceled(Intent.REPLACE),
            new Verdict.TimedOut(Duration.ofHours(1)),
            new Verdict.Blocked("b"),
            new Verdict.Lost("c", "why")));
  }

  @ParameterizedTest
  @MethodSource("verdicts")
  void readsTheVerdictsThatItHasWritten(Verdict verdict) throws Exception {
    assertThat(EndJson.verdict(EndJson.word(verdict), EndJson.facts(verdict))).isEqualTo(verdict);
  }
}
