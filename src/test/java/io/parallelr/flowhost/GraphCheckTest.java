package io.parallelr.flowhost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GraphCheckTest {
  private static final int GRAPHS = 2_000;

  /// @param isAcyclic whether steps come only after those of smaller numbers
  private static GraphCheck random(Random random, boolean isAcyclic) {
    int size = 1 + random.nextInt(7);
    var before = new HashMap<String, Set<String>>();
    for (int step = 0; step < size; step++) {
      var others = new HashSet<String>();
      int number = isAcyclic ? step : size;
      for (int other = 0; other < number; other++) {
        if (random.nextInt(size) == 0) {
          others.add("s" + other);
        }
      }
      before.put("s" + step, others);
    }
    return new GraphCheck(before);
  }

  /// By taking away, again and again, steps that come after nothing.
  private static boolean hasCycle(GraphCheck graph) {
    var left = new HashSet<>(graph.before().keySet());
    while (left.removeIf(
        step -> graph.before().getOrDefault(step, Set.of()).stream().noneMatch(left::contains))) {
      // until nothing changes
    }
    return !left.isEmpty();
  }

  @Test
  void reportedCyclesAreCycles() {
    var random = new Random(4);
    IntStream.range(0, GRAPHS).mapToObj(_ -> random(random, false)).forEach(graph -> {
      var faults = graph.faults();

      assertThat(faults).as(graph.toString())
          .satisfies(
              found -> assertThat(!found.isEmpty()).isEqualTo(hasCycle(graph)));
      faults.forEach(fault -> {
        var cycle = List.of(fault.replaceFirst("^cycle: ", "").split(" -> "));
        assertThat(cycle.getFirst()).isEqualTo(cycle.getLast());
        assertThat(new HashSet<>(cycle)).hasSize(cycle.size() - 1);
        for (int i = 1; i < cycle.size(); i++) {
          assertThat(graph.before().get(cycle.get(i))).as(fault).contains(cycle.get(i - 1));
        }
      });
    });
  }

  @Test
  void aGraphWithoutCyclesHasNoFaults() {
    var random = new Random(5);
    IntStream.range(0, GRAPHS).mapToObj(_ -> random(random, true)).forEach(graph -> {
      assertThat(graph.faults()).as(graph.toString()).isEmpty();
      graph.before()
          .keySet()
          .forEach(
              step -> assertThat(graph.isBefore(step, step)).as(graph.toString()).isFalse());
    });
  }

  @Test
  void namesStepsThatDoNotExist() {
    assertThat(new GraphCheck(Map.of("a", Set.of("c", "b"), "b", Set.of("b"))).faults())
        .containsExactly("step a comes after step c, which does not exist", "cycle: b -> b");
  }

  @Test
  void namesEachCycleBesideTheOtherFaults() {
    var before = Map.of(
        "a", Set.of("b", "zz"), "b", Set.of("a"), "c", Set.of("d", "a"), "d", Set.of("c"),
        "e", Set.of("d"));
    assertThat(new GraphCheck(before).faults()).containsExactly(
        "step a comes after step zz, which does not exist",
        "cycle: a -> b -> a",
        "cycle: c -> d -> c");
  }

  @Test
  void aStepIsBeforeAllThatComeAfterIt() {
    var graph = new GraphCheck(Map.of("a", Set.of(), "b", Set.of("a"), "c", Set.of("b")));

    assertThat(graph.isBefore("a", "c")).isTrue();
    assertThat(graph.isBefore("c", "a")).isFalse();
  }
}
