package io.parallelr.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/// The checksum of a line of the journal, its last field: CRC-32C of the line without that field. A
/// line that was spoiled on the disk may well still be JSON.
final class Checksum {
  private static final byte[] FIELD = ",\"crc\":\"".getBytes(ISO_8859_1);
  private static final int DIGITS = 8;
  private static final int LENGTH = FIELD.length + DIGITS + 2; // the closing quote and brace too

  private Checksum() {}

  /// What a line says of itself.
  enum Verdict {
    /// It is as it was written.
    GOOD,
    /// It is not.
    BAD,
    /// It has none, as those of versions before 0.2.
    NONE
  }

  /// A line with its checksum.
  ///
  /// @param line a JSON object with at least one field
  static byte[] seal(byte[] line) {
    var crc = new CRC32C();
    crc.update(line, 0, line.length);
    int value = (int) crc.getValue();
    int field = line.length - 1; // in place of the brace
    var sealed = Arrays.copyOf(line, field + LENGTH);
    System.arraycopy(FIELD, 0, sealed, field, FIELD.length);
    for (int i = 0; i < DIGITS; i++) {
      sealed[field + FIELD.length + i] =
          (byte) Character.forDigit((value >>> (28 - 4 * i)) & 0xf, 16);
    }
    sealed[sealed.length - 2] = '"';
    sealed[sealed.length - 1] = '}';
    return sealed;
  }

  /// Looks at a line, without its line break.
  static Verdict check(byte[] text, int from, int length) {
    int field = from + length - LENGTH;
    if (field <= from || text[from + length - 1] != '}') {
      return Verdict.NONE;
    }
    for (int i = 0; i < FIELD.length; i++) {
      if (text[field + i] != FIELD[i]) {
        return Verdict.NONE;
      }
    }
    var crc = new CRC32C();
    crc.update(text, from, field - from);
    crc.update('}');
    var digits = new String(text, field + FIELD.length, DIGITS, ISO_8859_1);
    return digits.equals(HexFormat.of().toHexDigits((int) crc.getValue()))
        ? Verdict.GOOD
        : Verdict.BAD;
  }
}
