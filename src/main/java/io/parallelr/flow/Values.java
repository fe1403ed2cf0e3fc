package io.parallelr.flow;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What variables stand for at a moment of a run.
final class Values {
  private static final int LONGEST_SHOWN = 60;

  private final Map<String, Text> globals;
  private final Map<Integer, StepResult> results = new HashMap<>();

  Values(Map<String, Text> globals) {
    this.globals = globals;
  }

  /// Sets the result of a task; returns the one that it had.
  Optional<StepResult> put(int task, StepResult result) {
    return Optional.ofNullable(results.put(task, result));
  }

  Map<Integer, StepResult> results() {
    return results;
  }

  /// The value of a variable; empty if it has none.
  Optional<String> of(Reference reference) {
    return switch (reference) {
      case Reference.Global(var name) -> Optional.ofNullable(globals.get(name))
          .flatMap(this::valueOf);
      case Reference.OfTask(var id, var field) -> Optional.ofNullable(results.get(id))
          .map(result -> value(result, field));
      case Reference.Self() -> Optional.empty();
    };
  }

  private Optional<String> valueOf(Text text) {
    try {
      return Optional.of(text.resolve(this::of));
    } catch (Text.UnresolvedException e) {
      return Optional.empty();
    }
  }

  /// A whole number that a key holds, perhaps by a variable.
  int whole(String key, Text text, int min, int max) throws Commands.UnfitException {
    return whole(key, text, resolved(key, text), min, max);
  }

  /// The same of a text that was resolved to some digits, or something else.
  static int whole(String key, Text text, String digits, int min, int max)
      throws Commands.UnfitException {
    int number = digits.matches("-?\\d{1,9}") ? Integer.parseInt(digits) : min - 1;
    if (number >= min && number <= max) {
      return number;
    }
    throw wrong(key, text, digits, "a whole number" + TaskKeys.range(min, max));
  }

  /// A time that a key holds.
  Duration seconds(String key, Text text) throws Commands.UnfitException {
    var digits = resolved(key, text);
    if (digits.matches("-?(\\d{1,9}\\.?\\d{0,9}|\\.\\d{1,9})")) {
      return Duration.ofMillis(new BigDecimal(digits).movePointRight(3).longValue());
    }
    throw wrong(key, text, digits, "a number of seconds");
  }

  private static Commands.UnfitException wrong(
      String key,
      Text text,
      String value,
      String expected) {
    var shown = value.length() > LONGEST_SHOWN ? value.substring(0, LONGEST_SHOWN) + "..." : value;
    return new Commands.UnfitException(
        key,
        "%s is '%s'%s, not %s".formatted(
            key,
            shown,
            text.variables().isEmpty() ? "" : " (" + text.source() + ")",
            expected));
  }

  private String resolved(String key, Text text) throws Commands.UnfitException {
    try {
      return text.resolve(this::of).strip();
    } catch (Text.UnresolvedException e) {
      throw new Commands.UnfitException(key, key + ": " + e.getMessage());
    }
  }

  private static String value(StepResult result, Reference.Field field) {
    return switch (field) {
      case STDOUT -> result.stdout().text();
      case STDERR -> result.stderr().text();
      case EXIT -> Integer.toString(result.exit());
      case SUCCESS -> result.success() ? "True" : "False";
      case STDOUT_FILE -> result.stdout().file();
      case STDERR_FILE -> result.stderr().file();
    };
  }
}
