package io.parallelr.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A list, or one text with commas between the values.
///
/// @param element what the values may be
record ListOf<T>(Kind<T> element) implements Kind<List<T>> {
  @Override
  public List<T> read(ConfigValue value) throws InvalidValueException {
    if (!(value instanceof ConfigList list)) {
      return Kind.super.read(value);
    }
    var read = new ArrayList<T>();
    for (var one : list) {
      read.add(element.read(one));
    }
    return List.copyOf(read);
  }

  @Override
  public List<T> parse(String text) throws InvalidValueException {
    if (text.equalsIgnoreCase(NONE)) {
      return List.of();
    }
    var read = new ArrayList<T>();
    for (var one : text.split(",", -1)) {
      read.add(element.parse(one.strip()));
    }
    return List.copyOf(read);
  }

  @Override
  public String show(List<T> values) {
    return values.isEmpty()
        ? NONE
        : values.stream().map(element::show).collect(Collectors.joining(", "));
  }

  @Override
  public String expected() {
    return "%s, a list of such, or %s".formatted(element.expected(), NONE);
  }
}
