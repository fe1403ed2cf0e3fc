package io.parallelr.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.Tasks;
import io.parallelr.os.SlotFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A supervisor can be killed at any time: also between the start of a process and the entry of
/// its number.
class RunScopeTest {
  @TempDir
  private Path directory;

  @Test
  void theSlotFileSaysWhichTaskIsBeingStarted() throws Exception {
    try (var scope = scope()) {
      var seen = scope.starting(Tasks.command(7, "true"), 2, () -> SlotFile.read(directory));

      assertThat(seen.starting()).isEqualTo(Map.of(2, 7));
    }
  }

  @Test
  void aSlotWhoseTaskCannotBeStartedIsFree() throws Exception {
    try (var scope = scope()) {
      assertThatThrownBy(() -> scope.starting(Tasks.command(7, "true"), 2, () -> {
        throw new Launcher.NotStartedException(new Fault.OfTask("no such program"));
      })).isInstanceOf(Launcher.NotStartedException.class);

      assertThat(SlotFile.read(directory).starting()).isEmpty();
    }
  }

  private RunScope scope() throws IOException {
    return new RunScope(
        new LocalServices(
            new PosixLauncher(),
            directory,
            Duration.ofSeconds(1),
            TaskLimits.NONE,
            System::nanoTime,
            false),
        SlotFile.create(directory, 2));
  }
}
