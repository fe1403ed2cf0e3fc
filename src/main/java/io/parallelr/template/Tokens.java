package io.parallelr.template;

import io.parallelr.template.Token.Kind;
import java.util.List;

/// The tokens of a template, read one after the other.
final class Tokens {
  private final Source source;
  private final Limits limits;
  private final List<Token> tokens;
  private int at;
  private int nesting;

  Tokens(Source source, Limits limits) throws TemplateException {
    this.source = source;
    this.limits = limits;
    tokens = new Lexer(source).tokens();
  }

  Token peek() {
    return tokens.get(at);
  }

  Token next() {
    var token = tokens.get(at);
    if (!token.is(Kind.END)) {
      at++;
    }
    return token;
  }

  Token peekPastSpace() {
    while (peek().is(Kind.SPACE)) {
      at++;
    }
    return peek();
  }

  Token nextPastSpace() {
    peekPastSpace();
    return next();
  }

  /// The first token after this one that is not a space; reads nothing.
  Token following() {
    int next = at + 1;
    while (tokens.get(next).is(Kind.SPACE)) {
      next++;
    }
    return tokens.get(next);
  }

  /// Goes into a block or a parenthesis, which [#leave] ends.
  void enter(Token opening) throws TemplateException {
    nesting++;
    if (nesting > limits.nesting()) {
      throw source.error(opening.offset(),
          "more than " + limits.nesting() + " blocks and parentheses inside each other");
    }
  }

  void leave() {
    nesting--;
  }

  /// Reads the end of an action.
  void close(String where) throws TemplateException {
    var token = nextPastSpace();
    if (!token.is(Kind.RIGHT)) {
      throw unexpected(token, where);
    }
  }

  TemplateException unexpected(Token token, String where) {
    return source.error(token.offset(), "unexpected " + token.shown() + " in " + where);
  }

  TemplateException error(int offset, String problem) {
    return source.error(offset, problem);
  }
}
