package io.parallelr.shell;

import java.util.ArrayList;
import java.util.List;

/// How a value is written so that it stays data where it stands: one step for each shell that reads
/// it, the innermost first.
public record Quoting(List<Step> steps) {
  /// As it is, where no shell reads it.
  public static final Quoting NONE = new Quoting(List.of());
  /// Expands to nothing, and ends the name of a variable.
  private static final String NOTHING = "${0:+}";

  public Quoting {
    steps = List.copyOf(steps);
  }

  /// What one shell reads.
  enum Step {
    /// Outside of quotes, where it becomes quoted text.
    BARE,
    /// Within single quotes.
    SINGLE,
    /// Within double quotes.
    DOUBLE,
    /// The same behind the name of a variable, which must not grow.
    DOUBLE_BEHIND_NAME,
    /// In a here-document, no line of which may become its end.
    DOCUMENT,
    /// In backticks, over what the place within them asks for.
    BACKTICKS,
    /// In a comment, where it is left out.
    COMMENT;

    String apply(String value) {
      return switch (this) {
        case BARE -> '\'' + SINGLE.apply(value) + '\'';
        case SINGLE -> value.replace("'", "'\\''");
        case DOUBLE -> escaped(value, "\\$\"`");
        case DOUBLE_BEHIND_NAME -> "\"\"" + DOUBLE.apply(value);
        case DOCUMENT -> NOTHING + escaped(value, "\\$`").replace("\n", "\n" + NOTHING);
        case BACKTICKS -> escaped(value, "\\$`");
        case COMMENT -> "";
      };
    }

    private static String escaped(String value, String special) {
      var text = new StringBuilder(value.length() + 8);
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (special.indexOf(c) >= 0) {
          text.append('\\');
        }
        text.append(c);
      }
      return text.toString();
    }
  }

  /// The same within a text that another shell reads first.
  Quoting within(Quoting outer) {
    var all = new ArrayList<>(steps);
    all.addAll(outer.steps);
    return new Quoting(all);
  }

  /// The value as it is to be written.
  public String quote(String value) {
    var text = value;
    for (var step : steps) {
      text = step.apply(text);
    }
    return text;
  }
}
