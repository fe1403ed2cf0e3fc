package io.parallelr.flowfile;

import java.util.Locale;

/// What a variable stands for.
public sealed interface Reference {

  /// A global variable: `@NAME@`.
  record Global(String name) implements Reference {}

  /// A part of the result of a task: `@3_stdout@`.
  record OfTask(int task, Field field) implements Reference {
    /// As it is written in a flow file.
    public String source() {
      return "@%d_%s@".formatted(task, field.name().toLowerCase(Locale.ROOT));
    }
  }

  /// The id of a generated subtask: `@task@`.
  record Self() implements Reference {}

  /// A part of a result.
  enum Field {
    STDOUT, STDERR, EXIT, SUCCESS, STDOUT_FILE, STDERR_FILE
  }
}
