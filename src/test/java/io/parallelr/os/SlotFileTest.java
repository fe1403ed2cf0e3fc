package io.parallelr.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotFileTest {
  @TempDir
  Path directory;

  @Test
  void whatIsSaidIsReadAtOnceByOthers() throws IOException {
    try (var slots = SlotFile.create(directory, 3)) {
      slots.set(1, 4_194_304);
      slots.set(3, 7);
      assertThat(SlotFile.read(directory).pids()).isEqualTo(Map.of(1, 4_194_304, 3, 7));

      slots.set(1, 12);
      slots.clear(3);
      assertThat(SlotFile.read(directory).pids()).isEqualTo(Map.of(1, 12));
    }
    assertThat(Files.readAllLines(directory.resolve("slots"))).hasSize(3);
  }

  @Test
  void whereThereIsNoneNothingRuns() {
    assertThat(SlotFile.read(directory.resolve("nowhere")).pids()).isEmpty();
  }
}
