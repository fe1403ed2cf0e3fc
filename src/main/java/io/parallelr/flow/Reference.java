package io.parallelr.flow;

/// What a variable stands for.
public sealed interface Reference {

  /// A global variable: `@NAME@`.
  record Global(String name) implements Reference {}

  /// Something of the result of a task: `@3_stdout@`.
  record OfTask(int task, Field field) implements Reference {}

  /// The id of a generated subtask: `@task@`.
  record Self() implements Reference {}

  /// What is known of a result.
  enum Field {
    STDOUT, STDERR, EXIT, SUCCESS, STDOUT_FILE, STDERR_FILE
  }
}
