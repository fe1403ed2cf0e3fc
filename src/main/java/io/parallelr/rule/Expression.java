package io.parallelr.rule;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An expression that is true or false, in a part of the [Expr
/// language](https://expr-lang.org/docs/language-definition): literals, lists, `a.b`, `a["b"]`, `not
/// and or ! && ||`, comparisons, arithmetic, `in`, `contains`, `startsWith`, `endsWith`, `matches`,
/// `..`, `? :`, `??` and some functions. Evaluating it takes little time and memory, whatever it
/// says. Immutable.
public final class Expression {
  /// The longest text, in characters.
  public static final int LONGEST = 8_192;

  private final Node root;

  private Expression(Node root) {
    this.root = root;
  }

  /// Parses a text.
  public static Expression parse(String text) throws ExpressionException {
    if (text.length() > LONGEST) {
      throw new ExpressionException(
          "the expression is longer than %d characters".formatted(LONGEST));
    }
    return new Expression(new Parser(Lexer.tokens(text)).parse());
  }

  /// Says whether it holds.
  ///
  /// @param facts by name: texts, truth values, `Long`, `Double`, lists, maps with names, null
  /// @throws ExpressionException if it has no truth value, or refers to what is not there
  public boolean holds(Map<String, ? extends @Nullable Object> facts) throws ExpressionException {
    var value = new Evaluator(facts).value(root);
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw new ExpressionException(
        "the expression is %s, not true or false".formatted(Values.kind(value)));
  }
}
