package io.parallelr.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.local.OutputFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RunDirectoryTest {
  @Test
  void whatASlotPrintsIsLookedForWhereItIsWritten() {
    var run = new RunDirectory("r", Path.of("/runs/r"));

    assertThat(run.output(12, "stdout")).isEqualTo(OutputFiles.ofSlot(run.output(), 12, true));
    assertThat(run.output(12, "stderr")).isEqualTo(OutputFiles.ofSlot(run.output(), 12, false));
  }
}
