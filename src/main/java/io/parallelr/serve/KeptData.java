package io.parallelr.serve;

/// The names of what a server keeps of its jobs, for what copies it.
public final class KeptData {
  /// The directory in the data that has a directory for each job, with what its steps print.
  public static final String LOGS = "logs";
  /// The setting that names the runs of earlier servers on the data. On copied data they are those
  /// of another server.
  public static final String RUNS = "runs";

  /// With what the settings begin that name the last times of schedules.
  public static final String SCHEDULES = "prunner.schedule/";

  private KeptData() {}
}
