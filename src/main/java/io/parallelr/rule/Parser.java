package io.parallelr.rule;

import io.parallelr.rule.Lexer.Kind;
import io.parallelr.rule.Lexer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Parses the tokens of an expression, by precedence climbing.
final class Parser {
  private static final int DEEPEST = 100;
  /// Those that bind closest have the largest numbers.
  private static final Map<String, Integer> PRECEDENCE = Map.ofEntries(
      Map.entry("??", 5),
      Map.entry("or", 10),
      Map.entry("||", 10),
      Map.entry("and", 15),
      Map.entry("&&", 15),
      Map.entry("==", 20),
      Map.entry("!=", 20),
      Map.entry("<", 20),
      Map.entry("<=", 20),
      Map.entry(">", 20),
      Map.entry(">=", 20),
      Map.entry("in", 20),
      Map.entry("not in", 20),
      Map.entry("contains", 20),
      Map.entry("startsWith", 20),
      Map.entry("endsWith", 20),
      Map.entry("matches", 20),
      Map.entry("..", 25),
      Map.entry("+", 30),
      Map.entry("-", 30),
      Map.entry("*", 60),
      Map.entry("/", 60),
      Map.entry("%", 60),
      Map.entry("**", 100),
      Map.entry("^", 100));
  private static final int OF_NOT = 50;
  private static final int OF_SIGN = 90;
  private static final Set<String> FROM_THE_RIGHT = Set.of("**", "^");

  private final List<Token> tokens;
  private int at;
  private int depth;

  Parser(List<Token> tokens) {
    this.tokens = tokens;
  }

  Node parse() throws ExpressionException {
    var node = expression();
    if (next().kind() != Kind.END) {
      throw unexpected("an operator");
    }
    return node;
  }

  private Token next() {
    return tokens.get(at);
  }

  private boolean isNext(String word) {
    return (next().kind() == Kind.SYMBOL || next().kind() == Kind.NAME)
        && next().text().equals(word);
  }

  private boolean take(String word) {
    boolean is = isNext(word);
    if (is) {
      at++;
    }
    return is;
  }

  private void require(String symbol) throws ExpressionException {
    if (!take(symbol)) {
      throw unexpected(symbol);
    }
  }

  private ExpressionException unexpected(String wanted) {
    return new ExpressionException(
        "column %d: %s where %s is expected".formatted(next().place(), next().text(), wanted));
  }

  private Node expression() throws ExpressionException {
    if (++depth > DEEPEST) {
      throw new ExpressionException("the expression is nested too deeply");
    }
    var node = operations(0);
    if (take("?")) {
      var then = expression();
      require(":");
      node = new Node.Choice(node, then, expression());
    }
    depth--;
    return node;
  }

  private Node operations(int least) throws ExpressionException {
    if (++depth > DEEPEST) {
      throw new ExpressionException("the expression is nested too deeply");
    }
    var left = operand();
    for (var operator = operator(); PRECEDENCE.getOrDefault(operator, -1) >= least; operator =
        operator()) {
      at += operator.equals("not in") ? 2 : 1;
      int precedence = PRECEDENCE.getOrDefault(operator, least);
      var right = operations(FROM_THE_RIGHT.contains(operator) ? precedence : precedence + 1);
      left = new Node.Binary(operator, left, right);
    }
    depth--;
    return left;
  }

  /// The next token as an operator; another text if it is none.
  private String operator() {
    if (next().kind() != Kind.SYMBOL && next().kind() != Kind.NAME) {
      return "";
    }
    boolean isNotIn = isNext("not") && tokens.get(at + 1).text().equals("in");
    return isNotIn ? "not in" : next().text();
  }

  private Node operand() throws ExpressionException {
    if (take("not") || take("!")) {
      return new Node.Unary("not", operations(OF_NOT));
    }
    if (take("-")) {
      return new Node.Unary("-", operations(OF_SIGN));
    }
    if (take("+")) {
      return operations(OF_SIGN);
    }
    var node = primary();
    while (true) {
      boolean isOptional = isNext("?.");
      if (isOptional || isNext(".")) {
        at++;
        if (next().kind() != Kind.NAME) {
          throw unexpected("a name");
        }
        node = new Node.Member(node, new Node.Literal(tokens.get(at++).text()), isOptional);
      } else if (take("[")) {
        node = new Node.Member(node, expression(), false);
        require("]");
      } else {
        return node;
      }
    }
  }

  private Node primary() throws ExpressionException {
    var token = next();
    switch (token.kind()) {
      case TEXT -> {
        at++;
        return new Node.Literal(token.text());
      }
      case NUMBER -> {
        at++;
        return new Node.Literal(number(token));
      }
      case NAME -> {
        at++;
        return named(token.text());
      }
      case SYMBOL -> {
        if (take("(")) {
          var node = expression();
          require(")");
          return node;
        }
        if (take("[")) {
          return new Node.ListOf(list("]"));
        }
      }
      case END -> {
        // nothing is left
      }
    }
    throw unexpected("a value");
  }

  private Node named(String name) throws ExpressionException {
    return switch (name) {
      case "true" -> new Node.Literal(true);
      case "false" -> new Node.Literal(false);
      case "nil" -> new Node.Literal(null);
      default -> take("(") ? new Node.Call(name, list(")")) : new Node.Name(name);
    };
  }

  private List<Node> list(String end) throws ExpressionException {
    var elements = new ArrayList<Node>();
    while (!take(end)) {
      if (!elements.isEmpty()) {
        require(",");
      }
      elements.add(expression());
    }
    return elements;
  }

  private static Object number(Token token) throws ExpressionException {
    var digits = token.text().replace("_", "");
    try {
      if (digits.contains(".")) {
        return Double.valueOf(digits);
      }
      return Long.valueOf(digits);
    } catch (NumberFormatException e) {
      throw new ExpressionException(
          "column %d: the number %s is too large".formatted(token.place(), token.text()));
    }
  }
}
