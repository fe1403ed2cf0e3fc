package io.parallelr.tasker;

import io.parallelr.flowrun.ExitCodes;
import io.parallelr.flowrun.TaskerError;
import io.parallelr.run.CommandLines;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/// The options that words name, with their values, and the flow file.
record GivenOptions(Map<TaskerOption<?>, Object> values, Optional<Path> file) {
  static final GivenOptions NONE = new GivenOptions(Map.of(), Optional.empty());

  GivenOptions {
    values = Map.copyOf(values);
  }

  /// Reads words of a command line.
  ///
  /// @throws TaskerError if they are wrong
  static GivenOptions parse(List<String> words) {
    // without a value the option must not take the flow file for one
    var unambiguous = words.stream().map(w -> w.equals("--output-json") ? w + '=' : w);
    try {
      var result = CommandLines.of(TaskerOptions.specification())
          .setOverwrittenOptionsAllowed(true)
          .parseArgs(unambiguous.toArray(String[]::new));
      var values = new HashMap<TaskerOption<?>, Object>();
      for (var spec : result.matchedOptions()) {
        Object value = spec.getValue();
        TaskerOptions.named(spec.longestName()).ifPresent(option -> values.put(option, value));
      }
      return new GivenOptions(
          values,
          result.hasMatchedPositional(0)
              ? Optional.ofNullable(result.matchedPositionalValue(0, null))
              : Optional.empty());
    } catch (CommandLine.ParameterException e) {
      throw new TaskerError(ExitCodes.USAGE, CommandLines.problem(e) + "; see tasker --help");
    }
  }

  <T> Optional<T> value(TaskerOption<T> option) {
    return Optional.ofNullable(values.get(option)).map(option.type()::cast);
  }

  boolean isSet(TaskerOption<Boolean> flag) {
    return value(flag).orElse(false);
  }

  /// The same with one option left out.
  GivenOptions without(TaskerOption<?> option) {
    var others = new HashMap<>(values);
    others.remove(option);
    return new GivenOptions(others, file);
  }
}
