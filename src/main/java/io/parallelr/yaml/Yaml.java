package io.parallelr.yaml;

import java.util.List;

/// A value in a YAML file, with its place and its text as written. Immutable.
public sealed interface Yaml {
  Place place();

  /// How many values it holds, itself included.
  int size();

  /// A word for messages.
  String kind();

  /// A single text.
  record Scalar(Place place, String text, Style style) implements Yaml {
    @Override
    public int size() {
      return 1;
    }

    @Override
    public String kind() {
      return style == Style.NULL ? "empty" : "a single value";
    }
  }

  /// How a text stands in the file.
  enum Style {
    /// Nothing, `~` or `null`.
    NULL,
    /// As it is: may be a number or a word for a truth value.
    PLAIN,
    /// In quotes, as a block or with a tag: a text.
    TEXT
  }

  /// A list.
  record Sequence(Place place, List<Yaml> elements, int size) implements Yaml {
    @Override
    public String kind() {
      return "a list";
    }
  }

  /// A map, whose keys are all different: merged and given once.
  record Mapping(Place place, List<Entry> entries, int size) implements Yaml {
    @Override
    public String kind() {
      return "a map";
    }
  }

  /// A key of a map with its value.
  record Entry(Scalar key, Yaml value) {}

  default boolean isNull() {
    return this instanceof Scalar s && s.style() == Style.NULL;
  }
}
