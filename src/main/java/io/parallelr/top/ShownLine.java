package io.parallelr.top;

import java.util.regex.Pattern;

/// A line that a program has printed, as a terminal would show it in the end: without what draws it
/// in colours or moves the cursor. It may still have control characters.
final class ShownLine {
  private static final int TAB = 8;
  /// Control sequences, strings for the terminal such as its title, and other escapes; ECMA-48.
  private static final Pattern SEQUENCES = Pattern.compile(
      "\033(?:\\[[0-?]*[ -/]*[@-~]|[\\]PX^_][^\007\033]*(?:\007|\033\\\\)?|[ -/]*[0-~])");

  private ShownLine() {}

  /// @param line without its end
  static String of(String line) {
    var plain = line.indexOf('\033') < 0 ? line : SEQUENCES.matcher(line).replaceAll("");
    var last = afterReturns(plain);
    return last.indexOf('\t') < 0 ? last : expanded(last);
  }

  /// What a program has drawn last in the place of the line, as those do that show progress.
  private static String afterReturns(String line) {
    var text = line;
    while (text.endsWith("\r")) {
      text = text.substring(0, text.length() - 1);
    }
    return text.substring(text.lastIndexOf('\r') + 1);
  }

  private static String expanded(String line) {
    var text = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\t') {
        text.append(" ".repeat(TAB - text.length() % TAB));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
