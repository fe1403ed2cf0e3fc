package io.parallelr.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.parallelr.config.Kind.MisfitException;
import io.parallelr.config.Kind.Value;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the execution types of a site.
final class TypesReader {
  private static final Map<String, Kind> KEYS = Map.of(
      "command", new Kind.Words(),
      "probe", new Kind.Words(),
      "expect", new Kind.Words(),
      "probe-timeout", new Kind.Seconds(BigDecimal.ONE, new BigDecimal("3600"), List.of()),
      "needs-host", new Kind.Switch());
  private static final Map<String, String> DEFAULTS =
      Map.of("probe-timeout", "10", "needs-host", "true");

  private TypesReader() {}

  static Value.Types read(ConfigObject types) throws MisfitException {
    var read = new LinkedHashMap<String, Settings.ExecutionType>();
    for (var type : types.entrySet()) {
      read.put(type.getKey(), type(type.getKey(), type.getValue()));
    }
    return new Value.Types(read);
  }

  private static Settings.ExecutionType type(String name, ConfigValue value)
      throws MisfitException {
    if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,63}")) {
      throw new MisfitException(
          "has a type '%s': use letters, digits, _ and - in names".formatted(name));
    }
    if (!(value instanceof ConfigObject keys)) {
      throw new MisfitException("has %s, which is not a section: write %s { command = \"…\" }"
          .formatted(name, name));
    }
    var values = new LinkedHashMap<String, Value>();
    for (var entry : DEFAULTS.entrySet()) {
      put(name, entry.getKey(), ConfigValueFactory.fromAnyRef(entry.getValue()), values);
    }
    for (var entry : keys.entrySet()) {
      put(name, entry.getKey(), entry.getValue(), values);
    }
    if (!values.containsKey("command")) {
      throw new MisfitException(
          "has no %s.command: give one such as \"run-at {hostname} {command} {arguments}\""
              .formatted(name));
    }
    var read = new Values(values);
    return new Settings.ExecutionType(
        read.text("command"),
        optional(read, "probe"),
        optional(read, "expect"),
        read.time("probe-timeout"),
        read.flag("needs-host"));
  }

  private static void put(String type, String key, ConfigValue value, Map<String, Value> values)
      throws MisfitException {
    var kind = KEYS.get(key);
    if (kind == null) {
      throw new MisfitException(
          "has an unknown key %s.%s; use command, probe, expect, probe-timeout or needs-host"
              .formatted(type, key));
    }
    try {
      values.put(key, kind.read(value));
    } catch (MisfitException e) {
      throw new MisfitException("has %s.%s, which %s".formatted(type, key, e.getMessage()));
    }
  }

  private static Optional<String> optional(Values values, String key) {
    return values.values().containsKey(key) ? Optional.of(values.text(key)) : Optional.empty();
  }
}
