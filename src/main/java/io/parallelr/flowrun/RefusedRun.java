package io.parallelr.flowrun;

import io.parallelr.flow.Executed;
import io.parallelr.flow.FlowEnd;
import io.parallelr.flowfile.Flow;
import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A run that is refused before its first task. It is reported like one that failed, as whoever
/// watches the flow has to know.
public final class RefusedRun {
  private static final int HOST_UNKNOWN = 21;
  private static final int HOST_UNREACHABLE = 60;
  private static final int NO_CONNECTION = 61;
  private final RunOptions options;
  private final ExecutionContext context;
  private final Path file;
  private final Flow draft;

  /// @param file of the flow
  /// @param draft the flow as far as it could be read
  public RefusedRun(RunOptions options, ExecutionContext context, Path file, Flow draft) {
    this.options = options;
    this.context = context;
    this.file = file;
    this.draft = draft;
  }

  /// Writes a log, and sends the reports that were asked for.
  ///
  /// @param reasons lines for the log, which are on the screen already
  public void report(TaskerError error, List<String> reasons) throws IOException {
    var clock = context.clock();
    var started = clock.instant();
    var paths = new FlowPaths(options, context);
    var logFile = paths.logFile(file, started);
    try (var log = new ConsoleLog(
        context.stdout(),
        logFile.path(),
        logFile.open(),
        ConsoleLog.Level.INFO,
        FlowSecrets.of(draft),
        clock)) {
      log.info("# Log file: " + logFile.path());
      log.info("# Task file: " + NativeText.of(file));
      reasons.forEach(log::fileOnly);
      log.info("FAILED: " + error.getMessage());
      var end = new FlowEnd(error.exitStatus(), String.valueOf(error.getMessage()), -1);
      var report =
          new CompletionReport(options, context, file, draft, paths, logFile, log, started);
      report.document(end, List.of(), Map.of());
      report.announce(
          end,
          Optional.of(
              new Executed(-1, "", "", stage(error.exitStatus()), started, Duration.ZERO)));
    }
  }

  /// The word that stands in place of the last command.
  private static String stage(int exitStatus) {
    return switch (exitStatus) {
      case ExitCodes.NO_TASKS -> "task_file_parsing";
      case ExitCodes.DEPENDENCY -> "start_from_validation";
      case HOST_UNKNOWN, HOST_UNREACHABLE, NO_CONNECTION -> "host_validation";
      default -> "task_validation";
    };
  }
}
