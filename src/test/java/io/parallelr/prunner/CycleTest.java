package io.parallelr.prunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CycleTest {

  @Test
  void findsTheTasksOfACircleAndNoOthers() {
    assertThat(
        Cycle.in(
            List.of(
                task("before", "a"),
                task("a", "b", "out"),
                task("b", "c"),
                task("c", "a"),
                task("out"))))
        .containsExactly("a", "b", "c", "a");
    assertThat(Cycle.in(List.of(task("self", "self")))).containsExactly("self", "self");
  }

  @Test
  void aDiamondAndAMissingTaskAreNoCircle() {
    assertThat(
        Cycle.in(
            List.of(
                task("top"),
                task("left", "top", "missing"),
                task("right", "top"),
                task("bottom", "left", "right"))))
        .isEmpty();
  }

  @Test
  void aLongChainNeedsNoDeepStack() {
    int length = 100_000;
    var chain = IntStream.range(0, length)
        .mapToObj(n -> task("t" + n, "t" + (n + 1) % length))
        .toList();

    assertThat(Cycle.in(chain)).hasSize(length + 1);
  }

  private static PipelineTask task(String name, String... dependsOn) {
    return new PipelineTask(
        name,
        List.of(),
        List.of(dependsOn),
        Map.of(),
        PipelineTask.Terms.DEFAULT);
  }
}
