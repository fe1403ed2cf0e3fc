package io.parallelr.header;

import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// The lines at the top of a file that are addressed to parallelr. Most files have none, and there
/// may be a million of them: so what has no mark is not turned into text.
///
/// @param number counted from 1
/// @param text what follows the mark, without the end of a comment
/// @param isCut whether it reaches beyond what is read
record HeaderLines(int number, String text, boolean isCut) {
  /// How much of a file is read.
  static final int BYTES = 4096;
  /// How many lines of that count.
  static final int LINES = 20;

  private static final byte[] MARK = "parallelr:".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern LINE = Pattern.compile(
      "\\uFEFF?\\s*(?:#+|//+|--+|;+|%+|/?\\*+|<!--|@?[Rr][Ee][Mm]\\b)\\s*parallelr:(.*)",
      Pattern.DOTALL);
  private static final Pattern END_OF_COMMENT = Pattern.compile("\\s*(?:\\*/|--!?>)?\\s*$");

  /// The header lines of a file; none if it cannot be read: its task reports that.
  static List<HeaderLines> of(Path file) {
    try (var in = Files.newInputStream(file)) {
      return in(in.readNBytes(BYTES));
    } catch (IOException e) {
      return List.of();
    }
  }

  /// Those in the first bytes of a file.
  static List<HeaderLines> in(byte[] top) {
    int end = end(top);
    if (!hasMark(top, end)) {
      return List.of();
    }
    var found = new ArrayList<HeaderLines>();
    var lines = NativeText.of(Arrays.copyOf(top, end)).split("\n", -1);
    for (int i = 0; i < Math.min(lines.length, LINES); i++) {
      var line = LINE.matcher(lines[i]);
      if (line.matches()) {
        boolean isCut = i == lines.length - 1 && top.length == BYTES && end == BYTES;
        found.add(
            new HeaderLines(
                i + 1, END_OF_COMMENT.matcher(line.group(1)).replaceFirst("").strip(), isCut));
      }
    }
    return found;
  }

  /// Where the last line ends that counts.
  private static int end(byte[] top) {
    int lines = 0;
    for (int i = 0; i < top.length; i++) {
      if (top[i] == '\n' && ++lines == LINES) {
        return i;
      }
    }
    return top.length;
  }

  private static boolean hasMark(byte[] top, int end) {
    for (int i = 0; i <= end - MARK.length; i++) {
      if (top[i] == MARK[0] && Arrays.equals(top, i, i + MARK.length, MARK, 0, MARK.length)) {
        return true;
      }
    }
    return false;
  }
}
