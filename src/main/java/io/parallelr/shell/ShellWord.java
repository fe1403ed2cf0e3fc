package io.parallelr.shell;

import java.util.Optional;
import java.util.Set;

/// The word of a shell that is being read outside of quotes. For one text.
final class ShellWord {
  /// After these a command begins.
  private static final Set<String> BEFORE_COMMANDS =
      Set.of("if", "then", "elif", "else", "while", "until", "do", "{", "!", "time");

  private final StringBuilder word = new StringBuilder();
  private boolean isStart = true; // whether a comment may begin
  private boolean isCommand = true; // whether it stands where a command begins
  private boolean isAfterIn;

  /// A word that begins or ends something that has parentheses of its own.
  enum Reserved {
    CASE, ESAC
  }

  /// Where a character stands.
  static final class Place {
    private final Kind kind;
    private final int start; // in the text
    private boolean isUnclear;

    enum Kind {
      /// Outside of quotes.
      BARE, PARENTHESES, DOLLAR_PARENTHESES, ARITHMETIC, BACKTICKS, CASE, BRACE,
      /// Within them.
      SINGLE, DOLLAR_SINGLE, DOUBLE, BRACE_IN_DOUBLE, DOCUMENT, COMMENT
    }

    Place(Kind kind, int start) {
      this.kind = kind;
      this.start = start;
    }

    Kind kind() {
      return kind;
    }

    boolean isAt(int index) {
      return start == index && (kind == Kind.PARENTHESES || kind == Kind.DOLLAR_PARENTHESES);
    }

    String contents(StringBuilder text) {
      return text.substring(start);
    }

    /// Makes sure that a value may come next.
    ///
    /// @param isDollar whether a `$` comes before it
    void requirePossible(StringBuilder text, boolean isDollar)
        throws ShellText.ImpossibleException {
      if (isUnclear || (kind == Kind.BACKTICKS && isDollar)) {
        throw new ShellText.ImpossibleException(
            "its quotes cannot be told after a backslash or a $ in backticks; write $(...)");
      }
      if ((kind == Kind.BRACE || kind == Kind.BRACE_IN_DOUBLE)
          && !contents(text).matches("(?s)\\w+(:?[-+=?]|[#%]).*")) {
        throw new ShellText.ImpossibleException(
            "it can stand in ${...} only after :-, :+, :=, :?, # or %; use a variable");
      }
    }

    /// From here on it cannot be told what a quote means.
    void setUnclear() {
      isUnclear = true;
    }
  }

  static boolean ends(char c) {
    return Character.isWhitespace(c) || ";&|<>()".indexOf(c) >= 0;
  }

  /// A command begins.
  void begin() {
    word.setLength(0);
    isStart = true;
    isCommand = true;
    isAfterIn = false;
  }

  /// Something that is not read here belongs to the word.
  void goOn() {
    word.append('?');
    isStart = false;
  }

  boolean isStart() {
    return isStart;
  }

  /// Whether it is in the brackets of something like `a[1]`.
  boolean isSubscript() {
    return word.toString().matches("(?s)[A-Za-z_]\\w*\\[[^]]*");
  }

  void add(char c) {
    isStart = ends(c);
    if (!isStart) {
      word.append(c);
    }
    if (c == '\n' || c == ';' || c == '&' || c == '|') {
      begin();
    }
  }

  /// The word is over.
  Optional<Reserved> end() {
    var ended = word.toString();
    word.setLength(0);
    if (ended.isEmpty()) {
      return Optional.empty();
    }
    boolean wasCommand = isCommand;
    boolean wasAfterIn = isAfterIn;
    isCommand = wasCommand && BEFORE_COMMANDS.contains(ended);
    isAfterIn = ended.equals("in");
    if (wasCommand && ended.equals("case")) {
      return Optional.of(Reserved.CASE);
    }
    return (wasCommand || wasAfterIn) && ended.equals("esac")
        ? Optional.of(Reserved.ESAC)
        : Optional.empty();
  }
}
