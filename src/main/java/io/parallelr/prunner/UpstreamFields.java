package io.parallelr.prunner;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An object in the data of the original, which reads names in any case of letters. What is missing
/// is empty.
final class UpstreamFields {
  private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

  UpstreamFields(Map<?, ?> object) {
    object.forEach((name, value) -> fields.put(lower(String.valueOf(name)), value));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private <T> Optional<T> value(String name, Class<T> type) {
    return Optional.ofNullable(fields.get(lower(name))).filter(type::isInstance).map(type::cast);
  }

  String text(String name) {
    return value(name, String.class).orElse("");
  }

  boolean flag(String name) {
    return value(name, Boolean.class).orElse(false);
  }

  int number(String name) {
    return value(name, Number.class).map(Number::intValue).orElse(0);
  }

  /// A time with any offset.
  ///
  /// @throws IllegalArgumentException if it is malformed
  Optional<Instant> time(String name) {
    try {
      return value(name, String.class).map(text -> OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("%s: %s is not a time".formatted(name, text(name)), e);
    }
  }

  List<String> texts(String name) {
    var texts = new ArrayList<String>();
    value(name, List.class).ifPresent(list -> {
      for (Object one : list) {
        texts.add(String.valueOf(one));
      }
    });
    return texts;
  }

  List<UpstreamFields> objects(String name) {
    var objects = new ArrayList<UpstreamFields>();
    value(name, List.class).ifPresent(list -> {
      for (Object one : list) {
        if (one instanceof Map<?, ?> object) {
          objects.add(new UpstreamFields(object));
        }
      }
    });
    return objects;
  }

  Map<?, ?> map(String name) {
    return value(name, Map.class).map(map -> (Map<?, ?>) map).orElse(Map.of());
  }
}
