package io.parallelr.flowrun;

/// Exit codes of tasker itself. All others are those of the flow.
public final class ExitCodes {
  /// The flow was stopped, or its file cannot be read.
  public static final int STOPPED = 1;
  /// The command line or the configuration is wrong.
  public static final int USAGE = 2;
  /// There is nothing to resume.
  public static final int DEPENDENCY = 12;
  /// The file has mistakes.
  public static final int VALIDATION = 20;
  /// The file has no task.
  public static final int NO_TASKS = 24;
  /// The flow is running already.
  public static final int INSTANCE_RUNS = 25;

  private ExitCodes() {}
}
