package io.parallelr.backup;

import io.parallelr.backup.TarFormat.Field;
import io.parallelr.os.NativeText;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/// Reads a tar archive as [TarWriter] writes it, and nothing else. For one thread.
///
/// It throws a [RefusedException] for what such an archive does not have, and an [EOFException] if
/// it was cut off.
final class TarReader {
  private static final int BUFFER = 64 << 10;
  private static final int LONGEST_NAME = 1 << 16; // more than any system has
  private static final int BITS_OF_DIGIT = 3;
  private static final long LATEST = 1L << 40; // seconds, which a file can have for its time

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private Content content;

  TarReader(InputStream in) {
    this.in = in;
    this.content = new Content(0);
  }

  /// What a member is.
  enum Kind {
    FILE, DIRECTORY, LINK
  }

  /// A member.
  ///
  /// @param name of a directory, without a slash at its end
  /// @param mode its permissions
  /// @param target what a link leads to; else empty
  record Entry(String name, Kind kind, int mode, long size, Instant modified, String target) {}

  /// The next member; empty at the end of the archive, which is checked up to its last byte then.
  Optional<Entry> next() throws IOException {
    var name = Optional.<String>empty();
    var target = Optional.<String>empty();
    while (true) {
      content.skipRest();
      var header = block();
      if (isZero(header, header.length)) {
        finish();
        return Optional.empty();
      }
      check(header);
      long size = number(header, TarFormat.SIZE);
      content = new Content(size);
      switch (header[TarFormat.TYPE]) {
        case TarFormat.LONG_NAME -> name = Optional.of(longText(size));
        case TarFormat.LONG_LINK -> target = Optional.of(longText(size));
        default -> {
          return Optional.of(
              entry(
                  header,
                  name.orElseGet(() -> text(header, TarFormat.NAME)),
                  target.orElseGet(() -> text(header, TarFormat.TARGET)),
                  size));
        }
      }
    }
  }

  private static Entry entry(byte[] header, String name, String target, long size)
      throws RefusedException {
    var kind = switch (header[TarFormat.TYPE]) {
      case TarFormat.FILE -> Kind.FILE;
      case TarFormat.DIRECTORY -> Kind.DIRECTORY;
      case TarFormat.LINK -> Kind.LINK;
      default -> throw new RefusedException("%s is of a kind that no export has".formatted(name));
    };
    if (kind != Kind.FILE && size > 0) {
      throw new RefusedException("%s has a content that it cannot have".formatted(name));
    }
    return new Entry(
        kind == Kind.DIRECTORY && name.endsWith("/") ? name.substring(0, name.length() - 1) : name,
        kind,
        (int) number(header, TarFormat.MODE) & 0777,
        size,
        Instant.ofEpochSecond(Math.min(number(header, TarFormat.MODIFIED), LATEST)),
        target);
  }

  /// The content of the member that was read last.
  InputStream content() {
    return content;
  }

  private byte[] block() throws IOException {
    var block = in.readNBytes(TarFormat.BLOCK);
    if (block.length < TarFormat.BLOCK) {
      throw new EOFException();
    }
    return block;
  }

  /// What is compressed has a checksum at its end, which counts only if it is read.
  private void finish() throws IOException {
    if (!isZero(block(), TarFormat.BLOCK)) {
      throw new RefusedException("it goes on behind its end");
    }
    for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
      if (!isZero(buffer, length)) {
        throw new RefusedException("it goes on behind its end");
      }
    }
  }

  private static boolean isZero(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static void check(byte[] header) throws RefusedException {
    if (!text(header, TarFormat.MAGIC).equals(TarFormat.MAGIC_TEXT)
        || number(header, TarFormat.CHECKSUM) != TarFormat.checksum(header)) {
      throw new RefusedException("it is damaged, or was not written by parallelr jobs export");
    }
  }

  private String longText(long size) throws IOException {
    if (size < 1 || size > LONGEST_NAME) {
      throw new RefusedException("it has a name of %d bytes".formatted(size));
    }
    var text = content.readAllBytes();
    return NativeText.of(Arrays.copyOf(text, text.length - 1));
  }

  private static String text(byte[] header, Field field) {
    int end = field.from();
    while (end < field.end() && header[end] != 0) {
      end++;
    }
    return NativeText.of(Arrays.copyOfRange(header, field.from(), end));
  }

  private static long number(byte[] header, Field field) throws RefusedException {
    long value = 0;
    if (header[field.from()] == (byte) 0x80) {
      for (int i = field.end() - Long.BYTES; i < field.end(); i++) {
        value = (value << Byte.SIZE) | (header[i] & 0xff);
      }
    } else {
      for (int i = field.from(); i < field.end() && header[i] != 0 && header[i] != ' '; i++) {
        int digit = header[i] - '0';
        if (digit < 0 || digit > 7) {
          throw new RefusedException("it has a number that is not one");
        }
        value = (value << BITS_OF_DIGIT) | digit;
      }
    }
    if (value < 0) {
      throw new RefusedException("it has a number below zero");
    }
    return value;
  }

  private final class Content extends InputStream {
    private final int padding;
    private long left;

    Content(long size) {
      this.left = size;
      this.padding = TarFormat.padding(size);
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = in.read(bytes, from, (int) Math.min(length, left));
      if (read < 0) {
        throw new EOFException();
      }
      left -= read;
      return read;
    }

    void skipRest() throws IOException {
      while (left > 0) {
        int _ = read(buffer, 0, BUFFER);
      }
      in.skipNBytes(padding);
    }
  }
}
