package io.parallelr.template;

import java.math.BigDecimal;
import java.util.Optional;

/// The functions that compare. Go refuses to compare an integer with a number that has a fraction;
/// here their values count.
final class Comparisons {
  private Comparisons() {}

  /// Whether the first argument equals one of the others.
  static boolean equalsAny(Call call) throws TemplateException {
    for (var other : call.rest()) {
      if (isEqual(call, call.first(), other)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isEqual(Call call, Value left, Value right) throws TemplateException {
    if (left instanceof Value.Nil || right instanceof Value.Nil) {
      return left.equals(right);
    }
    if (left instanceof Value.Bool && right instanceof Value.Bool) {
      return left.equals(right);
    }
    return order(call, left, right).map(order -> order == 0).orElse(false);
  }

  static boolean isLess(Call call) throws TemplateException {
    return order(call, call.first(), call.arguments().get(1)).map(o -> o < 0).orElse(false);
  }

  static boolean isLessOrEqual(Call call) throws TemplateException {
    return order(call, call.first(), call.arguments().get(1)).map(o -> o <= 0).orElse(false);
  }

  /// As by [Comparable]; empty if one of them is not a number.
  private static Optional<Integer> order(Call call, Value left, Value right)
      throws TemplateException {
    if (left instanceof Value.Text(var a) && right instanceof Value.Text(var b)) {
      return Optional.of(Utf8.compare(a, b));
    }
    if (left instanceof Value.Int(var a) && right instanceof Value.Int(var b)) {
      return Optional.of(a.compareTo(b));
    }
    if (!isNumber(left) || !isNumber(right)) {
      throw call.fail(left.kind() + " and " + right.kind() + " cannot be compared");
    }
    double a = approximate(left);
    double b = approximate(right);
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Optional.empty();
    }
    if (Double.isInfinite(a) || Double.isInfinite(b)) {
      return Optional.of(Double.compare(a, b));
    }
    return Optional.of(exact(left).compareTo(exact(right)));
  }

  private static boolean isNumber(Value value) {
    return value instanceof Value.Int || value instanceof Value.Real;
  }

  private static double approximate(Value value) {
    return value instanceof Value.Real(var number) ? number : exact(value).doubleValue();
  }

  private static BigDecimal exact(Value value) {
    return switch (value) {
      case Value.Int(var number) -> new BigDecimal(number);
      case Value.Real(var number) -> new BigDecimal(number);
      default -> throw new IllegalArgumentException(value.kind());
    };
  }
}
