package io.parallelr.run;

import io.parallelr.engine.RunEnd;
import io.parallelr.task.RunSummary;
import java.util.List;

/// The exit statuses of the process.
public final class ExitStatus {
  public static final int ALL_SUCCEEDED = 0;
  public static final int SOME_FAILED = 1;
  public static final int USAGE = 2;
  public static final int STOP_LIMIT = 3;
  public static final int NO_TASKS = 4;
  public static final int INTERNAL = 5;
  /// A server is there that does not hand over to this one.
  public static final int NOT_REPLACED = 6;
  /// With `--single`, the same batch is running.
  public static final int RUNS_ALREADY = 7;
  /// With `--single`, tasks of the same batch run whose supervisor was killed.
  public static final int ORPHANS_RUN = 8;
  /// As a shell has it for a program that SIGPIPE ends.
  public static final int READER_GONE = 141;

  /// The lines of the table in the help.
  public static final List<String> TABLE = List.of(
      "0:all tasks succeeded, or as many as --halt wanted",
      "1:some task did not succeed",
      "2:usage or configuration error; nothing was run",
      "3:stopped by a stop limit",
      "4:no task found",
      "5:results or output could not be written, or an internal error",
      "7:with --single, the same batch runs already; nothing was run",
      "8:with --single, tasks of a killed run of the same batch still run; nothing was run",
      "130:interrupted by SIGINT (Ctrl-C); 143 by SIGTERM, 129 by SIGHUP");

  private ExitStatus() {}

  /// The exit status of a run.
  ///
  /// @param signal that asked the run to stop; 0 if none did
  public static int of(RunSummary summary, RunEnd end, int tasks, int signal) {
    return switch (end) {
      case RunEnd.LimitReached _ -> STOP_LIMIT;
      case RunEnd.Enough(_, _, var isSuccess) ->
        isSuccess || summary.failures() == 0 ? ALL_SUCCEEDED : SOME_FAILED;
      case RunEnd.Interrupted() -> 128 + signal;
      case RunEnd.Completed(),RunEnd.Drained() ->
        summary.allSucceeded(tasks) ? ALL_SUCCEEDED : SOME_FAILED;
    };
  }
}
