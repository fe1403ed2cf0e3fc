package io.parallelr.backup;

/// The layout of a tar archive, in the form of GNU tar: headers of 512 bytes, each followed by the
/// content in whole blocks. It has a form for names and sizes that the header has no room for, and
/// takes names as they are, byte by byte. See tar(5).
final class TarFormat {
  static final int BLOCK = 512;
  static final byte FILE = '0';
  static final byte LINK = '2';
  static final byte DIRECTORY = '5';
  /// Its content is the name of the next member.
  static final byte LONG_NAME = 'L';
  /// Its content is what the next member, a link, leads to.
  static final byte LONG_LINK = 'K';
  static final Field NAME = new Field(0, 100);
  static final Field MODE = new Field(100, 8);
  static final Field OWNER = new Field(108, 8);
  static final Field GROUP = new Field(116, 8);
  static final Field SIZE = new Field(124, 12);
  static final Field MODIFIED = new Field(136, 12);
  static final Field CHECKSUM = new Field(148, 8);
  static final int TYPE = 156;
  static final Field TARGET = new Field(157, 100);
  static final Field MAGIC = new Field(257, 8);
  static final String MAGIC_TEXT = "ustar  "; // with a NUL behind it

  /// A part of the header.
  record Field(int from, int length) {
    int end() {
      return from + length;
    }
  }

  private TarFormat() {}

  /// The sum of the bytes of a header, for which those of the sum itself count as blanks.
  static int checksum(byte[] header) {
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean isOwn = i >= CHECKSUM.from() && i < CHECKSUM.end();
      sum += isOwn ? ' ' : header[i] & 0xff;
    }
    return sum;
  }

  /// How many bytes follow a content up to the next block.
  static int padding(long size) {
    return (int) (-size & (BLOCK - 1));
  }
}
