package io.parallelr.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// "1 tasks".
class CountTest {

  @Test
  void onlyOneIsSingular() {
    assertThat(Count.of(0, "task")).isEqualTo("0 tasks");
    assertThat(Count.of(1, "task")).isEqualTo("1 task");
    assertThat(Count.of(1_000_000, "task")).isEqualTo("1000000 tasks");
    assertThat(Count.of(1, "entry", "entries")).isEqualTo("1 entry");
    assertThat(Count.of(2, "entry", "entries")).isEqualTo("2 entries");
  }
}
