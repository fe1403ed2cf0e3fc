package io.parallelr.backup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.parallelr.backup.TarFormat.Field;
import io.parallelr.os.NativeText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;

/// Writes a tar archive into a stream, with little memory whatever its size. For one thread.
final class TarWriter {
  private static final int BUFFER = 64 << 10;
  private static final int BITS_OF_DIGIT = 3;
  private static final int PRIVATE_FILE = 0600;

  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER];

  TarWriter(OutputStream out) {
    this.out = out;
  }

  /// What a member is besides its content.
  ///
  /// @param mode its permissions
  record Member(String name, int mode, Instant modified) {}

  /// Takes the bytes of a content, as they are written.
  interface Observer {
    void saw(byte[] bytes, int length);
  }

  /// Writes a file: so many bytes of a stream. What the stream lacks becomes zeros, as the size was
  /// written before.
  void file(Member member, long size, InputStream content, Observer observer) throws IOException {
    header(member, TarFormat.FILE, size, "");
    long left = size;
    while (left > 0) {
      int length = content.readNBytes(buffer, 0, (int) Math.min(left, BUFFER));
      if (length == 0) {
        length = (int) Math.min(left, BUFFER);
        Arrays.fill(buffer, 0, length, (byte) 0);
      }
      observer.saw(buffer, length);
      out.write(buffer, 0, length);
      left -= length;
    }
    out.write(new byte[TarFormat.padding(size)]);
  }

  void directory(Member member) throws IOException {
    header(
        new Member(member.name() + '/', member.mode(), member.modified()),
        TarFormat.DIRECTORY,
        0,
        "");
  }

  /// Writes a symbolic link.
  void link(Member member, String target) throws IOException {
    header(member, TarFormat.LINK, 0, target);
  }

  /// Ends the archive; the stream stays open.
  void finish() throws IOException {
    out.write(new byte[2 * TarFormat.BLOCK]);
  }

  private void header(Member member, byte type, long size, String target) throws IOException {
    var name = NativeText.bytes(member.name());
    var leadsTo = NativeText.bytes(target);
    longText(TarFormat.LONG_LINK, leadsTo, TarFormat.TARGET);
    longText(TarFormat.LONG_NAME, name, TarFormat.NAME);
    var header = new byte[TarFormat.BLOCK];
    text(header, TarFormat.NAME, name);
    number(header, TarFormat.MODE, member.mode());
    number(header, TarFormat.OWNER, 0);
    number(header, TarFormat.GROUP, 0);
    number(header, TarFormat.SIZE, size);
    number(header, TarFormat.MODIFIED, Math.max(0, member.modified().getEpochSecond()));
    header[TarFormat.TYPE] = type;
    text(header, TarFormat.TARGET, leadsTo);
    text(header, TarFormat.MAGIC, TarFormat.MAGIC_TEXT.getBytes(US_ASCII));
    text(
        header,
        TarFormat.CHECKSUM,
        "%06o\0 ".formatted(TarFormat.checksum(header)).getBytes(US_ASCII));
    out.write(header);
  }

  /// What has no room in a field stands before the header.
  private void longText(byte type, byte[] text, Field field) throws IOException {
    if (text.length >= field.length()) {
      header(
          new Member("././@LongLink", PRIVATE_FILE, Instant.EPOCH),
          type,
          text.length + 1L,
          "");
      out.write(text);
      out.write(new byte[1 + TarFormat.padding(text.length + 1L)]);
    }
  }

  private static void text(byte[] header, Field field, byte[] text) {
    System.arraycopy(text, 0, header, field.from(), Math.min(text.length, field.length()));
  }

  /// In octal digits; larger ones as bytes, with a mark.
  private static void number(byte[] header, Field field, long value) {
    int digits = field.length() - 1;
    if (value >> (digits * BITS_OF_DIGIT) == 0) {
      var text = Long.toOctalString(value);
      text(header, field, ("0".repeat(digits - text.length()) + text).getBytes(US_ASCII));
      return;
    }
    for (int i = 0; i < Long.BYTES; i++) {
      header[field.end() - 1 - i] = (byte) (value >>> (i * Byte.SIZE));
    }
    header[field.from()] = (byte) 0x80;
  }
}
