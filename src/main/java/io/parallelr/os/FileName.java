package io.parallelr.os;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Any text as the name of a file.
public final class FileName {
  /// With what may be added, less than the 255 bytes of most file systems.
  private static final int LONGEST = 180;

  private FileName() {}

  /// A name for a text, different for each, without a tilde and without a dot or blank at its
  /// beginning: what cannot be in a name becomes `%2F` and the like, and long texts a checksum.
  public static String encoded(String text) {
    var name = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isFirst = i == 0;
      boolean isPlain = c >= ' ' && c != 127 && "/%~".indexOf(c) < 0
          && (!isFirst || " .".indexOf(c) < 0);
      name.append(isPlain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return name.toString().getBytes(UTF_8).length <= LONGEST ? name.toString() : "%" + hash(text);
  }

  private static String hash(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(NativeText.bytes(text));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
