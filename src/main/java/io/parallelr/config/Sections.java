package io.parallelr.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Sections with names, each with texts by known keys; a section with one key may also be that
/// text.
///
/// @param known the keys
/// @param example of a section, for messages
record Sections(List<String> known, String example)
    implements
      Kind<Map<String, Map<String, String>>> {
  private static final Kind<String> TEXT = new Words();

  @Override
  public Map<String, Map<String, String>> read(ConfigValue value) throws InvalidValueException {
    if (!(value instanceof ConfigObject sections)) {
      return Kind.super.read(value);
    }
    var read = new TreeMap<String, Map<String, String>>();
    for (var section : sections.entrySet()) {
      read.put(section.getKey(), section(section.getKey(), section.getValue()));
    }
    return Collections.unmodifiableMap(read);
  }

  private Map<String, String> section(String name, ConfigValue value)
      throws InvalidValueException {
    if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,63}")) {
      throw new InvalidValueException(
          "has a section '%s': use letters, digits, _ and - in names".formatted(name));
    }
    if (!(value instanceof ConfigObject keys)) {
      if (known.size() == 1) {
        return Map.of(known.getFirst(), text(name, value));
      }
      throw new InvalidValueException(
          "has %s, which is not a section: write %s".formatted(name, example));
    }
    var texts = new TreeMap<String, String>();
    for (var key : keys.entrySet()) {
      if (!known.contains(key.getKey())) {
        throw new InvalidValueException(
            "has an unknown key %s.%s; there are %s".formatted(
                name, key.getKey(), String.join(", ", known)));
      }
      texts.put(key.getKey(), text(name + '.' + key.getKey(), key.getValue()));
    }
    return Collections.unmodifiableMap(texts);
  }

  private static String text(String path, ConfigValue value) throws InvalidValueException {
    try {
      return TEXT.read(value);
    } catch (InvalidValueException e) {
      throw new InvalidValueException("has %s, which %s".formatted(path, e.getMessage()));
    }
  }

  @Override
  public Map<String, Map<String, String>> parse(String text) {
    throw new IllegalArgumentException("not a section");
  }

  /// Sections of the same name are replaced, others stay.
  @Override
  public Map<String, Map<String, String>> merged(
      Map<String, Map<String, String>> earlier,
      Map<String, Map<String, String>> later) {
    var all = new TreeMap<>(earlier);
    all.putAll(later);
    return Collections.unmodifiableMap(all);
  }

  @Override
  public String show(Map<String, Map<String, String>> sections) {
    return sections.isEmpty() ? NONE : String.join(", ", sections.keySet());
  }

  @Override
  public String expected() {
    return "sections: " + example;
  }
}
