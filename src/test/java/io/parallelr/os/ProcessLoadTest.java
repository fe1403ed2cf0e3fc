package io.parallelr.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessLoadTest {
  @Test
  void timesAndMemoryAreFoundBehindAnyName() {
    var line = "42 (a) R (b c) S 7 42 41 0 -1 4194560 0 0 0 0 150 50 0 0 20 0 1 0 12345 9999 25 18";

    assertThat(ProcessLoad.parse(line, 4096)).isEqualTo(
        new ProcessLoad(
            new ProcessTable.Entry(42, 'S', 7, 41, 12345), Duration.ofSeconds(2), 102_400));
  }

  @Test
  void thisProcessIsAmongThem() {
    int self = Math.toIntExact(ProcessHandle.current().pid());

    assertThat(ProcessLoad.all()).filteredOn(load -> load.process().pid() == self)
        .singleElement()
        .satisfies(load -> {
          assertThat(load.cpu()).isPositive();
          assertThat(load.residentBytes()).isGreaterThan(1_000_000);
        });
  }
}
