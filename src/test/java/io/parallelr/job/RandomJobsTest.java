package io.parallelr.job;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random jobs, commands, outcomes and restarts. [Trial] checks the plan after each of them; here
/// is checked what can be seen from outside.
class RandomJobsTest {
  static IntStream seeds() {
    var chosen = Integer.getInteger("seed");
    return chosen == null
        ? IntStream.range(0, Integer.getInteger("seeds", 100))
        : IntStream.of(chosen);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everythingEndsAndNothingRunsTwice(int seed) {
    new RandomCourse(seed, Trial.withRules()).run();
  }
}
