package io.parallelr.prunner;

import io.parallelr.task.Spelling;
import io.parallelr.template.GoDuration;
import io.parallelr.yaml.Place;
import io.parallelr.yaml.Problems;
import io.parallelr.yaml.Yaml;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// The keys of a map in a file, of which only some are known. What is not of the wanted type is an
/// error among the problems, and then counts as not given; so does what is empty.
final class Fields {
  private static final Set<String> YES = Set.of("true", "yes", "y", "on");
  private static final Set<String> NO = Set.of("false", "no", "n", "off");

  private final Problems problems;
  private final Place place;
  private final Map<String, Yaml.Entry> entries = new LinkedHashMap<>();

  /// @param value if it is empty, no key is given
  /// @param owner for messages, such as `a task`
  /// @param known in the form with underscores; hyphens in their place are understood as well
  Fields(Yaml value, String owner, List<String> known, Problems problems) {
    this.problems = problems;
    this.place = value.place();
    for (var entry : entries(value, owner, problems)) {
      var key = known(entry.key().text(), known);
      if (!known.contains(key)) {
        problems.doubt(
            entry.key().place(),
            "%s has no key %s, so it has no effect%s",
            owner,
            key,
            Spelling.hint(key, known, "%s"));
      } else if (entries.putIfAbsent(key, entry) != null) {
        problems.doubt(
            entry.key().place(),
            "the key %s is given twice, and this one has no effect; remove one of them",
            key);
      }
    }
  }

  private static String known(String key, List<String> known) {
    var underscored = key.replace('-', '_');
    return known.contains(underscored) ? underscored : key;
  }

  /// The entries of a map; none if it is empty, or not a map, which is an error.
  static List<Yaml.Entry> entries(Yaml value, String owner, Problems problems) {
    if (value instanceof Yaml.Mapping map) {
      return map.entries();
    }
    if (!value.isNull()) {
      problems.undecodable(value.place(), "%s is %s; write a map of keys", owner, value.kind());
    }
    return List.of();
  }

  /// Where a key is, or if it is not given, the map.
  Place placeOf(String key) {
    var entry = entries.get(key);
    return entry == null ? place : entry.key().place();
  }

  /// What a key has, if that is not empty.
  Optional<Yaml> get(String key) {
    return Optional.ofNullable(entries.get(key))
        .map(Yaml.Entry::value)
        .filter(value -> !value.isNull());
  }

  private Optional<Yaml.Scalar> scalar(String key) {
    var value = get(key);
    if (value.isPresent() && !(value.get() instanceof Yaml.Scalar)) {
      problems.undecodable(
          value.get().place(),
          "%s is %s; write a single value",
          key,
          value.get().kind());
    }
    return value.filter(Yaml.Scalar.class::isInstance).map(Yaml.Scalar.class::cast);
  }

  String text(String key, String otherwise) {
    return scalar(key).map(value -> noNul(value, key)).orElse(otherwise);
  }

  OptionalInt integer(String key) {
    var scalar = scalar(key);
    if (scalar.isEmpty()) {
      return OptionalInt.empty();
    }
    var text = scalar.get().text();
    var number = Numbers.whole(text);
    if (scalar.get().style() != Yaml.Style.PLAIN || number.isEmpty()) {
      problems.undecodable(
          scalar.get().place(),
          "%s is not a whole number: %s%s",
          key,
          text,
          number.isPresent() ? "; write it without quotes" : "");
      return OptionalInt.empty();
    }
    if (number.get().bitLength() >= Integer.SIZE) {
      problems.undecodable(
          scalar.get().place(),
          "%s is out of range: %s; write at most %d",
          key,
          text,
          Integer.MAX_VALUE);
      return OptionalInt.empty();
    }
    return OptionalInt.of(number.map(BigInteger::intValueExact).orElseThrow());
  }

  boolean truth(String key) {
    var scalar = scalar(key);
    if (scalar.isEmpty()) {
      return false;
    }
    var word = scalar.get().text().toLowerCase(Locale.ROOT);
    if (!YES.contains(word) && !NO.contains(word)) {
      problems.undecodable(
          scalar.get().place(),
          "%s is not true or false: %s",
          key,
          scalar.get().text());
    }
    return YES.contains(word);
  }

  /// Zero if it is not given.
  Duration duration(String key) {
    var scalar = scalar(key);
    if (scalar.isEmpty()) {
      return Duration.ZERO;
    }
    var text = scalar.get().text();
    var place = scalar.get().place();
    if (scalar.get().style() == Yaml.Style.PLAIN) {
      var number = Numbers.whole(text).filter(n -> n.bitLength() < Long.SIZE);
      if (number.isPresent()) {
        if (number.get().signum() != 0) {
          problems.doubt(
              place,
              "%s: %s without a unit is in nanoseconds; write %ss for seconds",
              key,
              text,
              text);
        }
        return Duration.ofNanos(number.get().longValueExact());
      }
    }
    var duration = GoDuration.parse(text);
    if (duration.isEmpty()) {
      problems.undecodable(place, "%s: %s", key, GoDuration.objection(text));
    }
    return duration.orElse(Duration.ZERO);
  }

  /// Texts in a list.
  ///
  /// @param example of an element, for messages
  List<String> list(String key, String example) {
    var value = get(key);
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof Yaml.Sequence sequence) {
      return texts(sequence, key);
    }
    problems.undecodable(
        value.get().place(),
        "%s is %s; write a list, such as %s: [%s]",
        key,
        value.get().kind(),
        key,
        example);
    return List.of();
  }

  /// Texts in a list, or one text alone.
  List<String> oneOrMore(String key, String example) {
    return get(key)
        .filter(Yaml.Scalar.class::isInstance)
        .map(value -> List.of(noNul((Yaml.Scalar) value, key)))
        .orElseGet(() -> list(key, example));
  }

  private List<String> texts(Yaml.Sequence sequence, String key) {
    var texts = new ArrayList<String>();
    for (var element : sequence.elements()) {
      if (element instanceof Yaml.Scalar scalar) {
        texts.add(source(scalar, key));
      } else {
        problems.undecodable(
            element.place(),
            "%s has an element that is %s; write a text, in quotes if it has a colon",
            key,
            element.kind());
      }
    }
    return texts;
  }

  /// Texts with names that are not known, such as environment variables.
  Map<String, String> environment(String key) {
    var variables = new LinkedHashMap<String, String>();
    var value = get(key);
    if (value.isEmpty()) {
      return variables;
    }
    for (var entry : entries(value.get(), key, problems)) {
      var name = entry.key().text();
      if (name.isEmpty() || name.contains("=") || name.indexOf('\0') >= 0) {
        problems.error(
            entry.key().place(),
            "%s: a variable cannot have the name \"%s\"; write one without =",
            key,
            name);
      } else if (entry.value() instanceof Yaml.Scalar scalar) {
        variables.put(name, source(scalar, key));
      } else {
        problems.undecodable(
            entry.value().place(),
            "%s: the value of %s is %s; write a text",
            key,
            name,
            entry.value().kind());
      }
    }
    return variables;
  }

  /// The text as it stands in the file; empty text for nothing.
  private String source(Yaml.Scalar scalar, String key) {
    return scalar.style() == Yaml.Style.NULL ? "" : noNul(scalar, key);
  }

  private String noNul(Yaml.Scalar scalar, String key) {
    if (scalar.text().indexOf('\0') >= 0) {
      problems.error(
          scalar.place(),
          "%s: a NUL character cannot be passed to a program; remove it",
          key);
    }
    return scalar.text();
  }
}
