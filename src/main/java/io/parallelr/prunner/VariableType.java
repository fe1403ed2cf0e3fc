package io.parallelr.prunner;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What kind of value a variable has.
public enum VariableType {
  /// Any, also none.
  ANY("any value"),
  /// Text.
  STRING("a text"),
  /// A number without a fraction.
  INTEGER("a whole number"),
  /// A number.
  NUMBER("a number"),
  /// True or false.
  BOOLEAN("true or false"),
  /// Values in order.
  LIST("a list"),
  /// Values with names.
  MAP("a map");

  private final String description;

  VariableType(String description) {
    this.description = description;
  }

  /// The word for it in a file.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String description() {
    return description;
  }

  /// Whether a value, as JSON has it, is of this type.
  boolean accepts(@Nullable Object value) {
    return switch (this) {
      case ANY -> true;
      case STRING -> value instanceof String;
      case INTEGER -> value instanceof Number n && Numbers.isWhole(n);
      case NUMBER -> value instanceof Number;
      case BOOLEAN -> value instanceof Boolean;
      case LIST -> value instanceof List;
      case MAP -> value instanceof Map;
    };
  }
}
