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
  void whatIsBeingStartedIsKnownByItsTask() throws IOException {
    try (var slots = SlotFile.create(directory, 3)) {
      slots.starting(1, 1);
      slots.starting(2, Integer.MAX_VALUE);
      var read = SlotFile.read(directory);
      assertThat(read.starting()).isEqualTo(Map.of(1, 1, 2, Integer.MAX_VALUE));
      assertThat(read.pids()).isEmpty();
      assertThat(read.problems()).isEmpty();

      slots.set(1, 12);
      slots.clear(2);
      assertThat(SlotFile.read(directory).starting()).isEmpty();
    }
  }

  @Test
  void whatItsSupervisorCouldNotSayIsAdded() throws IOException {
    try (var slots = SlotFile.create(directory, 3)) {
      slots.set(1, 11);
      slots.starting(2, 1);
    }

    SlotFile.complete(directory, 2, 22);

    assertThat(SlotFile.read(directory).pids()).isEqualTo(Map.of(1, 11, 2, 22));
    assertThat(SlotFile.read(directory).slots()).isEqualTo(3);
  }

  /// A run may get more slots than it began with; what is said of the others stays.
  @Test
  void itGrowsWithTheNumberOfSlots() throws IOException {
    try (var slots = SlotFile.create(directory, 2)) {
      slots.set(2, 22);
      slots.makeRoom(7);
      slots.set(7, 77);
      slots.makeRoom(3);
    }

    var read = SlotFile.read(directory);
    assertThat(read.pids()).containsOnly(Map.entry(2, 22), Map.entry(7, 77));
    assertThat(read.slots()).isEqualTo(7);
    assertThat(read.problems()).isEmpty();
  }

  @Test
  void whereThereIsNoneNothingRuns() {
    assertThat(SlotFile.read(directory.resolve("nowhere")).pids()).isEmpty();
  }
}
