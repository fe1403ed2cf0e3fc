package io.parallelr.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.parallelr.os.NativeText;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// The checksums of the files in an archive, a line for each, as sha256sum(1) writes and checks
/// them. They are in a file, as there may be many. For one thread.
final class Sums implements Closeable {
  /// The name of the member that has them.
  static final String NAME = "SHA256SUMS";
  private static final int AFTER_SUM = 2;

  private final OutputStream out;

  /// @param file into which they are written
  Sums(Path file) throws IOException {
    this.out = new BufferedOutputStream(Files.newOutputStream(file));
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void add(String name, byte[] sum) throws IOException {
    var escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    var mark = escaped.equals(name) ? "" : "\\";
    out.write(
        NativeText.bytes("%s%s  %s\n".formatted(mark, HexFormat.of().formatHex(sum), escaped)));
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /// What the first line is about that two files do not have in common; empty if they are the same.
  static Optional<String> difference(Path made, Path given) throws IOException {
    try (var one = lines(made); var other = lines(given)) {
      while (true) {
        var line = Optional.ofNullable(one.readLine());
        var expected = Optional.ofNullable(other.readLine());
        if (!line.equals(expected)) {
          return Optional.of(line.or(() -> expected).map(Sums::name).orElseThrow());
        }
        if (line.isEmpty()) {
          return Optional.empty();
        }
      }
    }
  }

  private static BufferedReader lines(Path file) throws IOException {
    return new BufferedReader(new InputStreamReader(Files.newInputStream(file), ISO_8859_1));
  }

  private static String name(String line) {
    int at = line.indexOf("  ");
    return at < 0 ? line : NativeText.of(line.substring(at + AFTER_SUM).getBytes(ISO_8859_1));
  }
}
