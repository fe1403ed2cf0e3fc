package io.parallelr.prunner;

import io.parallelr.yaml.Yaml;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values whose type the file chooses, as JSON would have them.
final class FreeValues {
  private FreeValues() {}

  /// Text, number, truth value, list, map or null.
  static @Nullable Object of(Yaml value) {
    return switch (value) {
      case Yaml.Scalar scalar -> of(scalar);
      case Yaml.Sequence sequence -> list(sequence);
      case Yaml.Mapping map -> map(map.entries());
    };
  }

  private static @Nullable Object of(Yaml.Scalar scalar) {
    return switch (scalar.style()) {
      case NULL -> null;
      case TEXT -> scalar.text();
      case PLAIN -> switch (scalar.text()) {
        case "true", "True", "TRUE" -> true;
        case "false", "False", "FALSE" -> false;
        default -> Numbers.any(scalar.text()).map(Object.class::cast).orElse(scalar.text());
      };
    };
  }

  static List<@Nullable Object> list(Yaml.Sequence sequence) {
    var values = new ArrayList<@Nullable Object>();
    sequence.elements().forEach(element -> values.add(of(element)));
    return Collections.unmodifiableList(values);
  }

  static Map<String, @Nullable Object> map(List<Yaml.Entry> entries) {
    var values = new LinkedHashMap<String, @Nullable Object>();
    entries.forEach(entry -> values.put(entry.key().text(), of(entry.value())));
    return Collections.unmodifiableMap(values);
  }

  /// The same, with a text for whatever is written plainly where a text is wanted, such as `1.50`.
  static @Nullable Object as(VariableType type, Yaml value) {
    return type == VariableType.STRING && value instanceof Yaml.Scalar scalar && !value.isNull()
        ? scalar.text()
        : of(value);
  }
}
