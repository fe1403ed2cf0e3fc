package io.parallelr.template;

import java.util.Locale;

/// The functions that make text safe for another language.
final class Escapes {
  private static final String UNRESERVED = "-_.~";

  private Escapes() {}

  static String html(Call call) throws TemplateException {
    return mapped(call, point -> switch (point) {
      case 0 -> "\ufffd";
      case '"' -> "&#34;";
      case '\'' -> "&#39;";
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      default -> Character.toString(point);
    });
  }

  static String js(Call call) throws TemplateException {
    return mapped(call, point -> switch (point) {
      case '\\' -> "\\\\";
      case '\'' -> "\\'";
      case '"' -> "\\\"";
      case '<', '>', '&', '=' -> unicode(point);
      default -> Quoted.isPrintable(point) ? Character.toString(point) : unicode(point);
    });
  }

  private static String unicode(int point) {
    return String.format(Locale.ROOT, "\\u%04X", point);
  }

  static String urlquery(Call call) throws TemplateException {
    return mapped(call, point -> {
      boolean plain = point < 0x80
          && (Character.isLetterOrDigit(point) || UNRESERVED.indexOf(point) >= 0);
      return plain ? Character.toString(point) : point == ' ' ? "+" : percent(point);
    });
  }

  private static String percent(int point) {
    var escaped = new StringBuilder();
    for (byte b : Utf8.bytes(Character.toString(point))) {
      escaped.append(String.format(Locale.ROOT, "%%%02X", b));
    }
    return escaped.toString();
  }

  /// One word of a POSIX shell, in which nothing has a meaning for it.
  ///
  /// See [the Shell Command
  /// Language](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html), 2.2.2.
  static String quote(Call call) throws TemplateException {
    var text = Print.joined(call);
    if (text.indexOf('\0') >= 0) {
      throw call.fail("a word of a shell cannot contain a NUL character");
    }
    return call.output()
        .append('\'')
        .append(text.replace("'", "'\\''"))
        .append('\'')
        .toString();
  }

  @FunctionalInterface
  private interface Mapping {
    String of(int point);
  }

  private static String mapped(Call call, Mapping mapping) throws TemplateException {
    var output = call.output();
    for (int point : Print.joined(call).codePoints().toArray()) {
      output.append(mapping.of(point));
    }
    return output.toString();
  }
}
