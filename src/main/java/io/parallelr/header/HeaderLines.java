package io.parallelr.header;

import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The lines at the top of a file that are addressed to parallelr. Most files have none, and there
/// may be a million of them: so what has no mark is not turned into text.
///
/// @param number counted from 1
/// @param text what follows the mark, without the end of a comment
/// @param isCut whether it reaches beyond what is read
/// @param isNear whether it is only like one, and most likely meant to be
record HeaderLines(int number, String text, boolean isCut, boolean isNear) {
  /// How much of a file is read.
  static final int BYTES = 4096;
  /// How many lines of that count.
  static final int LINES = 20;

  private static final byte[] MARK = "parallelr".getBytes(StandardCharsets.US_ASCII);
  private static final String COMMENT =
      "\\uFEFF?\\s*(?:#+|//+|--+|;+|%+|/?\\*+|<!--|@?[Rr][Ee][Mm]\\b)\\s*";
  private static final Pattern LINE = Pattern.compile(COMMENT + "parallelr:(.*)", Pattern.DOTALL);
  private static final Pattern NEAR = Pattern.compile(
      COMMENT + "(?i:parallelr)\\s*:?\\s*"
          + "((?:timeout|retries|retry-delay|nice|slots|name|after|env\\.\\w+)=.*)",
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
      boolean isLine = line.matches();
      var near = NEAR.matcher(lines[i]);
      if (!isLine && near.matches()) {
        found.add(new HeaderLines(i + 1, text(near), false, true));
      } else if (isLine) {
        boolean isCut = i == lines.length - 1 && top.length == BYTES && end == BYTES;
        found.add(
            new HeaderLines(
                i + 1, text(line), isCut, false));
      }
    }
    return found;
  }

  private static String text(Matcher line) {
    return END_OF_COMMENT.matcher(line.group(1)).replaceFirst("").strip();
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
      if (isMark(top, i)) {
        return true;
      }
    }
    return false;
  }

  /// In capital or small letters.
  private static boolean isMark(byte[] top, int at) {
    for (int i = 0; i < MARK.length; i++) {
      if ((top[at + i] | 0x20) != MARK[i]) {
        return false;
      }
    }
    return true;
  }
}
