package io.parallelr.batch;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What stands between the arguments of a line.
public enum Separator {
  /// Any number of blanks are one separator.
  SPACE(" +"), WHITESPACE("\\s+"),
  /// Each is one separator: a field between two of them that holds nothing is an empty argument.
  TAB("\t"), COMMA(","), SEMICOLON(";"), PIPE("\\|"), COLON(":"),
  /// As spreadsheets write them, with quoted fields.
  CSV(","), TSV("\t");

  private static final String BLANKS = " \t\r";

  private final Pattern pattern;

  Separator(String pattern) {
    this.pattern = Pattern.compile(pattern);
  }

  /// The separator that users call so.
  ///
  /// @throws InputException listing the names there are
  public static Separator named(String name) throws InputException {
    for (var separator : values()) {
      if (separator.label().equals(name.toLowerCase(Locale.ROOT))) {
        return separator;
      }
    }
    throw new InputException(
        "unknown separator '%s'; use one of %s".formatted(
            name,
            String.join(", ", labels())));
  }

  /// All names.
  public static List<String> labels() {
    return Stream.of(values()).map(Separator::label).toList();
  }

  /// What seems to be between the fields of a line; empty if it has one field.
  public static Optional<String> guess(String line) {
    return Stream.of(TAB, COMMA, SEMICOLON, PIPE, COLON, SPACE)
        .filter(separator -> separator.pattern.matcher(line).find())
        .findFirst()
        .map(Separator::label);
  }

  /// What users call it.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether fields may be in quotation marks, and lines go on within them.
  boolean isQuoted() {
    return this == CSV || this == TSV;
  }

  /// The character of one that is quoted.
  char character() {
    return this == TSV ? '\t' : ',';
  }

  /// The line without what surrounds its fields. A separator does not count as that, unless several
  /// are one.
  String trim(String line) {
    return trim(line, this == TAB ? " \r" : BLANKS);
  }

  /// A text without the blanks around it. Other white space may be part of a name.
  static String trimBlanks(String text) {
    return trim(text, BLANKS);
  }

  private static String trim(String line, String blanks) {
    int begin = 0;
    int end = line.length();
    while (begin < end && blanks.indexOf(line.charAt(begin)) >= 0) {
      begin++;
    }
    while (end > begin && blanks.indexOf(line.charAt(end - 1)) >= 0) {
      end--;
    }
    return line.substring(begin, end);
  }

  /// The fields of a line that was trimmed, each trimmed itself.
  List<String> split(String line) {
    if (isQuoted()) {
      return Csv.split(line, character());
    }
    return Arrays.stream(pattern.split(line, -1)).map(Separator::trimBlanks).toList();
  }
}
