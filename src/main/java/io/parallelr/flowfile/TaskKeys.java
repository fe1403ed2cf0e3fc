package io.parallelr.flowfile;

import io.parallelr.flowfile.FlowFile.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads the values of the keys of one task, and reports those that are invalid.
@SuppressWarnings("AnnotateFormatMethod")
record TaskKeys(
    int id,
    FlowFile.TaskLines task,
    Dialect dialect,
    Map<String, Text> globals,
    Problems problems) {
  Optional<Entry> entry(String key) {
    return Optional.ofNullable(task.keys().get(key));
  }

  /// The value of a key, with the values of global variables.
  Optional<String> value(String key) {
    return entry(key).map(e -> Text.of(e.value()).known(globals).source().strip());
  }

  /// The same, where the value of a variable may have variables itself, as a condition.
  Optional<String> word(String key) {
    return entry(key).map(e -> word(Text.of(e.value())));
  }

  private String word(Text text) {
    return text.parts().size() == 1
        && text.parts().getFirst() instanceof Text.Part.Variable variable
        && variable.reference() instanceof Reference.Global(var name) && globals.containsKey(name)
            ? word(globals.get(name))
            : text.source().strip();
  }

  /// A text whose variables are replaced when the task runs.
  Text text(String key) {
    return Text.of(entry(key).map(Entry::value).orElse(""));
  }

  /// A number or time, or variables whose values depend on tasks.
  Text known(String key) {
    return text(key).known(globals);
  }

  /// The variables that a value comes from, for a message; empty if it has none.
  private String via(String key) {
    var written = text(key);
    return written.variables().isEmpty() ? "" : " (" + written.source() + ")";
  }

  void wrong(String key, String message, Object... values) {
    var place = entry(key).map(Entry::place).orElse(task.id().place());
    problems.error(place, "task " + id + ": " + message, values);
  }

  Places places() {
    var places = new HashMap<String, Place>();
    var values = new HashMap<String, String>();
    task.keys().forEach((key, entry) -> {
      places.put(key, entry.place());
      values.put(key, entry.value());
    });
    return new Places(task.id().place(), places, values);
  }

  void require(String key) {
    if (value(key).orElse("").isEmpty()) {
      wrong("task", "%s is missing", key);
    }
  }

  void refuse(String what, String... keys) {
    for (var key : keys) {
      if (entry(key).isPresent()) {
        wrong(key, "%s takes no %s", what, key);
      }
    }
  }

  /// The number of a task.
  OptionalInt target(String key) {
    if (entry(key).isEmpty() || isOpen(key)) {
      return OptionalInt.empty();
    }
    int number = number(key, 0, Numbers.HIGHEST_ID);
    return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /// Whether the value depends on tasks, although it must be known before the flow runs.
  /// Reports it.
  private boolean isOpen(String key) {
    var open = known(key).variables();
    if (open.stream().anyMatch(v -> !(v.reference() instanceof Reference.Global))
        || open.stream().anyMatch(v -> isDefined(v.reference()))) {
      wrong(
          key,
          "%s: the value of %s is not known before the flow runs: use a global variable",
          key,
          open.getFirst().source());
    }
    return !open.isEmpty(); // FlowCheck reports those that are not defined
  }

  private boolean isDefined(Reference reference) {
    return reference instanceof Reference.Global(var name) && globals.containsKey(name);
  }

  /// A whole number, or variables whose values depend on tasks.
  Optional<Text> whole(String key, int min, int max) {
    return entry(key).map(_ -> {
      var text = known(key);
      if (text.variables().isEmpty()) {
        int _ = number(key, min, max);
      }
      return text;
    });
  }

  /// @return less than `min` if it does not fit, which is reported
  private int number(String key, int min, int max) {
    try {
      return Numbers.whole(key, text(key), value(key).orElse(""), min, max);
    } catch (InvalidValueException e) {
      wrong(key, "%s", e.reason());
      return min - 1;
    }
  }

  /// The exit code with which the flow ends.
  Optional<Text> returns() {
    return whole("return", 0, Numbers.HIGHEST_EXIT_CODE);
  }

  Text timeout() {
    var text = whole("timeout", -Integer.MAX_VALUE, Integer.MAX_VALUE).orElse(Text.of(""));
    if (text.source().matches("-?\\d{1,9}")) {
      int seconds = Integer.parseInt(text.source());
      if (seconds < Timeouts.LEAST || seconds > Timeouts.MOST) {
        problems.warning(
            entry("timeout").orElseThrow().place(),
            "task %d: timeout %d is taken as %d",
            id,
            seconds,
            Timeouts.clamp(seconds));
      }
    }
    return text;
  }

  Text sleep() {
    var text = known("sleep");
    if (text.variables().isEmpty() && !text.isEmpty()) {
      try {
        if (Numbers.seconds("sleep", text("sleep"), text.source().strip()).isNegative()) {
          problems.warning(
              entry("sleep").orElseThrow().place(),
              "task %d: a negative sleep is taken as 0",
              id);
        }
      } catch (InvalidValueException e) {
        wrong("sleep", "%s", e.reason());
      }
    }
    return text;
  }

  Step.Retry retry() {
    boolean on = value("retry_failed").orElse("").equalsIgnoreCase("true");
    return new Step.Retry(
        whole("retry_count", 1, Numbers.MOST_REPEATS).orElse(Text.of(on ? "1" : "0")),
        whole("retry_delay", 0, Integer.MAX_VALUE).orElse(Text.of("1")));
  }

  Optional<Split> split(String key) {
    var value = value(key);
    if (value.isEmpty() || isOpen(key)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Split.parse(value.get(), dialect));
    } catch (SyntaxException e) {
      wrong(key, "%s: %s", key, e.text());
      return Optional.empty();
    }
  }

  /// `success`, or the opposite of `failure`.
  Optional<Condition> success() {
    if (entry("success").isPresent() && entry("failure").isPresent()) {
      wrong("failure", "success and failure are mutually exclusive");
    }
    return condition("success")
        .or(() -> condition("failure").map(Condition.Not::new));
  }

  Optional<Condition> condition(String key) {
    return entry(key).flatMap(entry -> parse(key, entry.value(), 0));
  }

  Optional<Condition> parse(String key, String text, int offset) {
    try {
      return Optional.of(ConditionParser.parse(text, dialect.lenient(), globals));
    } catch (SyntaxException e) {
      problems.error(
          entry(key).map(Entry::place)
              .orElse(task.id().place())
              .plus(isWritten(key, text, offset) ? offset + e.offset() : 0),
          "task %d: %s%s: %s",
          id,
          key,
          isWritten(key, text, offset) ? "" : via(key),
          e.text());
      return Optional.empty();
    }
  }

  /// Whether a text stands in the file itself, and not in a global variable.
  private boolean isWritten(String key, String text, int offset) {
    return entry(key).filter(e -> e.value().startsWith(text, offset)).isPresent();
  }

  List<String> list(String key) {
    return value(key).filter(_ -> !isOpen(key))
        .map(v -> List.of(v.split(",", -1)))
        .orElse(List.of())
        .stream()
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .toList();
  }

  List<Integer> ids(String key) {
    var ids = new ArrayList<Integer>();
    for (var text : list(key)) {
      if (text.matches("\\d{1,9}")) {
        ids.add(Integer.valueOf(text));
      } else {
        wrong(key, "%s: '%s' is not the number of a task", key, text);
      }
    }
    if (ids.isEmpty() && known(key).variables().isEmpty()) {
      wrong(key, "%s names no task", key);
    }
    return ids;
  }
}
