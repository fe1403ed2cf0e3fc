package io.parallelr.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir
  private Path directory;

  @Test
  void replacesAFileByOneThatOnlyItsOwnerReads() throws IOException {
    var file = Files.writeString(directory.resolve("state.json"), "old");
    AtomicFile.write(file, "new");
    assertThat(file).hasContent("new");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(directory).isDirectoryContaining(p -> p.equals(file));
  }

  @Test
  void leavesTheOldFileAndNoDraftWhenItCannotBeWritten() throws IOException {
    var file = Files.writeString(directory.resolve("state.json"), "old");
    assertThatThrownBy(() -> AtomicFile.write(file, out -> {
      out.write('n');
      throw new IOException("disk full");
    })).hasMessage("disk full");
    assertThat(file).hasContent("old");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void writesInAnInterruptedThreadToo() throws IOException {
    var file = directory.resolve("state.json");
    Thread.currentThread().interrupt();
    AtomicFile.write(file, "whole");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(file).hasContent("whole");
  }
}
