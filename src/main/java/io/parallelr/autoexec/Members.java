package io.parallelr.autoexec;

import io.parallelr.template.GoDuration;
import io.parallelr.yaml.Place;
import io.parallelr.yaml.Problems;
import io.parallelr.yaml.Yaml;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The members of an object in a request. Those that nobody asks for are ignored; one that is not
/// of the wanted kind is an error among the problems, and then counts as not given.
final class Members {
  private static final Set<String> YES = Set.of("true", "yes", "on");
  private static final Set<String> NO = Set.of("false", "no", "off");

  private final Problems problems;
  private final boolean coerces;
  private final Place place;
  private final Map<String, Yaml> values = new LinkedHashMap<>();

  /// @param owner for messages, such as `the task`
  Members(Document document, Yaml value, String owner) {
    this.problems = document.problems();
    this.coerces = document.coerces();
    this.place = value.place();
    if (value instanceof Yaml.Mapping map) {
      map.entries().forEach(entry -> values.put(key(entry.key().text()), entry.value()));
    } else {
      problems.error(place, "%s is %s, not an object", owner, value.kind());
    }
  }

  /// As some clients write keys with capitals, and some with underscores.
  private static String key(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  Place place() {
    return place;
  }

  Place placeOf(String name) {
    return get(name).map(Yaml::place).orElse(place);
  }

  Optional<Yaml> get(String name) {
    return Optional.ofNullable(values.get(key(name))).filter(value -> !value.isNull());
  }

  /// A text; empty if it is not given.
  String text(String name) {
    return get(name).flatMap(value -> text(value, name)).orElse("");
  }

  /// A value as a text; empty if it is not one, which is then an error.
  Optional<String> text(Yaml value, String what) {
    if (!(value instanceof Yaml.Scalar scalar)) {
      problems.error(value.place(), "%s is %s, not a text", what, value.kind());
      return Optional.empty();
    }
    if (!coerces && scalar.style() == Yaml.Style.PLAIN) {
      problems.error(
          scalar.place(),
          "%s is not a text: %s; put it in quotation marks",
          what,
          scalar.text());
      return Optional.empty();
    }
    if (scalar.text().indexOf('\0') >= 0) {
      problems.error(scalar.place(), "%s has a NUL character", what);
      return Optional.empty();
    }
    if (!isUnicode(scalar.text())) {
      problems.error(scalar.place(), "%s is not valid Unicode: half of a pair is missing", what);
      return Optional.empty();
    }
    return Optional.of(scalar.text());
  }

  private static boolean isUnicode(String text) {
    return text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff);
  }

  boolean truth(String name) {
    var value = get(name);
    if (value.isEmpty()) {
      return false;
    }
    var word = value.get() instanceof Yaml.Scalar scalar
        ? scalar.text().toLowerCase(Locale.ROOT)
        : "";
    if (!YES.contains(word) && !NO.contains(word)) {
      problems.error(value.get().place(), "%s is not true or false", name);
    }
    return YES.contains(word);
  }

  int number(String name, int least, int otherwise) {
    var value = get(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    if (value.get() instanceof Yaml.Scalar scalar && scalar.text().matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(scalar.text());
      if (number >= least) {
        return number;
      }
    }
    problems.error(value.get().place(), "%s is not a whole number of at least %d", name, least);
    return otherwise;
  }

  /// A duration that must be one, if it is given.
  Optional<Duration> duration(String name) {
    var text = text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var duration = GoDuration.parse(text).filter(d -> !d.isNegative());
    if (duration.isEmpty()) {
      problems.error(placeOf(name), "%s: %s", name, GoDuration.objection(text));
    }
    return duration;
  }

  /// The objects of a list.
  List<Yaml> list(String name) {
    var value = get(name);
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof Yaml.Sequence sequence) {
      return sequence.elements();
    }
    problems.error(value.get().place(), "%s is %s, not a list", name, value.get().kind());
    return List.of();
  }

  List<String> texts(String name) {
    var texts = new ArrayList<String>();
    for (var element : list(name)) {
      text(element, name).ifPresent(texts::add);
    }
    return texts;
  }

  /// Reports an error of a member.
  void error(String name, String message) {
    problems.error(placeOf(name), "%s", message);
  }
}
