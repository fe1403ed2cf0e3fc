package io.parallelr.batch;

import io.parallelr.os.NativeText;
import io.parallelr.task.Input;
import io.parallelr.task.Task;
import java.util.Optional;

/// What stands in a template for something that a task has.
///
/// @param written as it stands there
/// @param part of the value, which is a path then; empty for all of it
/// @param isRaw whether the value is put in as it is even where a shell reads it
record Placeholder(String written, Source source, Optional<PathPart> part, boolean isRaw) {

  /// Where its value comes from.
  sealed interface Source {
    /// The path of the task file.
    record TaskFile() implements Source {}

    /// An argument.
    ///
    /// @param number counted from 1; the highest int for all that are beyond it
    record Argument(int number) implements Source {}

    /// The number of the task in the run.
    record Sequence() implements Source {}

    /// The number of the slot, which is known once the task starts.
    record Slot() implements Source {}
  }

  /// Its value for a task, which must have what it asks for.
  String value(Input input, int sequence) {
    var whole = switch (source) {
      case Source.TaskFile() -> input.taskFile().map(NativeText::of).orElseThrow();
      case Source.Argument(int number) -> input.arguments().get(number - 1);
      case Source.Sequence() -> Integer.toString(sequence);
      case Source.Slot() -> Task.SLOT;
    };
    return part.isPresent() ? part.get().of(whole) : whole;
  }
}
