package io.parallelr.template;

/// A piece of a template.
///
/// @param offset where it begins in the text
/// @param text as it is written; of [Kind#TEXT], what remains after trimming
record Token(Kind kind, int offset, String text) {
  enum Kind {
    TEXT, LEFT, RIGHT, SPACE, FIELD, DOT, VARIABLE, NAME, KEYWORD, CONSTANT, NUMBER, STRING, PIPE, DECLARE, ASSIGN, OPEN, CLOSE, COMMA, END
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  boolean is(Kind wanted, String written) {
    return kind == wanted && text.equals(written);
  }

  /// How messages name it.
  String shown() {
    return switch (kind) {
      case LEFT -> "{{";
      case RIGHT -> "the end of the action";
      case SPACE -> "a space";
      case END -> "the end of the template";
      case KEYWORD -> "{{" + text + "}}";
      default -> Source.shown(text);
    };
  }
}
