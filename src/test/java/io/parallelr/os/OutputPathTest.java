package io.parallelr.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.parallelr.SpecialFiles;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Devices, FIFOs and links were replaced by regular files.
class OutputPathTest {
  @TempDir
  private Path directory;

  private static void write(Path path, String text) throws IOException {
    OutputPath.of(path)
        .write(AtomicFile.Access.AS_BEFORE, out -> out.write(NativeText.bytes(text)));
  }

  @Test
  void aLinkStaysAndItsFileIsReplaced() throws IOException {
    var file = Files.writeString(directory.resolve("file"), "old");
    var link = Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));

    write(link, "new");

    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("new");
  }

  @Test
  void aLinkToNothingYetStays() throws IOException {
    var link = Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));

    OutputPath.of(link).writeUnsynced(AtomicFile.Access.OWNER, out -> out.write('x'));

    assertThat(link).isSymbolicLink();
    assertThat(directory.resolve("file")).hasContent("x");
  }

  @Test
  void aDeviceStays() throws Exception {
    var device = SpecialFiles.device(directory.resolve("nul"), SpecialFiles.NULL);

    write(device, "text");

    assertThat(Files.readAttributes(device, "unix:rdev").get("rdev")).isEqualTo(0x103L);
    assertThat(OutputPath.of(device).kind()).isEqualTo(OutputPath.Kind.STREAM);
    assertThat(directory).isDirectoryContaining(device::equals);
  }

  @Test
  void aFullDiskIsReportedWithTheFile() throws Exception {
    var full = SpecialFiles.device(directory.resolve("full"), SpecialFiles.FULL);
    var path = OutputPath.of(full).path();

    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> write(full, "text"))
        .satisfies(e -> {
          assertThat(e.getFile()).isEqualTo(path.toString());
          assertThat(e.getReason()).isEqualTo("No space left on device");
        });
  }

  @Test
  void saysWhatCannotBeWritten() throws IOException {
    assertRefused(directory, "is a directory; give the name of a file");
    assertRefused(
        directory.resolve("missing/new"),
        "the directory %s does not exist".formatted(directory.resolve("missing")));
    var file = Files.createFile(directory.resolve("file"));
    assertRefused(file.resolve("new"), file + " is not a directory");
    var round = Files.createSymbolicLink(directory.resolve("round"), Path.of("round"));
    assertThatExceptionOfType(FileSystemLoopException.class)
        .isThrownBy(() -> OutputPath.of(round));
    var socket = directory.resolve("s");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      assertRefused(socket, "is a socket, which cannot be opened as a file");
    }
    assertThat(socket).exists();
  }

  private static void assertRefused(Path path, String reason) {
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> write(path, "text"))
        .satisfies(e -> assertThat(e.getReason()).isEqualTo(reason));
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> OutputPath.of(path).check());
  }

  @Test
  void anErrorOfADraftNamesTheFile() {
    var file = directory.resolve("n".repeat(256));

    assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> write(file, "text"))
        .satisfies(e -> assertThat(e.getFile()).endsWith("n".repeat(256)));
  }
}
