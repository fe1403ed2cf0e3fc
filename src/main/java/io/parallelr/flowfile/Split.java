package io.parallelr.flowfile;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Which piece of an output is kept.
///
/// @param delimiter its name, or a regular expression
/// @param index of the piece, from 0
/// @param spaceIsAnyBlank whether `space` stands for any white space, also at either end
public record Split(String delimiter, int index, boolean spaceIsAnyBlank) {

  /// Reads `comma,1`.
  ///
  /// @throws SyntaxException if it is not of that form
  static Split parse(String text, Dialect dialect) throws SyntaxException {
    int comma = text.lastIndexOf(',');
    var number = text.substring(comma + 1).strip();
    if (comma < 1 || !number.matches("\\d{1,6}")) {
      throw new SyntaxException(0, "'%s' is not of the form delimiter,index".formatted(text));
    }
    var name = text.substring(0, comma).strip();
    try {
      var _ = pattern(name);
      return new Split(name, Integer.parseInt(number), dialect.spaceIsAnyBlank());
    } catch (PatternSyntaxException e) {
      throw new SyntaxException(0,
          "'%s' is not a delimiter: %s".formatted(name, e.getDescription()));
    }
  }

  private static Pattern pattern(String name) {
    return Pattern.compile(switch (name) {
      case "space" -> " +";
      case "whitespace" -> "\\s+";
      case "tab" -> "\t+";
      case "newline" -> "\n+";
      case "comma" -> ",";
      case "semi", "semicolon" -> ";";
      case "colon" -> ":";
      case "pipe" -> "\\|";
      default -> name;
    });
  }

  /// As it is written in a flow file.
  String source() {
    return delimiter + ',' + index;
  }

  /// The piece of a text; empty if it has too few pieces.
  public Optional<String> of(String text) {
    boolean anyBlank = spaceIsAnyBlank && delimiter.equals("space");
    var pieces = anyBlank
        ? List.of(pattern("whitespace").split(text.strip(), -1))
        : List.of(pattern(delimiter).split(text, -1));
    return text.isEmpty() || index >= pieces.size()
        ? Optional.empty()
        : Optional.of(pieces.get(index));
  }
}
