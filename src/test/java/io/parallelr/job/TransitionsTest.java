package io.parallelr.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransitionsTest {

  @Test
  void refusesWhatIsNotInTheTable() {
    assertThat(Transitions.check("1", JobState.WAITING, JobState.RUNNING))
        .isEqualTo(JobState.RUNNING);
    assertThatIllegalStateException()
        .isThrownBy(() -> Transitions.check("1", JobState.ENDED, JobState.RUNNING))
        .withMessage("1: from ENDED to RUNNING");
    assertThatIllegalStateException()
        .isThrownBy(() -> Transitions.check("1/a", StepState.PENDING, StepState.RUNNING))
        .withMessage("1/a: from PENDING to RUNNING");
  }

  @ParameterizedTest
  @EnumSource
  void nothingFollowsTheEndOfAStepAndSomethingAllElse(StepState state) {
    assertThat(Transitions.OF_STEPS.containsKey(state)).isEqualTo(!state.isOver());
  }

  @Test
  void everyStateCanBeReached() {
    Set<Object> reached = new HashSet<>(Set.of(JobState.WAITING));
    Transitions.OF_JOBS.values().forEach(reached::addAll);
    Transitions.OF_STEPS.values().forEach(reached::addAll);

    assertThat(reached).containsAll(Arrays.asList(JobState.values()))
        .containsAll(Arrays.asList(StepState.values()));
  }
}
