package io.parallelr.prunner;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A pattern of relative paths: `*`, `?` and `[abc]` match within a name, a directory `**` any
/// number of them, also none, `{a,b}` one of several texts, and `!(a|b)` a name that is none of
/// them. Names that begin with a dot are like others.
final class GlobPattern {
  private static final String WILDCARDS = "*?[{";
  private static final String ANY_DEPTH = "**/";

  private final Pattern regex;
  private final boolean anyDepth;
  private final int depth;

  /// @throws IllegalArgumentException if it is malformed; the message says why
  GlobPattern(String text) {
    try {
      regex = Pattern.compile(new Translation(text).regex(), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(e.getDescription(), e);
    }
    anyDepth = text.contains("**");
    depth = (int) text.chars().filter(c -> c == '/').count() + 1;
  }

  /// Whether a text has a character with a meaning in patterns.
  static boolean isOne(String text) {
    return text.contains("!(") || text.chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0);
  }

  boolean matches(String path) {
    return regex.matcher(path).matches();
  }

  /// How many directories deep something may match.
  int depth() {
    return anyDepth ? Integer.MAX_VALUE : depth;
  }

  /// Turns the pattern into a regular expression, from left to right.
  private static final class Translation {
    private final String text;
    private final StringBuilder regex = new StringBuilder();
    private int at;
    private int braces;
    private int exclusions;

    Translation(String text) {
      this.text = text;
    }

    String regex() {
      while (at < text.length()) {
        next();
      }
      if (braces > 0 || exclusions > 0) {
        throw new IllegalArgumentException(
            braces > 0 ? "a { is not closed" : "a !( is not closed");
      }
      return regex.toString();
    }

    private void next() {
      char c = text.charAt(at);
      if (text.startsWith(ANY_DEPTH, at) && (at == 0 || text.charAt(at - 1) == '/')) {
        regex.append("(?:.*/)?");
        at += ANY_DEPTH.length();
        return;
      }
      if (text.startsWith("!(", at)) {
        regex.append("(?!(?:");
        exclusions++;
        at += 2;
        return;
      }
      at++;
      switch (c) {
        case '*' -> star();
        case '?' -> regex.append("[^/]");
        case '[' -> characters();
        case '{' -> {
          regex.append("(?:");
          braces++;
        }
        case '}' -> closeBrace();
        case ',' -> regex.append(braces > 0 ? "|" : ",");
        case '|' -> regex.append(exclusions > 0 ? "|" : "\\|");
        case ')' -> closeExclusion();
        case '\\' -> literal(at < text.length() ? text.charAt(at++) : '\\');
        default -> literal(c);
      }
    }

    private void star() {
      if (at < text.length() && text.charAt(at) == '*') {
        at++;
        regex.append(".*");
      } else {
        regex.append("[^/]*");
      }
    }

    private void closeBrace() {
      if (braces == 0) {
        literal('}');
      } else {
        regex.append(')');
        braces--;
      }
    }

    private void closeExclusion() {
      if (exclusions == 0) {
        literal(')');
      } else {
        regex.append(")(?:/|$))[^/]*");
        exclusions--;
      }
    }

    private void characters() {
      int end = text.indexOf(']', at + 1);
      if (end < 0) {
        throw new IllegalArgumentException("a [ is not closed");
      }
      var set = text.substring(at, end);
      boolean negated = set.startsWith("!") || set.startsWith("^");
      regex.append(negated ? "[^/" : "[")
          .append((negated ? set.substring(1) : set).replaceAll("([\\[\\]&^\\\\])", "\\\\$1"))
          .append(']');
      at = end + 1;
    }

    private void literal(char c) {
      regex.append(Pattern.quote(String.valueOf(c)));
    }
  }
}
