package io.parallelr.template;

import io.parallelr.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Splits a template into tokens: text outside `{{` and `}}`, and what is inside.
///
/// A comment gives no token. Spaces inside an action do, as `.a.b` is one value and `.a .b` two.
final class Lexer {
  private static final Set<String> KEYWORDS = Set.of(
      "block", "break", "continue", "define", "else", "end", "if", "range", "template", "with");
  private final Source source;
  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private boolean trims; // the last action ended with a trim marker

  Lexer(Source source) {
    this.source = source;
    text = source.text();
  }

  /// Splits the whole text. The last token is [Kind#END].
  List<Token> tokens() throws TemplateException {
    while (at < text.length()) {
      int open = text.indexOf("{{", at);
      if (open < 0) {
        text(text.length(), false);
        break;
      }
      boolean marked = text.startsWith("-", open + 2) && isSpace(open + 3);
      text(open, marked);
      at = open + (marked ? 4 : 2);
      if (text.startsWith("/*", at)) {
        comment(open);
      } else {
        action(open);
      }
    }
    tokens.add(new Token(Kind.END, text.length(), ""));
    return tokens;
  }

  private void text(int end, boolean trimsEnd) {
    int from = at;
    int to = end;
    while (trims && from < to && isSpace(from)) {
      from++;
    }
    while (trimsEnd && from < to && isSpace(to - 1)) {
      to--;
    }
    if (from < to) {
      tokens.add(new Token(Kind.TEXT, from, text.substring(from, to)));
    }
    at = end;
  }

  private boolean isSpace(int offset) {
    return offset < text.length() && " \t\r\n".indexOf(text.charAt(offset)) >= 0;
  }

  private void comment(int open) throws TemplateException {
    int close = text.indexOf("*/", at + 2);
    if (close < 0) {
      throw source.error(open, "the comment has no */");
    }
    at = close + 2;
    if (!atEnd()) {
      throw source.error(open, "a comment must end with */}} or */ -}}");
    }
    end();
  }

  /// Whether the action ends here, by `}}` or ` -}}`.
  private boolean atEnd() {
    return text.startsWith("}}", at) || atTrimmingEnd();
  }

  private boolean atTrimmingEnd() {
    return isSpace(at) && text.startsWith("-}}", at + 1);
  }

  private void end() {
    trims = atTrimmingEnd();
    at += trims ? 4 : 2;
  }

  private void action(int open) throws TemplateException {
    tokens.add(new Token(Kind.LEFT, open, "{{"));
    while (!atEnd()) {
      if (at >= text.length()) {
        throw source.error(open, "the action has no }}");
      }
      token();
    }
    tokens.add(new Token(Kind.RIGHT, at, "}}"));
    end();
  }

  private void token() throws TemplateException {
    char first = text.charAt(at);
    switch (first) {
      case ' ', '\t', '\r', '\n' -> space();
      case '|' -> add(Kind.PIPE, at + 1);
      case '(' -> add(Kind.OPEN, at + 1);
      case ')' -> add(Kind.CLOSE, at + 1);
      case ',' -> add(Kind.COMMA, at + 1);
      case '=' -> add(Kind.ASSIGN, at + 1);
      case ':' -> {
        if (!text.startsWith(":=", at)) {
          throw source.error(at, "\":\" must be followed by \"=\"");
        }
        add(Kind.DECLARE, at + 2);
      }
      case '"', '\'' -> quoted(first);
      case '`' -> raw();
      case '$' -> word(Kind.VARIABLE, at + 1);
      case '.' -> dot();
      case '+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> name();
    }
  }

  private void add(Kind kind, int end) {
    tokens.add(new Token(kind, at, text.substring(at, end)));
    at = end;
  }

  private void space() {
    int end = at;
    while (isSpace(end) && !(end > at && text.startsWith("-}}", end + 1))) {
      end++;
    }
    add(Kind.SPACE, end);
  }

  private void quoted(char quote) throws TemplateException {
    int end = at + 1;
    while (end < text.length() && text.charAt(end) != quote && text.charAt(end) != '\n') {
      end += text.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= text.length() || text.charAt(end) == '\n') {
      throw source.error(at, "the quote " + quote + " is not closed in its line");
    }
    add(quote == '"' ? Kind.STRING : Kind.NUMBER, end + 1);
  }

  private void raw() throws TemplateException {
    int end = text.indexOf('`', at + 1);
    if (end < 0) {
      throw source.error(at, "the quote ` is not closed");
    }
    add(Kind.STRING, end + 1);
  }

  private void dot() throws TemplateException {
    if (at + 1 < text.length() && isDigit(text.charAt(at + 1))) {
      number();
    } else {
      int end = endOfWord(at + 1);
      word(end == at + 1 ? Kind.DOT : Kind.FIELD, end);
    }
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  /// A number with whatever letters follow; [Literals] decides what is one.
  private void number() {
    int end = at + 1;
    while (end < text.length() && (isPart(end) || text.charAt(end) == '.' || isSignAt(end))) {
      end++;
    }
    add(Kind.NUMBER, end);
  }

  private boolean isSignAt(int offset) {
    boolean hex = text.regionMatches(true, at, "0x", 0, 2)
        || text.regionMatches(true, at + 1, "0x", 0, 2);
    return "+-".indexOf(text.charAt(offset)) >= 0
        && (hex ? "pP" : "eE").indexOf(text.charAt(offset - 1)) >= 0;
  }

  private void name() throws TemplateException {
    if (!isPart(at)) {
      int end = text.offsetByCodePoints(at, 1);
      throw source.error(at,
          "unexpected " + Source.shown(text.substring(at, end)) + " in an action");
    }
    int end = endOfWord(at);
    var name = text.substring(at, end);
    if (KEYWORDS.contains(name)) {
      word(Kind.KEYWORD, end);
    } else {
      boolean constant = name.equals("true") || name.equals("false") || name.equals("nil");
      word(constant ? Kind.CONSTANT : Kind.NAME, end);
    }
  }

  private void word(Kind kind, int from) throws TemplateException {
    int end = endOfWord(from);
    boolean ends = end >= text.length() || isSpace(end) || ".,|:=()".indexOf(text.charAt(end)) >= 0
        || text.startsWith("}}", end);
    if (!ends) {
      var next = Source.shown(text.substring(end, text.offsetByCodePoints(end, 1)));
      var hint = kind == Kind.FIELD ? "; a key with it is written {{ index . \"key\" }}" : "";
      throw source.error(end, "unexpected " + next + " after "
          + Source.shown(text.substring(at, end)) + hint);
    }
    add(kind, end);
  }

  private int endOfWord(int from) {
    int end = from;
    while (end < text.length() && isPart(end)) {
      end += Character.charCount(text.codePointAt(end));
    }
    return end;
  }

  private boolean isPart(int offset) {
    int point = text.codePointAt(offset);
    return point == '_' || Character.isLetter(point) || Character.isDigit(point);
  }
}
