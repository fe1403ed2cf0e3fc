package io.parallelr.rule;

import java.util.ArrayList;
import java.util.List;

/// Splits the text of an expression.
final class Lexer {
  private static final List<String> SYMBOLS = List.of(
      "?.", "??", "**", "==", "!=", "<=", ">=", "&&", "||", "..", "+", "-", "*", "/", "%", "^",
      "<", ">", "!", "(", ")", "[", "]", ".", ",", "?", ":");

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  /// A word of an expression.
  ///
  /// @param place of its first character, from 1
  record Token(Kind kind, String text, int place) {}

  enum Kind {
    NUMBER, TEXT, NAME, SYMBOL, END
  }

  private Lexer(String text) {
    this.text = text;
  }

  static List<Token> tokens(String text) throws ExpressionException {
    return new Lexer(text).all();
  }

  private List<Token> all() throws ExpressionException {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '"' || c == '\'' || c == '`') {
        quoted(c);
      } else if (isDigit(c)) {
        number();
      } else if (Character.isUnicodeIdentifierStart(c) || c == '_' || c == '$') {
        add(Kind.NAME, end(i -> Character.isUnicodeIdentifierPart(text.charAt(i))
            || text.charAt(i) == '$'));
      } else {
        symbol();
      }
    }
    tokens.add(new Token(Kind.END, "the end", text.length() + 1));
    return tokens;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private int end(java.util.function.IntPredicate belongs) {
    int end = at + 1;
    while (end < text.length() && belongs.test(end)) {
      end++;
    }
    return end;
  }

  private void add(Kind kind, int end) {
    tokens.add(new Token(kind, text.substring(at, end), at + 1));
    at = end;
  }

  private void number() {
    int end = end(i -> isDigit(text.charAt(i)) || text.charAt(i) == '_');
    boolean isDecimal = end + 1 < text.length() && text.charAt(end) == '.'
        && isDigit(text.charAt(end + 1));
    if (isDecimal) {
      end++;
      while (end < text.length() && isDigit(text.charAt(end))) {
        end++;
      }
    }
    add(Kind.NUMBER, end);
  }

  private void quoted(char quote) throws ExpressionException {
    int begin = at;
    var content = new StringBuilder();
    for (int i = begin + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == quote) {
        tokens.add(new Token(Kind.TEXT, content.toString(), begin + 1));
        at = i + 1;
        return;
      }
      if (c == '\\' && quote != '`' && i + 1 < text.length()) {
        content.append(escaped(text.charAt(++i), i));
      } else {
        content.append(c);
      }
    }
    throw new ExpressionException("column %d: the text has no end".formatted(begin + 1));
  }

  private static char escaped(char c, int place) throws ExpressionException {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case '\\', '"', '\'', '/' -> c;
      default -> throw new ExpressionException(
          "column %d: unknown escape \\%s".formatted(place, c));
    };
  }

  private void symbol() throws ExpressionException {
    for (var symbol : SYMBOLS) {
      if (text.startsWith(symbol, at)) {
        add(Kind.SYMBOL, at + symbol.length());
        return;
      }
    }
    throw new ExpressionException(
        "column %d: unexpected character %s".formatted(
            at + 1, new String(Character.toChars(text.codePointAt(at)))));
  }
}
