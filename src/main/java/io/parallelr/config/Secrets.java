package io.parallelr.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Texts that are never shown: one, which may hold commas, or a list.
///
/// @param shortest how many characters each must have
record Secrets(int shortest) implements Kind<List<String>> {
  @Override
  public List<String> read(ConfigValue value) throws InvalidValueException {
    var read = new ArrayList<String>();
    if (value instanceof ConfigList list) {
      for (var one : list) {
        read.add(checked(one.unwrapped()));
      }
    } else if (!NONE.equals(value.unwrapped())) {
      read.add(checked(value.unwrapped()));
    }
    return List.copyOf(read);
  }

  private String checked(Object raw) throws InvalidValueException {
    var text = raw instanceof Map || raw instanceof List ? "" : String.valueOf(raw);
    if (text.length() < shortest) {
      throw new InvalidValueException("has a secret that is not " + expected());
    }
    return text;
  }

  @Override
  public List<String> parse(String text) {
    return List.of(text);
  }

  @Override
  public String show(List<String> secrets) {
    return secrets.isEmpty() ? NONE : "(not shown)";
  }

  @Override
  public String expected() {
    return "a text of at least %d characters, or a list of such".formatted(shortest);
  }
}
