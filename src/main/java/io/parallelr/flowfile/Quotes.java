package io.parallelr.flowfile;

/// Reads and writes the quoted values of conditions. Inside quotes, `\"` is the quote itself (or
/// `\'` in single quotes), and backslashes before a quote are doubled; all others mean themselves.
final class Quotes {
  private static final char ESCAPE = '\\';
  private static final String OPERATORS = "~=<>";
  private static final String CONTAINS = "contains:";

  private Quotes() {}

  static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  /// Whether a quote at an index opens a value: it is the first letter, or follows an operator.
  ///
  /// @param from where the condition begins
  static boolean opens(String text, int from, int index) {
    int before = index - 1;
    while (before >= from && Character.isWhitespace(text.charAt(before))) {
      before--;
    }
    return before < from || OPERATORS.indexOf(text.charAt(before)) >= 0
        || text.substring(from, before + 1).endsWith(CONTAINS);
  }

  /// The index of the quote that closes the one that opens a value.
  ///
  /// @return -1 if the quote is not closed
  static int close(String text, int open) {
    char quote = text.charAt(open);
    boolean isEscaped = false;
    for (int i = open + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == quote && !isEscaped) {
        return i;
      }
      isEscaped = c == ESCAPE && !isEscaped;
    }
    int first = text.indexOf(quote, open + 1);
    return first >= 0 && endsValue(text, first) ? first : -1; // as in "C:\", which ends there
  }

  private static boolean endsValue(String text, int quote) {
    int after = quote + 1;
    while (after < text.length() && Character.isWhitespace(text.charAt(after))) {
      after++;
    }
    return after == text.length() || "&|)".indexOf(text.charAt(after)) >= 0;
  }

  /// The meaning of a value: its text without quotes, if they enclose all of it.
  static String meaning(String value) {
    if (value.length() < 2 || !isQuote(value.charAt(0))) {
      return value;
    }
    int end = close(value, 0);
    return end < 0 // allowed where the dialect is lenient
        ? value.substring(1)
        : end == value.length() - 1 ? unescaped(value.substring(1, end), value.charAt(0)) : value;
  }

  private static String unescaped(String text, char quote) {
    var meant = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      int backslashes = run(text, i);
      i += backslashes;
      boolean atQuote = i < text.length() && text.charAt(i) == quote;
      boolean atEnd = i == text.length();
      // backslashes before a quote are doubled; an odd one escapes it, or is the last of "C:\"
      boolean doubled = atQuote || (atEnd && backslashes % 2 == 0);
      meant.repeat(ESCAPE, doubled ? backslashes / 2 : backslashes);
      if (!atEnd) {
        meant.append(text.charAt(i++));
      }
    }
    return meant.toString();
  }

  private static int run(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) == ESCAPE) {
      i++;
    }
    return i - from;
  }

  /// In quotes, unless the text is plain.
  static String quoted(String text) {
    return text.matches("[A-Za-z0-9_@.-]+")
        ? text
        : inQuotes(text, text.indexOf('"') >= 0 && text.indexOf('\'') < 0 ? '\'' : '"');
  }

  private static String inQuotes(String text, char quote) {
    var written = new StringBuilder().append(quote);
    int i = 0;
    while (i < text.length()) {
      int backslashes = run(text, i);
      i += backslashes;
      boolean atEnd = i == text.length();
      boolean atQuote = !atEnd && text.charAt(i) == quote;
      written.repeat(ESCAPE, atQuote || atEnd ? 2 * backslashes : backslashes);
      if (atQuote) {
        written.append(ESCAPE);
      }
      if (!atEnd) {
        written.append(text.charAt(i++));
      }
    }
    return written.append(quote).toString();
  }

  /// The index of the comment that follows a condition, with the blanks before its `#`.
  ///
  /// @return -1 if no comment follows
  static int comment(String condition) {
    for (int i = 0; i < condition.length(); i++) {
      char c = condition.charAt(i);
      if (isQuote(c) && opens(condition, 0, i)) {
        int end = close(condition, i);
        i = end < 0 ? i : end;
      } else if (Character.isWhitespace(c)
          && condition.substring(i).stripLeading().startsWith("#")) {
        return i;
      }
    }
    return -1;
  }
}
