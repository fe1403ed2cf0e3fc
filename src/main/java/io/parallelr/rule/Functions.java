package io.parallelr.rule;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The functions that expressions may call.
final class Functions {
  private static final String ALL = "float, int, len, lower, string, trim and upper";

  private Functions() {}

  static Object call(String name, List<@Nullable Object> arguments) throws ExpressionException {
    if (arguments.size() != 1) {
      throw new ExpressionException(
          "%s has %d arguments; functions take one".formatted(name, arguments.size()));
    }
    var value = arguments.getFirst();
    return switch (name) {
      case "len" -> length(value);
      case "lower" -> text(name, value).toLowerCase(Locale.ROOT);
      case "upper" -> text(name, value).toUpperCase(Locale.ROOT);
      case "trim" -> text(name, value).strip();
      case "string" -> String.valueOf(value);
      case "int" -> whole(value);
      case "float" -> decimal(value);
      default -> throw new ExpressionException(
          "there is no function %s; there are %s".formatted(name, ALL));
    };
  }

  private static long length(@Nullable Object value) throws ExpressionException {
    return switch (value) {
      case String text -> text.codePointCount(0, text.length());
      case List<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      case null, default -> throw new ExpressionException("len of " + Values.kind(value));
    };
  }

  private static String text(String function, @Nullable Object value) throws ExpressionException {
    if (value instanceof String text) {
      return text;
    }
    throw new ExpressionException("%s of %s".formatted(function, Values.kind(value)));
  }

  private static long whole(@Nullable Object value) throws ExpressionException {
    try {
      return switch (value) {
        case Long number -> number;
        case Double number -> number.longValue();
        case String text -> Long.parseLong(text.strip());
        case null, default -> throw new ExpressionException("int of " + Values.kind(value));
      };
    } catch (NumberFormatException e) {
      throw new ExpressionException("int: %s is not a whole number".formatted(value));
    }
  }

  private static double decimal(@Nullable Object value) throws ExpressionException {
    try {
      return switch (value) {
        case Number number -> number.doubleValue();
        case String text -> Double.parseDouble(text.strip());
        case null, default -> throw new ExpressionException("float of " + Values.kind(value));
      };
    } catch (NumberFormatException e) {
      throw new ExpressionException("float: %s is not a number".formatted(value));
    }
  }
}
