package io.parallelr.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.parallelr.json.JsonObject;
import io.parallelr.json.LineBuffer;
import io.parallelr.os.NativeText;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds the lines of a journal that have a text anywhere, in any case of letters, without parsing
/// the others: so it reads about as fast as the disk does. For one use.
final class TextSearch {
  /// A text that JSON has as it is.
  private static final Pattern PLAIN = Pattern.compile("[a-z0-9 ._/:=+@,~%#-]+");
  private static final int CHUNK = 1 << 20;
  private static final Set<String> FIELDS = Set.of("sequence");

  private final byte[] wanted;
  private final int most;
  private final BitSet found = new BitSet();

  private TextSearch(String text, int most) {
    this.wanted = text.getBytes(US_ASCII);
    this.most = most;
  }

  /// Whether a text can be found in this way.
  static boolean isPossible(String text) {
    return PLAIN.matcher(text).matches();
  }

  /// The numbers of the tasks of such lines.
  ///
  /// @param text in lower case
  /// @param most the greatest number that counts
  static BitSet sequences(List<Path> files, String text, int most) throws IOException {
    var search = new TextSearch(text, most);
    for (var file : files) {
      search.read(file);
    }
    return search.found;
  }

  private void read(Path file) throws IOException {
    var lines = new LineBuffer(CHUNK);
    try (var in = new FileInputStream(NativeText.file(file))) {
      while (lines.read(in::read, this::look) > 0) {
        // until the end
      }
    }
  }

  private void look(byte[] text, int from, int length, long place) {
    if (has(text, from, from + length)) {
      take(text, from, length);
    }
  }

  private boolean has(byte[] text, int from, int end) {
    byte first = wanted[0];
    for (int i = from; i <= end - wanted.length; i++) {
      if (lower(text[i]) == first && isAt(text, i)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAt(byte[] text, int at) {
    for (int i = 1; i < wanted.length; i++) {
      if (lower(text[at + i]) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte lower(byte one) {
    return one >= 'A' && one <= 'Z' ? (byte) (one + ('a' - 'A')) : one;
  }

  private void take(byte[] text, int from, int length) {
    try {
      long sequence = JsonObject.parse(text, from, length, FIELDS).number("sequence").orElse(0L);
      if (sequence > 0 && sequence <= most) {
        found.set((int) sequence);
      }
    } catch (IOException e) {
      // damaged: its task counts as not seen
    }
  }
}
