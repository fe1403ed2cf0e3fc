package io.parallelr.psr;

import io.parallelr.json.JsonValues;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A place in a line of results: `status`, `env_vars.HOST`, `arguments.0`.
///
/// @param heading as its user wrote it
/// @param path the name of the field in small letters, then names and numbers inside it
public record Field(String heading, List<String> path) {
  public Field {
    path = List.copyOf(path);
  }

  /// Takes one from a text.
  ///
  /// @throws IllegalArgumentException if it is empty, or a part of it is
  public static Field of(String text) {
    var parts = List.of(text.strip().split("\\.", -1));
    if (parts.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "%s is not a field; give its name, such as status or arguments.0"
              .formatted(text.isBlank() ? "an empty text" : text));
    }
    var path = new ArrayList<>(parts);
    path.set(0, parts.getFirst().toLowerCase(Locale.ROOT));
    return new Field(text.strip(), path);
  }

  /// The name of the field of the line.
  public String name() {
    return path.getFirst();
  }

  /// What a line has there; null if it has nothing.
  @Nullable
  Object value(Map<String, @Nullable Object> line) {
    @Nullable
    Object value = line;
    for (var part : path) {
      value = switch (value) {
        case Map<?, ?> map -> map.get(part);
        case List<?> list -> index(part).filter(i -> i < list.size()).map(list::get).orElse(null);
        case null, default -> null;
      };
    }
    return value;
  }

  private static Optional<Integer> index(String text) {
    return text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Optional.of(Integer.valueOf(text))
        : Optional.empty();
  }

  /// A value as text: what is absent is empty; lists and objects are JSON.
  static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case String text -> text;
      case Double number -> BigDecimal.valueOf(number).toPlainString();
      case Number number -> number.toString();
      case Boolean is -> is.toString();
      default -> JsonValues.text(value);
    };
  }
}
