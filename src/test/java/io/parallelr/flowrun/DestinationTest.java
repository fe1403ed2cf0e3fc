package io.parallelr.flowrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.os.OutputPath;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Devices, FIFOs and links were replaced by regular files.
class DestinationTest {
  @TempDir
  private Path directory;

  private Path real() throws IOException {
    return directory.toRealPath();
  }

  private Path link(String name, Path target) throws IOException {
    return Files.createSymbolicLink(directory.resolve(name), target);
  }

  private static void write(Path path) throws IOException {
    Destination.of(path)
        .write(
            ExecutionContext.ofThisProcess(),
            json -> json.writeStringProperty("key", "value"));
  }

  @Test
  void linksAreFollowedToTheFileAndStay() throws IOException {
    var file =
        Files.writeString(Files.createDirectory(directory.resolve("far")).resolve("a"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    link("two", Path.of("far/a"));
    var one = link("one", Path.of("two"));

    write(one);

    assertThat(one).isSymbolicLink();
    assertThat(directory.resolve("two")).isSymbolicLink();
    assertThat(file).hasContent("{\"key\":\"value\"}");
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
  }

  @Test
  void aLinkToNothingYetLeadsToTheNewFile() throws IOException {
    var link = link("link", Path.of("new"));

    write(link);

    assertThat(link).isSymbolicLink();
    assertThat(directory.resolve("new")).hasContent("{\"key\":\"value\"}");
    assertThatThrownBy(() -> Destination.of(link("astray", Path.of("missing/new"))))
        .hasMessageEndingWith("missing does not exist");
    assertThatThrownBy(() -> Destination.of(link("round", Path.of("round"))))
        .isInstanceOf(FileSystemLoopException.class);
  }

  @Test
  void aFifoIsWrittenToAndStays() throws Exception {
    var fifo = directory.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    var link = link("link", fifo);
    var read = CompletableFuture.supplyAsync(() -> readString(fifo));

    write(link);

    assertThat(read.get()).isEqualTo("{\"key\":\"value\"}\n");
    assertThat(Destination.of(link).output())
        .isEqualTo(new OutputPath(real().resolve("fifo"), OutputPath.Kind.FIFO));
  }

  private static String readString(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void whatThisProcessHasOpenIsWrittenTo() throws IOException {
    assertThat(Destination.of(Path.of("/dev/stdout")).stream())
        .isEqualTo(Destination.Stream.OUTPUT);
    assertThat(Destination.of(Path.of("/dev/fd/2")).stream()).isEqualTo(Destination.Stream.ERROR);
    assertThat(Destination.of(link("link", Path.of("/proc/self/fd/1"))).stream())
        .isEqualTo(Destination.Stream.OUTPUT);
  }

  @Test
  void whatCannotBeWrittenIsKnownBefore() throws IOException {
    var socket = directory.resolve("s");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));

      assertThat(Destination.of(socket).objection())
          .contains("is a socket, which cannot be opened as a file");
    }
    assertThat(Destination.of(directory.resolve(".")).objection())
        .contains("is a directory; give the name of a file");
    assertThat(Destination.of(Path.of("/")).objection())
        .contains("is a directory; give the name of a file");
    assertThat(Destination.of(Path.of("/proc/x.json")).objection().orElseThrow())
        .startsWith("cannot be written: no file can be made in its directory");
    assertThat(Destination.of(directory.resolve("n".repeat(255))).objection())
        .isEqualTo(Optional.empty());
    assertThat(directory).isDirectoryNotContaining(file -> file.toString().endsWith(".new"));
  }
}
