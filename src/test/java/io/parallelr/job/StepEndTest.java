package io.parallelr.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.task.Outcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StepEndTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final List<StepEnd> OWN_FAILURES = List.of(
      new StepEnd.Failed(new Outcome.Exited(1)),
      new StepEnd.TimedOut(LIMIT, false));
  private static final List<StepEnd> OTHER_FAILURES = List.of(
      new StepEnd.NotRun("no bash"),
      new StepEnd.Lost("node down"),
      new StepEnd.Killed(Intent.KILL));

  @Test
  void onlyFailuresOfItsOwnAreForgivenASoftStep() {
    assertThat(OWN_FAILURES).allMatch(end -> end.isFailure(false) && !end.isDone(false))
        .allMatch(end -> end.isDone(true) && !end.isFailure(true));
    assertThat(OTHER_FAILURES).allMatch(end -> end.isFailure(false) && end.isFailure(true))
        .noneMatch(end -> end.isDone(true));
  }

  @Test
  void whatTheEndOfTheJobDoesToAStepIsNoFailureOfTheStep() {
    var ends = Stream.of(Intent.CANCEL, Intent.TIME_LIMIT, Intent.FAILURE, Intent.SHUTDOWN)
        .map(intent -> StepEnd.of(intent, LIMIT));

    assertThat(ends).noneMatch(end -> end.isFailure(false))
        .noneMatch(end -> end.isDone(true))
        .contains(new StepEnd.TimedOut(LIMIT, true));
  }

  @Test
  void everyIntentHasAnEndThatIsOver() {
    assertThat(Arrays.stream(Intent.values()).map(intent -> StepEnd.of(intent, LIMIT).state()))
        .allMatch(StepState::isOver);
  }
}
