package io.parallelr.flow;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What variables stand for at a moment of a run.
final class Values {
  private static final int MOST_ROUNDS = 10;

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
    return of(reference, 0);
  }

  private Optional<String> of(Reference reference, int round) {
    return switch (reference) {
      case Reference.Global(var name) -> Optional.ofNullable(globals.get(name))
          .filter(_ -> round < MOST_ROUNDS)
          .flatMap(text -> resolved(text, round + 1));
      case Reference.OfTask(var id, var field) -> Optional.ofNullable(results.get(id))
          .map(result -> value(result, field));
      case Reference.Self() -> Optional.empty();
    };
  }

  private Optional<String> resolved(Text text, int round) {
    try {
      return Optional.of(text.resolve(reference -> of(reference, round)));
    } catch (Text.UnresolvedException e) {
      return Optional.empty();
    }
  }

  /// A whole number that a key holds, perhaps by a variable.
  int whole(Text text) throws Commands.UnfitException {
    var digits = resolved(text);
    if (digits.matches("\\d{1,6}")) {
      return Integer.parseInt(digits);
    }
    throw new Commands.UnfitException("'%s' is no whole number".formatted(digits));
  }

  /// A time that a key holds.
  Duration seconds(Text text) throws Commands.UnfitException {
    var digits = resolved(text);
    if (digits.matches("-?(\\d{1,9}\\.?\\d{0,9}|\\.\\d{1,9})")) {
      return Duration.ofMillis(new BigDecimal(digits).movePointRight(3).longValue());
    }
    throw new Commands.UnfitException("'%s' is no number of seconds".formatted(digits));
  }

  private String resolved(Text text) throws Commands.UnfitException {
    try {
      return text.resolve(this::of).strip();
    } catch (Text.UnresolvedException e) {
      throw new Commands.UnfitException(String.valueOf(e.getMessage()));
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
