package io.parallelr.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryEntriesTest {
  @TempDir
  private Path directory;

  @Test
  void theyComeWithTheirTypes() throws Exception {
    Files.createFile(directory.resolve("file"));
    Files.createFile(directory.resolve(".hidden"));
    Files.createFile(directory.resolve("..."));
    Files.createFile(NativeText.resolve(directory, "\udcff"));
    Files.createDirectory(directory.resolve("below"));
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("file"));
    assertThat(new ProcessBuilder("mkfifo", directory + "/pipe").start().waitFor()).isZero();

    assertThat(entries(directory)).containsOnly(
        entry("file", DirectoryEntries.Type.REGULAR),
        entry(".hidden", DirectoryEntries.Type.REGULAR),
        entry("...", DirectoryEntries.Type.REGULAR),
        entry("\udcff", DirectoryEntries.Type.REGULAR),
        entry("below", DirectoryEntries.Type.DIRECTORY),
        entry("link", DirectoryEntries.Type.OTHER),
        entry("pipe", DirectoryEntries.Type.OTHER));
  }

  /// More than one call to the system has room for.
  @Test
  void manyComeEachOnce() throws Exception {
    var expected = new HashSet<String>();
    for (int i = 0; i < 3_000; i++) {
      expected.add("%0200d".formatted(i));
    }
    for (var name : expected) {
      Files.createFile(directory.resolve(name));
    }

    assertThat(entries(directory).keySet()).isEqualTo(expected);
  }

  @Test
  void whatCannotBeListedIsSaid() throws Exception {
    var file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> entries(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> entries(file)).isInstanceOf(NotDirectoryException.class);
  }

  private static Map<String, DirectoryEntries.Type> entries(Path directory) throws IOException {
    var entries = new HashMap<String, DirectoryEntries.Type>();
    DirectoryEntries.each(
        directory,
        (name, type) -> assertThat(entries.put(NativeText.of(name), type)).isNull());
    return entries;
  }
}
