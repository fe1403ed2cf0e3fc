package io.parallelr.flow;

import io.parallelr.flow.FlowFile.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The keys of one task, read as what they are to be; what is wrong with them is told.
@SuppressWarnings("AnnotateFormatMethod")
record TaskKeys(int id, FlowFile.Task task, Dialect dialect, Problems problems) {
  static final int MOST_REPEATS = 1000;

  Optional<Entry> entry(String key) {
    return Optional.ofNullable(task.keys().get(key));
  }

  Optional<String> value(String key) {
    return entry(key).map(Entry::value);
  }

  Text text(String key) {
    return Text.of(value(key).orElse(""));
  }

  void wrong(String key, String message, Object... values) {
    var place = entry(key).map(Entry::place).orElse(task.id().place());
    problems.error(place, "task " + id + ": " + message, values);
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

  OptionalInt whole(String key, int min, int max) {
    var value = value(key);
    if (value.isEmpty()) {
      return OptionalInt.empty();
    }
    if (value.get().matches("-?\\d{1,9}")) {
      int number = Integer.parseInt(value.get());
      if (number >= min && number <= max) {
        return OptionalInt.of(number);
      }
    }
    wrong(key, "%s is '%s', not a whole number%s", key, value.get(), range(min, max));
    return OptionalInt.empty();
  }

  private static String range(int min, int max) {
    return max == Integer.MAX_VALUE
        ? min == Integer.MIN_VALUE ? "" : " of at least " + min
        : " from %d to %d".formatted(min, max);
  }

  Text timeout() {
    var text = text("timeout");
    if (text.variables().isEmpty() && !text.isEmpty()) {
      var seconds = whole("timeout", Integer.MIN_VALUE, Integer.MAX_VALUE);
      if (seconds.isPresent() && (seconds.getAsInt() < Timeouts.LEAST
          || seconds.getAsInt() > Timeouts.MOST)) {
        problems.warning(
            entry("timeout").orElseThrow().place(),
            "task %d: timeout %d is taken as %d",
            id,
            seconds.getAsInt(),
            Timeouts.clamp(seconds.getAsInt()));
      }
    }
    return text;
  }

  Step.Retry retry() {
    var count = text("retry_count");
    if (count.variables().isEmpty() && !count.isEmpty()) {
      whole("retry_count", 1, MOST_REPEATS);
    }
    var delay = text("retry_delay");
    if (delay.variables().isEmpty() && !delay.isEmpty()) {
      whole("retry_delay", 0, Integer.MAX_VALUE);
    }
    boolean on = value("retry_failed").orElse("").equalsIgnoreCase("true");
    return new Step.Retry(
        count.isEmpty() ? Text.of(on ? "1" : "0") : count,
        delay.isEmpty() ? Text.of("1") : delay);
  }

  Optional<Split> split(String key) {
    var value = value(key);
    if (value.isEmpty()) {
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
      wrong("failure", "success and failure exclude each other");
    }
    return condition("success")
        .or(() -> condition("failure").map(Condition.Not::new));
  }

  Optional<Condition> condition(String key) {
    return value(key).flatMap(text -> parse(key, text, 0));
  }

  Optional<Condition> parse(String key, String text, int offset) {
    try {
      return Optional.of(ConditionParser.parse(text, dialect.lenient()));
    } catch (SyntaxException e) {
      problems.error(
          entry(key).map(Entry::place).orElse(task.id().place()).plus(offset + e.offset()),
          "task %d: %s: %s",
          id,
          key,
          e.text());
      return Optional.empty();
    }
  }

  List<String> list(String key) {
    return value(key)
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
        wrong(key, "%s: '%s' is no task id", key, text);
      }
    }
    if (ids.isEmpty()) {
      wrong(key, "%s names no task", key);
    }
    return ids;
  }
}
