package io.parallelr.rule;

import org.jspecify.annotations.Nullable;

/// Calculates with numbers: whole ones stay whole where that is possible.
final class Arithmetic {
  private Arithmetic() {}

  static Object negative(@Nullable Object value) throws ExpressionException {
    return switch (value) {
      case Long whole -> checked(() -> Math.negateExact(whole));
      case Double number -> -number;
      case null, default -> throw new ExpressionException("-%s".formatted(Values.kind(value)));
    };
  }

  static Object result(String operator, @Nullable Object left, @Nullable Object right)
      throws ExpressionException {
    if (left instanceof Long a && right instanceof Long b && !operator.equals("/")
        && !operator.equals("**") && !operator.equals("^")) {
      return whole(operator, a, b);
    }
    if (left instanceof Number a && right instanceof Number b) {
      return decimal(operator, a.doubleValue(), b.doubleValue());
    }
    throw new ExpressionException(
        "%s %s %s: two numbers are expected".formatted(
            Values.kind(left), operator, Values.kind(right)));
  }

  private static Object whole(String operator, long a, long b) throws ExpressionException {
    return switch (operator) {
      case "+" -> checked(() -> Math.addExact(a, b));
      case "-" -> checked(() -> Math.subtractExact(a, b));
      case "*" -> checked(() -> Math.multiplyExact(a, b));
      case "%" -> checked(() -> a % b);
      default -> throw new ExpressionException("unknown operator " + operator);
    };
  }

  private static Object decimal(String operator, double a, double b) throws ExpressionException {
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / b;
      case "**", "^" -> Math.pow(a, b);
      default -> throw new ExpressionException(operator + ": whole numbers are expected");
    };
  }

  private interface Calculation {
    long run();
  }

  private static Long checked(Calculation calculation) throws ExpressionException {
    try {
      return calculation.run();
    } catch (ArithmeticException e) {
      throw new ExpressionException(String.valueOf(e.getMessage()));
    }
  }
}
