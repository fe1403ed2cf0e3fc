package io.parallelr.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.os.NativeText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WorkspaceTest {
  @TempDir
  Path directory;
  private Path root;
  private Path outside;
  private Workspace workspace;

  @BeforeEach
  void make() throws IOException {
    root = Files.createDirectory(directory.resolve("root"));
    outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "secret");
    workspace = new Workspace(root);
  }

  /// JUnit warns of links that it finds.
  @AfterEach
  void empty() throws IOException {
    new Workspace(root).delete("");
    assertThat(root).isEmptyDirectory();
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private List<Workspace.Entry> list(String path) throws IOException {
    return ((Workspace.Found.Directory) workspace.find(path)).entries();
  }

  private String read(String path) throws IOException {
    try (var content = ((Workspace.Found.File) workspace.find(path)).content()) {
      return new String(Channels.newInputStream(content.bytes()).readAllBytes(), UTF_8);
    }
  }

  @Test
  void listsByName() throws IOException {
    Files.createDirectory(
        root.resolve("sub"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    workspace.write("b.txt", bytes("12345"), true);
    Files.setPosixFilePermissions(
        root.resolve("b.txt"), PosixFilePermissions.fromString("rw-r-----"));
    workspace.write("sub/c", bytes(""), true);
    Files.createSymbolicLink(root.resolve("a"), outside);

    assertThat(list("")).extracting(Workspace.Entry::path).containsExactly("/a", "/b.txt", "/sub");
    assertThat(list("/")).extracting(Workspace.Entry::mode)
        .containsExactly("lrwxrwxrwx", "-rw-r-----", "drwxr-xr-x");
    assertThat(list("")).extracting(Workspace.Entry::isDirectory)
        .containsExactly(false, false, true);
    assertThat(list("").get(1).size()).isEqualTo(5);
    assertThat(list("/sub/")).extracting(Workspace.Entry::path).containsExactly("/sub/c");
  }

  @Test
  void writesReplacesAndAppends() throws IOException {
    workspace.write("a/b/c.txt", bytes("one"), true);
    assertThat(read("/a/b/c.txt")).isEqualTo("one");
    workspace.write("a/b/c.txt", bytes("2"), true);
    assertThat(read("a//b/./c.txt")).isEqualTo("2");
    workspace.write("a/b/c.txt", bytes(" and 3"), false);
    assertThat(read("a/b/c.txt")).isEqualTo("2 and 3");
    assertThat(list("a/b")).hasSize(1);
  }

  @Test
  void whatFailsMidwayLeavesTheEarlierFile() throws IOException {
    workspace.write("file", bytes("earlier"), true);
    var broken = new InputStream() {
      private int count;

      @Override
      public int read() throws IOException {
        if (count++ < 3) {
          return 'x';
        }
        throw new IOException("cut off");
      }

      @Override
      public int read(byte[] to, int from, int length) throws IOException {
        to[from] = (byte) read();
        return 1;
      }
    };

    assertThatThrownBy(() -> workspace.write("file", broken, true)).hasMessage("cut off");

    assertThat(read("file")).isEqualTo("earlier");
    assertThat(list("")).hasSize(1);
  }

  @Test
  void keepsNamesThatAreNotText() throws IOException {
    var name = NativeText.of(new byte[]{'l', (byte) 0xe4, 'n'});

    workspace.write(name, bytes("x"), true);

    assertThat(list("")).extracting(Workspace.Entry::name).containsExactly(name);
    assertThat(read(name)).isEqualTo("x");
    workspace.delete(name);
    assertThat(list("")).isEmpty();
  }

  @Test
  void refusesPathsThatLeadOut() {
    for (var path : List.of("..", "../outside/secret", "a/../../outside", "/..", "a\0b")) {
      assertThatThrownBy(() -> workspace.find(path)).as(path)
          .isInstanceOf(InvalidPathException.class);
      assertThatThrownBy(() -> workspace.write(path, bytes("x"), true)).as(path)
          .isInstanceOf(InvalidPathException.class);
      assertThatThrownBy(() -> workspace.delete(path)).as(path)
          .isInstanceOf(InvalidPathException.class);
    }
    assertThatThrownBy(() -> workspace.write("", bytes("x"), true))
        .isInstanceOf(InvalidPathException.class);
    assertThatThrownBy(() -> workspace.find("d/".repeat(200)))
        .isInstanceOf(InvalidPathException.class);
  }

  @Test
  void followsNoLinks() throws IOException {
    Files.createSymbolicLink(root.resolve("dir"), outside);
    Files.createSymbolicLink(root.resolve("file"), outside.resolve("secret"));

    assertThatThrownBy(() -> workspace.find("dir/secret"))
        .isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> workspace.find("file")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> workspace.write("dir/new", bytes("x"), true))
        .isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> workspace.makeDirectory("dir/new"))
        .isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> workspace.write("file", bytes("x"), false))
        .isInstanceOf(IOException.class);
    workspace.write("file", bytes("own"), true);
    assertThat(read("file")).as("in place of the link").isEqualTo("own");
    workspace.delete("dir");

    assertThat(outside.resolve("secret")).hasContent("secret");
    assertThat(outside).isDirectoryContaining("glob:**secret");
    try (var left = Files.list(outside)) {
      assertThat(left).hasSize(1);
    }
  }

  @Test
  void doesNotWaitForPipes() throws Exception {
    var pipe = root.resolve("pipe").toString();
    assertThat(new ProcessBuilder("mkfifo", pipe).start().waitFor()).isZero();

    assertThatThrownBy(() -> workspace.find("pipe")).isInstanceOf(NoSuchFileException.class);
    workspace.delete("pipe");
    assertThat(list("")).isEmpty();
  }

  @Test
  void deletesDeepTreesAndNotWhatTheirLinksLeadTo() throws IOException {
    var deep = "deep" + "/d".repeat(98);
    workspace.makeDirectory(deep);
    workspace.write("deep/file", bytes("x"), true);
    Files.createSymbolicLink(root.resolve("deep/link"), outside);
    Files.createSymbolicLink(root.resolve(deep).resolve("link"), outside);

    workspace.delete("deep");

    assertThat(list("")).isEmpty();
    assertThat(outside.resolve("secret")).exists();
    assertThatThrownBy(() -> workspace.delete("deep")).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void keepsToItsQuota() throws IOException {
    workspace = new Workspaces(directory.resolve("all"), 20_000).of("task");
    new Workspaces(directory.resolve("all"), 20_000).create("task");
    workspace.write("small", bytes("x".repeat(100)), true);

    assertThatThrownBy(() -> workspace.write("large", bytes("x".repeat(20_000)), true))
        .isInstanceOf(QuotaException.class)
        .hasMessage("the workspace may have 20,000 bytes at most");

    assertThat(list("")).extracting(Workspace.Entry::name).containsExactly("small");
    workspace.write("more", bytes("y"), true);
  }
}
