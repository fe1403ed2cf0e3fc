package io.parallelr.tasker;

/// Exit codes of tasker's own; others are those of the flow.
final class ExitCodes {
  /// The flow was stopped, or its file cannot be read.
  static final int STOPPED = 1;
  /// The command line or the configuration is wrong.
  static final int USAGE = 2;
  /// There is nothing to resume.
  static final int DEPENDENCY = 12;
  /// The file has mistakes.
  static final int VALIDATION = 20;
  /// The file has no task.
  static final int NO_TASKS = 24;
  /// The flow is running already.
  static final int INSTANCE_RUNS = 25;

  private ExitCodes() {}
}
