package io.parallelr.job;

import static io.parallelr.job.Trial.job;
import static io.parallelr.job.Trial.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobSpecTest {

  @Test
  void namesTheStepsOfACircle() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> job(step("a"), step("b", "a", "d"), step("c", "b"), step("d", "c"),
                step("e", "d")))
        .withMessage("dependency cycle detected: b -> d -> c -> b");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> job(step("a", "a")))
        .withMessage("dependency cycle detected: a -> a");
  }

  @Test
  void refusesStepsThatDoNotExistAreNamedTwiceOrNotAtAll() {
    assertThatIllegalArgumentException().isThrownBy(() -> job(step("a", "b")))
        .withMessage("step a depends on b, which does not exist");
    assertThatIllegalArgumentException().isThrownBy(() -> job(step("a"), step("a")))
        .withMessage("two steps are named a");
    assertThatIllegalArgumentException().isThrownBy(() -> job(step("a"), step("")))
        .withMessage("step 2 has no name");
  }

  @Test
  void refusesAHandlerThatIsAStepOrDependsOnOne() {
    assertThatIllegalArgumentException().isThrownBy(() -> job(step("a")).handledBy(step("a")))
        .withMessage("the handler and a step are both named a");
    assertThatIllegalArgumentException().isThrownBy(() -> job(step("a")).handledBy(step("h", "a")))
        .withMessage("the handler h depends on a, but it runs when all steps have ended");
    assertThatIllegalArgumentException().isThrownBy(() -> job(step("a")).handledBy(step("")))
        .withMessage("the handler has no name");
  }

  @Test
  void aDependencyThatIsNamedTwiceCountsOnce() {
    assertThat(step("b", "a", "a").dependsOn()).containsExactly("a");
  }

  @Test
  void stepsAreListedAfterTheirDependenciesAndByName() {
    var steps = List.of(step("zzz"), step("bbb", "aaa", "zzz"), step("aaa", "mmm"), step("mmm"));

    assertThat(StepOrder.sorted(steps)).extracting(StepSpec::name)
        .containsExactly("mmm", "aaa", "zzz", "bbb");
  }

  @Test
  void aLongChainOverflowsNoStack() {
    var steps = new ArrayList<StepSpec>();
    for (int i = 0; i < 100_000; i++) {
      steps.add(step("s" + i, "s" + (i + 1)));
    }
    steps.add(step("s100000"));

    assertThat(StepOrder.sorted(steps)).hasSize(100_001);
    steps.set(100_000, step("s100000", "s0"));
    assertThatIllegalArgumentException().isThrownBy(() -> JobSpec.of("lane", steps))
        .withMessageStartingWith("dependency cycle detected: s0 -> s1 -> s2 ");
  }

  @Test
  void tasksTellTheirStep() {
    assertThat(StepId.parse("7/a/b c")).isEqualTo(new StepId("7", "a/b c")).hasToString("7/a/b c");
    assertThatIllegalArgumentException().isThrownBy(() -> StepId.parse("7"));
    assertThatIllegalArgumentException().isThrownBy(() -> new StepId("a/b", "c"));
    assertThatIllegalArgumentException().isThrownBy(() -> new StepId("", "c"));
  }
}
