package io.parallelr.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A value as templates see it. Elements of lists and maps become values when they are read.
sealed interface Value {
  /// Nothing: Go's `nil`, JSON's `null`.
  record Nil() implements Value {}

  record Bool(boolean is) implements Value {}

  record Int(BigInteger number) implements Value {}

  record Real(double number) implements Value {}

  record Text(String text) implements Value {}

  record Sequence(List<?> items) implements Value {
    Value get(int index) {
      return of(items.get(index));
    }
  }

  record Mapping(Map<?, ?> entries) implements Value {
    Optional<Value> get(String key) {
      try {
        return entries.containsKey(key) ? Optional.of(of(entries.get(key))) : Optional.empty();
      } catch (ClassCastException _) {
        return Optional.empty(); // a sorted map, whose keys are not strings
      }
    }

    /// The keys in Go's order, which is the one of their code points. Those that are not strings
    /// are left out, as no template can name them.
    List<String> keys() {
      return entries.keySet()
          .stream()
          .filter(String.class::isInstance)
          .map(String.class::cast)
          .sorted(Utf8::compare)
          .toList();
    }
  }

  static Value of(@Nullable Object data) {
    return switch (data) {
      case null -> new Nil();
      case Value value -> value;
      case Boolean is -> new Bool(is);
      case String text -> new Text(text);
      case BigInteger number -> new Int(number);
      case BigDecimal number -> decimal(number);
      case Float number -> new Real(Double.parseDouble(number.toString()));
      case Double number -> new Real(number);
      case Number number when isWhole(number) -> of(number.longValue());
      case Number number -> new Real(number.doubleValue());
      case List<?> items -> new Sequence(items);
      case Collection<?> items -> new Sequence(new ArrayList<>(items));
      case Map<?, ?> entries -> new Mapping(entries);
      default -> new Text(String.valueOf(data));
    };
  }

  static Value of(long number) {
    return new Int(BigInteger.valueOf(number));
  }

  private static boolean isWhole(Number number) {
    return number instanceof Long || number instanceof Integer || number instanceof Short
        || number instanceof Byte;
  }

  /// An integer if it is written as one; `1e999999999` would fill the memory as such.
  private static Value decimal(BigDecimal number) {
    return number.scale() <= 0 && number.scale() > -400
        ? new Int(number.toBigInteger())
        : new Real(number.doubleValue());
  }

  /// Whether `if` takes it for true: not zero, and not empty.
  default boolean isTrue() {
    return switch (this) {
      case Nil _ -> false;
      case Bool(var is) -> is;
      case Int(var number) -> number.signum() != 0;
      case Real(var number) -> number != 0;
      case Text(var text) -> !text.isEmpty();
      case Sequence(var items) -> !items.isEmpty();
      case Mapping(var entries) -> !entries.isEmpty();
    };
  }

  /// Go's name of its type, as `%T` prints it.
  default String type() {
    return switch (this) {
      case Nil _ -> "<nil>";
      case Bool _ -> "bool";
      case Int _ -> "int";
      case Real _ -> "float64";
      case Text _ -> "string";
      case Sequence _ -> "[]interface {}";
      case Mapping _ -> "map[string]interface {}";
    };
  }

  /// What it is, as messages say it.
  default String kind() {
    return switch (this) {
      case Nil _ -> "null";
      case Bool _ -> "a boolean";
      case Int _ -> "an integer";
      case Real _ -> "a number with a fraction";
      case Text _ -> "a string";
      case Sequence _ -> "a list";
      case Mapping _ -> "a map";
    };
  }
}
