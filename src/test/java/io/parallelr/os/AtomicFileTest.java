package io.parallelr.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
    assertThatThrownBy(() -> AtomicFile.write(file, AtomicFile.Access.OWNER, out -> {
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

  @Test
  void keepsThePermissionsOfTheFileThatItReplaces() throws IOException {
    var file = Files.writeString(directory.resolve("report.json"), "old");
    var shared = PosixFilePermissions.fromString("rw-rw-r--");
    Files.setPosixFilePermissions(file, shared);
    AtomicFile.write(file, AtomicFile.Access.AS_BEFORE, out -> out.write('n'));
    assertThat(file).hasContent("n");
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(shared);
  }

  @Test
  void writesAFileWithTheLongestName() throws IOException {
    var file = directory.resolve("n".repeat(255));
    AtomicFile.write(file, "text");
    AtomicFile.writeUnsynced(file, "other text");
    assertThat(file).hasContent("other text");
  }

  @Test
  void triesWhetherAFileCouldBeWritten() throws IOException {
    AtomicFile.tryDraft(directory.resolve("new"));
    assertThat(directory).isEmptyDirectory();
    assertThatThrownBy(() -> AtomicFile.tryDraft(directory.resolve("missing/new")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
