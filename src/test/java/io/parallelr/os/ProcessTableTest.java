package io.parallelr.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessTableTest {

  @Test
  void aNameMayHoldParenthesesAndBlanks() {
    var line = "42 (a) R (b c) S 7 42 41 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 12345 0 0";

    assertThat(ProcessTable.parse(line)).isEqualTo(new ProcessTable.Entry(42, 'S', 7, 41, 12345));
  }

  @Test
  void findsDescendantsWhateverTheirOrder() {
    var child = new ProcessTable.Entry(3, 'S', 2, 2, 1);
    var parent = new ProcessTable.Entry(2, 'S', 1, 2, 1);
    var other = new ProcessTable.Entry(4, 'S', 1, 4, 1);

    assertThat(new ProcessTable(List.of(child, other, parent)).withDescendants(p -> p.pid() == 2))
        .containsExactlyInAnyOrder(parent, child);
  }
}
