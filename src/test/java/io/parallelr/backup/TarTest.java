package io.parallelr.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.parallelr.os.NativeText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TarTest {
  private static final Instant TIME = Instant.parse("2020-01-01T00:00:00Z");
  private static final TarWriter.Observer NOBODY = (_, _) -> {};
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final TarWriter tar = new TarWriter(out);

  private void file(String name, String text, int size) throws IOException {
    tar.file(
        new TarWriter.Member(name, 0640, TIME),
        size,
        new ByteArrayInputStream(text.getBytes(UTF_8)),
        NOBODY);
  }

  private static List<String> read(byte[] archive) throws IOException {
    var reader = new TarReader(new ByteArrayInputStream(archive));
    var all = new ArrayList<String>();
    for (var entry = reader.next(); entry.isPresent(); entry = reader.next()) {
      all.add(
          entry.get().name() + ' ' + entry.get().kind() + ' ' + entry.get().target()
              + new String(reader.content().readAllBytes(), UTF_8));
    }
    return all;
  }

  @Test
  void readsWhatItWrites() throws Exception {
    var longName = "d/".repeat(300) + "x";
    var bytes = NativeText.of(new byte[]{'a', (byte) 0xff, '\n', 'b'});
    file("a", "text", 4);
    file("empty", "", 0);
    file(longName, "x".repeat(600), 600);
    file("n".repeat(100), "1", 1);
    file("n".repeat(99), "2", 1);
    file(bytes, "3", 1);
    tar.directory(new TarWriter.Member("dir", 0755, TIME));
    tar.link(new TarWriter.Member("link", 0777, TIME), "t".repeat(150));
    tar.finish();

    assertThat(read(out.toByteArray())).containsExactly(
        "a FILE text",
        "empty FILE ",
        longName + " FILE " + "x".repeat(600),
        "n".repeat(100) + " FILE 1",
        "n".repeat(99) + " FILE 2",
        bytes + " FILE 3",
        "dir DIRECTORY ",
        "link LINK " + "t".repeat(150));
  }

  @Test
  void aFileThatShrinksWhileItIsReadIsFilledWithZeros() throws Exception {
    file("a", "ab", 4);
    file("b", "abcd", 2);
    tar.finish();

    assertThat(read(out.toByteArray())).containsExactly("a FILE ab\0\0", "b FILE ab");
  }

  @Test
  void otherProgramsReadIt(@TempDir Path directory) throws Exception {
    file("d/".repeat(60) + "x", "hello", 5);
    tar.link(new TarWriter.Member("link", 0777, TIME), "t".repeat(150));
    tar.finish();
    var archive = Files.write(directory.resolve("x.tar"), out.toByteArray());

    var process = new ProcessBuilder("tar", "-xf", archive.toString(), "-C", directory.toString())
        .redirectErrorStream(true)
        .start();

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).isEmpty();
    assertThat(process.waitFor()).isZero();
    assertThat(directory.resolve("d/".repeat(60) + "x")).hasContent("hello");
    assertThat(Files.readSymbolicLink(directory.resolve("link")).toString()).hasSize(150);
  }

  @Test
  void sizesMayBeAnyNumber() throws Exception {
    long size = 9L << 30;
    var header = new ByteArrayOutputStream();
    assertThatExceptionOfType(IOException.class).isThrownBy(
        () -> new TarWriter(header).file(
            new TarWriter.Member("large", 0600, TIME),
            size,
            new FilterInputStream(InputStream.nullInputStream()) {
              @Override
              public int read(byte[] bytes, int from, int length) throws IOException {
                throw new IOException("enough");
              }
            },
            NOBODY));

    var entry = new TarReader(new ByteArrayInputStream(header.toByteArray())).next();

    assertThat(entry.orElseThrow().size()).isEqualTo(size);
  }

  @Test
  void isNotReadIfItIsCutOff() throws Exception {
    file("a".repeat(200), "text", 4);
    tar.finish();
    var whole = out.toByteArray();

    for (int length = 0; length < whole.length; length += 100) {
      var cut = Arrays.copyOf(whole, length);
      assertThatExceptionOfType(EOFException.class).as("%d", length)
          .isThrownBy(() -> read(cut));
    }
  }

  @Test
  void isNotReadIfItIsNotOfThisKind() throws Exception {
    file("a", "text", 4);
    tar.finish();
    var whole = out.toByteArray();

    refuses(whole, 0, 'b', "was not written by parallelr jobs export");
    refuses(whole, TarFormat.CHECKSUM.from(), '9', "a number that is not one");
    refuses(whole, TarFormat.TYPE, '3', "was not written by parallelr jobs export");
    refuses(whole, whole.length - 1, 'x', "it goes on behind its end");
  }

  private static void refuses(byte[] whole, int place, char changed, String why) {
    var other = whole.clone();
    other[place] = (byte) changed;
    assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> read(other))
        .withMessageContaining(why);
  }

  @Test
  void sumsAreAsSha256sumHasThem(@TempDir Path directory) throws Exception {
    var names = List.of("plain", "with blank", "back\\slash", "line\nbreak");
    try (var sums = new Sums(directory.resolve("SHA256SUMS"))) {
      for (var name : names) {
        Files.writeString(directory.resolve(name), name);
        sums.add(name, Sums.digest().digest(name.getBytes(UTF_8)));
      }
    }

    var process = new ProcessBuilder("sha256sum", "-c", "--quiet", "SHA256SUMS")
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .start();

    process.getInputStream().transferTo(OutputStream.nullOutputStream());
    assertThat(process.waitFor()).isZero();
  }
}
