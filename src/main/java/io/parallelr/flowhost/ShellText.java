package io.parallelr.flowhost;

import java.util.ArrayDeque;
import java.util.Deque;

/// Puts variables into the text of a shell so that their values stay data, whatever characters they
/// have: each is referred to with the quotes that are right for the place where it stands. For one
/// text and one thread.
///
/// Knows quotes, comments, command substitution and here-documents, as POSIX has them (XCU 2.2, 2.3,
/// 2.6.3, 2.7.4). What a command does with its arguments, such as `eval` or `sh -c`, is its own
/// affair, and so is arithmetic.
final class ShellText {
  private final StringBuilder text = new StringBuilder();
  private final Deque<State> states = new ArrayDeque<>();
  private final HereDocuments documents = new HereDocuments();
  private boolean isEscaped;
  private boolean isWordStart = true;
  private char before = ' ';

  private enum State {
    /// The text itself, or a command substitution.
    BARE, PARENTHESES, BACKTICKS, SINGLE, DOUBLE, COMMENT
  }

  ShellText() {
    states.push(State.BARE);
  }

  /// A value cannot be put where it is to stand. The message says why, as a sentence without its
  /// full stop.
  static final class ImpossibleException extends Exception {
    private static final long serialVersionUID = 1;

    ImpossibleException(String message) {
      super(message);
    }
  }

  /// Adds text as it is.
  ShellText literal(String part) {
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      read(c);
      before = c;
    }
    text.append(part);
    return this;
  }

  private State state() {
    return states.element();
  }

  private void read(char c) {
    if (documents.isInside()) {
      documents.readBody(c);
    } else if (isEscaped) {
      isEscaped = false;
      isWordStart = false;
    } else {
      switch (state()) {
        case BARE, PARENTHESES, BACKTICKS -> readBare(c);
        case SINGLE -> leaveAt('\'', c);
        case DOUBLE -> readDouble(c);
        case COMMENT -> {
          leaveAt('\n', c);
          if (c == '\n') {
            isWordStart = true;
            documents.lineEnds();
          }
        }
      }
    }
  }

  private void leaveAt(char end, char c) {
    if (c == end) {
      var _ = states.pop();
    }
  }

  private void readDouble(char c) {
    isEscaped = c == '\\';
    if (c == '(' && before == '$') {
      states.push(State.PARENTHESES);
      isWordStart = true;
    } else if (c == '`') {
      enterOrLeaveBackticks();
    } else {
      leaveAt('"', c);
    }
  }

  private void enterOrLeaveBackticks() {
    if (state() == State.BACKTICKS) {
      var _ = states.pop();
    } else {
      states.push(State.BACKTICKS);
      isWordStart = true;
    }
  }

  private void readBare(char c) {
    if (documents.takes(c)) {
      return;
    }
    switch (c) {
      case '\'' -> states.push(State.SINGLE);
      case '"' -> states.push(State.DOUBLE);
      case '\\' -> isEscaped = true;
      case '`' -> enterOrLeaveBackticks();
      case '(' -> states.push(State.PARENTHESES);
      case ')' -> {
        if (state() == State.PARENTHESES) {
          var _ = states.pop();
        }
      }
      case '#' -> {
        if (isWordStart) {
          states.push(State.COMMENT);
        }
      }
      case '\n' -> documents.lineEnds();
      default -> {
        // part of a word, or between two
      }
    }
    isWordStart = Character.isWhitespace(c) || ";&|()`".indexOf(c) >= 0;
  }

  /// Adds a reference to a variable.
  ///
  /// @param name of letters, digits and underscores
  ShellText variable(String name) throws ImpossibleException {
    var plain = "${" + name + '}';
    var escape = isEscaped ? "\\" : "";
    if (documents.isInside()) {
      documents.requireExpansion();
      text.append(plain);
    } else {
      text.append(switch (state()) {
        case BARE, PARENTHESES, BACKTICKS -> escape + '"' + plain + '"';
        case DOUBLE -> escape + plain;
        case SINGLE -> "'\"" + plain + "\"'";
        case COMMENT -> name;
      });
    }
    documents.value();
    isEscaped = false;
    isWordStart = false;
    before = '}';
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
