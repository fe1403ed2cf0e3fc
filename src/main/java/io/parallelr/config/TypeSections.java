package io.parallelr.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.parallelr.config.Settings.ExecutionType;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A section for each execution type of a site.
record TypeSections() implements Kind<Map<String, ExecutionType>> {
  private static final Kind<String> TEXT = new Words();
  private static final Kind<Duration> TIMEOUT = new Seconds("1", "3600");
  private static final Kind<Boolean> SWITCH = new Switch();
  private static final List<String> KEYS =
      List.of("command", "probe", "expect", "probe-timeout", "needs-host");

  @Override
  public Map<String, ExecutionType> read(ConfigValue value) throws InvalidValueException {
    if (!(value instanceof ConfigObject types)) {
      return Kind.super.read(value);
    }
    var read = new TreeMap<String, ExecutionType>();
    for (var type : types.entrySet()) {
      read.put(type.getKey(), type(type.getKey(), type.getValue()));
    }
    return Collections.unmodifiableMap(read);
  }

  @Override
  public Map<String, ExecutionType> parse(String text) {
    throw new IllegalArgumentException("not a section");
  }

  /// Types of the same name are replaced, others stay.
  @Override
  public Map<String, ExecutionType> merged(
      Map<String, ExecutionType> earlier,
      Map<String, ExecutionType> later) {
    var all = new TreeMap<>(earlier);
    all.putAll(later);
    return Collections.unmodifiableMap(all);
  }

  @Override
  public String show(Map<String, ExecutionType> types) {
    return types.isEmpty() ? NONE : String.join(", ", types.keySet());
  }

  @Override
  public String expected() {
    return "a section for each execution type: NAME { command = \"…\" }";
  }

  private static ExecutionType type(String name, ConfigValue value) throws InvalidValueException {
    if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,63}")) {
      throw new InvalidValueException(
          "has a type '%s': use letters, digits, _ and - in names".formatted(name));
    }
    if (!(value instanceof ConfigObject keys)) {
      throw new InvalidValueException("has %s, which is not a section: write %s { command = \"…\" }"
          .formatted(name, name));
    }
    for (var key : keys.keySet()) {
      if (!KEYS.contains(key)) {
        throw new InvalidValueException(
            "has an unknown key %s.%s; use command, probe, expect, probe-timeout or needs-host"
                .formatted(name, key));
      }
    }
    var command = value(name, keys, "command", TEXT);
    if (command.isEmpty()) {
      throw new InvalidValueException(
          "has no %s.command: give one such as \"run-at {hostname} {command} {arguments}\""
              .formatted(name));
    }
    return new ExecutionType(
        command.get(),
        value(name, keys, "probe", TEXT),
        value(name, keys, "expect", TEXT),
        value(name, keys, "probe-timeout", TIMEOUT).orElse(Duration.ofSeconds(10)),
        value(name, keys, "needs-host", SWITCH).orElse(true));
  }

  private static <T> Optional<T> value(String type, ConfigObject keys, String key, Kind<T> kind)
      throws InvalidValueException {
    if (!keys.containsKey(key)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          kind.read(keys.getOrDefault(key, ConfigValueFactory.fromAnyRef(""))));
    } catch (InvalidValueException e) {
      throw new InvalidValueException("has %s.%s, which %s".formatted(type, key, e.getMessage()));
    }
  }
}
