package io.parallelr.shell;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// The here-documents of a shell's text, which is read character by character. For one text.
final class HereDocuments {
  private final Deque<Announced> announced = new ArrayDeque<>();
  private final StringBuilder line = new StringBuilder(); // of the body
  private Optional<Word> word = Optional.empty(); // that ends one, while it is read
  private Optional<Announced> inside = Optional.empty();
  private int less; // how many < came before

  /// @param end the line that ends it
  /// @param isQuoted whether nothing is expanded in it
  /// @param isIndented whether tabs before each line do not count
  private record Announced(String end, boolean isQuoted, boolean isIndented) {}

  private static final class Word {
    final StringBuilder text = new StringBuilder();
    boolean isQuoted;
    boolean isIndented;
    boolean hasBegun;
    char quote;

    /// @return whether it goes on
    boolean read(char c) {
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          text.append(c);
        }
        return true;
      }
      if (!hasBegun && c == '-' && text.isEmpty() && !isIndented) {
        isIndented = true;
        return true;
      }
      if (!hasBegun && (c == ' ' || c == '\t')) {
        return true;
      }
      hasBegun = true;
      if (c == '\'' || c == '"') {
        isQuoted = true;
        quote = c;
        return true;
      }
      if (c == '\\') {
        isQuoted = true;
        return true;
      }
      if (Character.isWhitespace(c) || ";&|<>()".indexOf(c) >= 0) {
        return false;
      }
      text.append(c);
      return true;
    }
  }

  boolean isInside() {
    return inside.isPresent();
  }

  /// Whether nothing is expanded in the one that is being read.
  boolean isQuoted() {
    return inside.filter(Announced::isQuoted).isPresent();
  }

  /// Makes sure that values can be put into the one that is being read.
  void requireExpansion() throws ShellText.ImpossibleException {
    if (word.isPresent() || less == 2) {
      throw new ShellText.ImpossibleException("the word of a here-document cannot be a value");
    }
    if (isQuoted()) {
      throw new ShellText.ImpossibleException(
          "nothing is expanded in a here-document whose word is quoted; write <<%s"
              .formatted(inside.map(Announced::end).orElse("END")));
    }
  }

  /// A value comes next.
  void value() {
    line.append('}'); // so that it is not the end
  }

  /// Looks at a character outside of quotes.
  ///
  /// @return whether it belongs to the word that ends a document, and means nothing else
  boolean takes(char c) {
    if (word.isEmpty() && less == 2 && c != '<') {
      word = Optional.of(new Word());
    }
    less = c == '<' ? less + 1 : 0;
    if (word.isEmpty() || word.get().read(c)) {
      return word.isPresent();
    }
    end(word.get());
    return false;
  }

  private void end(Word ended) {
    word = Optional.empty();
    if (ended.hasBegun) {
      announced.add(new Announced(ended.text.toString(), ended.isQuoted, ended.isIndented));
    }
  }

  /// A line of commands has ended: what was announced in it begins.
  void lineEnds() {
    inside = Optional.ofNullable(announced.poll());
    line.setLength(0);
  }

  /// Reads a character of a body.
  ///
  /// @return whether it has ended with it
  boolean readBody(char c) {
    if (c != '\n') {
      line.append(c);
      return false;
    }
    var document = inside.orElseThrow();
    if (!document.isQuoted() && isContinued()) {
      line.setLength(line.length() - 1);
      return false;
    }
    var read = document.isIndented() ? line.toString().replaceFirst("^\t+", "") : line.toString();
    line.setLength(0);
    if (!read.equals(document.end())) {
      return false;
    }
    inside = Optional.ofNullable(announced.poll());
    return true;
  }

  private boolean isContinued() {
    int backslashes = 0;
    while (backslashes < line.length()
        && line.charAt(line.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }
}
