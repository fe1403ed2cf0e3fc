package io.parallelr.prunner;

import io.parallelr.yaml.Place;
import io.parallelr.yaml.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Parses the text of a file of environment variables, from left to right.
final class DotenvParser {
  private static final Pattern EXPORT = Pattern.compile("export[ \\t\\x0b\\f]+");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)", Pattern.DOTALL);
  private static final Pattern REFERENCE =
      Pattern.compile("\\\\\\$|\\$(?:\\{([A-Z0-9_]+)\\}|([A-Z0-9_]+))");

  private final String file;
  private final String text;
  private final Map<String, String> variables = new LinkedHashMap<>();
  private int at;

  DotenvParser(String file, String text) {
    this.file = file;
    this.text = (text.startsWith("\uFEFF") ? text.substring(1) : text).replace("\r\n", "\n");
  }

  Map<String, String> parse() throws InvalidDotenvException {
    while (nextStatement()) {
      var export = EXPORT.matcher(text).region(at, text.length());
      if (export.lookingAt()) {
        at = export.end();
      }
      var name = name();
      skipBlanks();
      variables.put(name, value());
    }
    return variables;
  }

  /// Goes over white space and comments; false at the end.
  private boolean nextStatement() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        at = endOfLine(at);
      } else if (c == '\n' || isBlank(c)) {
        at++;
      } else {
        return true;
      }
    }
    return false;
  }

  private String name() throws InvalidDotenvException {
    int start = at;
    for (; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      int c = text.codePointAt(at);
      if (c == '=' || c == ':') {
        var name = text.substring(start, at).strip();
        if (name.isEmpty()) {
          throw problem(start, "there is no name before %c; write NAME=value".formatted(c));
        }
        at++;
        return name;
      }
      if (c == '\n') {
        break;
      }
      if (!Character.isLetterOrDigit(c) && c != '_' && c != '.' && !isBlank(c)) {
        throw problem(
            at,
            "unexpected character \"%s\" in a name; write NAME=value, with letters, digits and _"
                .formatted(Character.toString(c)));
      }
    }
    throw problem(
        start,
        "%s has no value; write NAME=value".formatted(text.substring(start, at).strip()));
  }

  private String value() throws InvalidDotenvException {
    if (at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'')) {
      return quoted(text.charAt(at));
    }
    int start = at;
    at = endOfLine(at);
    var line = text.substring(start, at);
    int comment = comment(line);
    return expanded(
        checked(start, comment < 0 ? line.strip() : line.substring(0, comment).strip()));
  }

  /// Where a comment begins: at the last `#` behind white space, as the original has it.
  private static int comment(String line) {
    for (int i = line.length() - 1; i > 0; i--) {
      if (line.charAt(i) == '#' && isBlank(line.charAt(i - 1))) {
        return i;
      }
    }
    return line.startsWith("#") ? 0 : -1;
  }

  private String quoted(char quote) throws InvalidDotenvException {
    int start = at;
    for (int end = at + 1; end < text.length(); end++) {
      if (text.charAt(end) == quote && text.charAt(end - 1) != '\\') {
        var value = checked(start, text.substring(start + 1, end));
        at = end + 1;
        return quote == '"' ? expanded(unescaped(value)) : value;
      }
    }
    throw problem(start, "the quote is not closed; write %c at the end".formatted(quote));
  }

  private String checked(int start, String value) throws InvalidDotenvException {
    int nul = value.indexOf('\0');
    if (nul >= 0) {
      throw problem(start, "a value cannot have a NUL character; remove it");
    }
    return value;
  }

  /// A backslash in front of a dollar sign stays, to be seen when references are replaced.
  private static String unescaped(String value) {
    return ESCAPE.matcher(value).replaceAll(m -> Matcher.quoteReplacement(switch (m.group(1)) {
      case "n" -> "\n";
      case "r" -> "\r";
      case "$" -> "\\$";
      default -> m.group(1);
    }));
  }

  private String expanded(String value) {
    return REFERENCE.matcher(value).replaceAll(m -> {
      if (m.group().startsWith("\\")) {
        return "\\$";
      }
      var name = m.group(1) == null ? m.group(2) : m.group(1);
      return Matcher.quoteReplacement(variables.getOrDefault(name, ""));
    });
  }

  private void skipBlanks() {
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
  }

  private int endOfLine(int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }

  private static boolean isBlank(int c) {
    return c == ' ' || c == '\t' || c == 0x0b || c == '\f' || c == '\r' || c == 0x85 || c == 0xa0;
  }

  private InvalidDotenvException problem(int offset, String message) {
    int line = 1 + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
    int column = offset - text.lastIndexOf('\n', offset - 1);
    return new InvalidDotenvException(Problem.error(file, new Place(line, column), message));
  }
}
