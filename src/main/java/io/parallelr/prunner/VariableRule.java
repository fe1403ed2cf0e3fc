package io.parallelr.prunner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a pipeline says about one variable of its jobs.
///
/// @param description for people; may be empty
/// @param required whether it must be given, unless there is a default
/// @param defaultValue that it has if it is not given; empty for none
/// @param allowed the values that it may have; empty for all of its type
public record VariableRule(
    String name,
    String description,
    VariableType type,
    boolean required,
    Optional<Object> defaultValue,
    List<@Nullable Object> allowed) {
  private static final int LONGEST_SHOWN = 40;

  public VariableRule {
    allowed = Collections.unmodifiableList(new ArrayList<>(allowed));
  }

  /// What is wrong with a value, as one line that begins with the name; empty if nothing is.
  Optional<String> objection(@Nullable Object value) {
    if (!type.accepts(value)) {
      return Optional.of(
          "variable %s: %s is not %s%s".formatted(
              name,
              shown(value),
              type.description(),
              isQuoted(value) ? "; send it without quotes" : ""));
    }
    if (!allowed.isEmpty() && allowed.stream().noneMatch(one -> areEqual(one, value))) {
      return Optional.of(
          "variable %s: %s is not allowed; send one of %s".formatted(
              name,
              shown(value),
              allowed.stream().map(VariableRule::shown).collect(Collectors.joining(", "))));
    }
    return Optional.empty();
  }

  private boolean isQuoted(@Nullable Object value) {
    return value instanceof String text && switch (type) {
      case INTEGER -> Numbers.whole(text).isPresent();
      case NUMBER -> Numbers.any(text).isPresent();
      case BOOLEAN -> text.equals("true") || text.equals("false");
      case ANY, STRING, LIST, MAP -> false;
    };
  }

  private static boolean areEqual(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Number x && b instanceof Number y) {
      return Numbers.areEqual(x, y);
    }
    return a == null ? b == null : a.equals(b);
  }

  private static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> '"' + shortened(text) + '"';
      case List<?> _ -> "a list";
      case Map<?, ?> _ -> "a map";
      default -> shortened(value.toString());
    };
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_SHOWN
        ? text
        : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, LONGEST_SHOWN) - 1))
            + "…";
  }
}
