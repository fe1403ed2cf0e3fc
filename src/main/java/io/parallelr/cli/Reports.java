package io.parallelr.cli;

import io.parallelr.batch.ShellWords;
import io.parallelr.config.Settings;
import io.parallelr.engine.RunEnd;
import io.parallelr.journal.ReportText;
import io.parallelr.journal.RunReport;
import io.parallelr.run.NextCommand;
import io.parallelr.run.ReadyRun;
import io.parallelr.run.TaskNames;
import io.parallelr.task.Count;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The report at the end of a run.
final class Reports {
  private Reports() {}

  static String text(
      RunReport report,
      ReadyRun run) {
    var directory = run.directory();
    var files = new LinkedHashMap<String, Path>();
    files.put("Run directory", directory.path());
    files.put("  results", directory.results());
    files.put("  summary", directory.summary());
    files.put("  log", directory.log());
    if (run.resolved().spec().taskOutput()) {
      files.put("  task results", directory.taskResults());
    }
    if (Files.isDirectory(directory.output())) {
      files.put("  outputs", directory.output());
    }
    return new ReportText(
        run.session(),
        describe(run.resolved().settings().stopLimits()),
        files,
        TaskNames::of,
        next(report, run))
        .of(report);
  }

  private static List<String> next(RunReport report, ReadyRun run) {
    var summary = report.summary();
    var spec = run.resolved().spec();
    var id = run.directory().id();
    boolean hasSucceeded = summary.allSucceeded(report.tasks());
    // what is missing in a run that came to its end was cancelled by request: resume leaves it so
    boolean hasFailed = summary.failures() + summary.skippedFailures() > 0
        || (report.end() instanceof RunEnd.Completed && !hasSucceeded);
    var again = NextCommand.of(
        id,
        Optional.of(spec.sources()).filter(_ -> spec.watch()).map(ShellWords::show),
        hasFailed,
        !spec.watch() && !hasSucceeded && !(report.end() instanceof RunEnd.Completed));
    return again.isEmpty()
        ? List.of()
        : Stream.concat(Stream.of("parallelr show " + id), again.stream()).toList();
  }

  private static List<String> describe(Settings.StopLimits limits) {
    return limits.enabled()
        ? List.of(
            Count.of(limits.maxConsecutiveFailures(), "failure") + " in a row",
            "failure rate over %s after %s"
                .formatted(
                    limits.maxFailureRate(),
                    Count.of(limits.minTasksForRateCheck(), "task")))
        : List.of();
  }
}
