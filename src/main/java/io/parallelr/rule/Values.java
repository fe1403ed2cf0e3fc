package io.parallelr.rule;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What values of expressions are, and how they compare.
final class Values {
  private Values() {}

  static String kind(@Nullable Object value) {
    return switch (value) {
      case null -> "nil";
      case Boolean _ -> "a truth value";
      case Number _ -> "a number";
      case String _ -> "a text";
      case List<?> _ -> "a list";
      case Map<?, ?> _ -> "a map";
      default -> "of an unknown kind";
    };
  }

  static boolean areEqual(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Number a && right instanceof Number b) {
      return compare(a, b) == 0;
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      if (a.size() != b.size()) {
        return false;
      }
      for (int i = 0; i < a.size(); i++) {
        if (!areEqual(a.get(i), b.get(i))) {
          return false;
        }
      }
      return true;
    }
    return Objects.equals(left, right);
  }

  static int compare(Number left, Number right) {
    return left instanceof Long a && right instanceof Long b
        ? Long.compare(a, b)
        : Double.compare(left.doubleValue(), right.doubleValue());
  }
}
