package io.parallelr.flow;
import io.parallelr.flowfile.InvalidValueException;
import io.parallelr.flowfile.Numbers;
import io.parallelr.flowfile.Reference;
import io.parallelr.flowfile.Text;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The values of variables at a point of a run.
final class VariableValues {
  private final Map<String, Text> globals;
  private final Map<Integer, StepResult> results = new HashMap<>();

  VariableValues(Map<String, Text> globals) {
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

  /// The whole number that a key holds.
  ///
  /// @throws InvalidValueException if it is not one
  int whole(String key, Text text, int min, int max) throws InvalidValueException {
    return Numbers.whole(key, text, resolved(key, text), min, max);
  }

  /// The time in seconds that a key holds.
  ///
  /// @throws InvalidValueException if it is not a number
  Duration seconds(String key, Text text) throws InvalidValueException {
    return Numbers.seconds(key, text, resolved(key, text));
  }

  private String resolved(String key, Text text) throws InvalidValueException {
    try {
      return text.resolve(this::of).strip();
    } catch (Text.UnresolvedException e) {
      throw new InvalidValueException(key, key + ": " + e.getMessage());
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
