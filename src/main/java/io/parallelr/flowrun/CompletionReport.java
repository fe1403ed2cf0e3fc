package io.parallelr.flowrun;

import io.parallelr.flow.Executed;
import io.parallelr.flow.FlowEnd;
import io.parallelr.flow.StepResult;
import io.parallelr.flowfile.Flow;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reports on a finished run: the result document, the summary of the project, the alert.
final class CompletionReport {
  private final RunOptions options;
  private final ExecutionContext context;
  private final Path file;
  private final Flow flow;
  private final FlowPaths paths;
  private final FlowPaths.LogFile logFile;
  private final ConsoleLog log;
  private final Instant started;

  /// @param file of the flow
  CompletionReport(RunOptions options, ExecutionContext context, Path file, Flow flow,
      FlowPaths paths, FlowPaths.LogFile logFile, ConsoleLog log, Instant started) {
    this.options = options;
    this.context = context;
    this.file = file;
    this.flow = flow;
    this.paths = paths;
    this.logFile = logFile;
    this.log = log;
    this.started = started;
  }

  /// Writes the result document.
  ///
  /// @throws TaskerError that names it, if it can no longer be written
  void document(
      FlowEnd end,
      List<Executed> executed,
      Map<Integer, StepResult> results) {
    var asked = options.reporting().document();
    if (asked.isPresent()) {
      var json = paths.results(asked.get(), logFile);
      try {
        new ResultDocument(flow, file, logFile.path(), started, context.clock().instant())
            .write(Destination.of(json), context, end, executed, results);
      } catch (IOException e) {
        throw new TaskerError(
            ExitCodes.STOPPED,
            "--output-json: %s cannot be written: %s".formatted(json, Reason.of(e)));
      }
      log.info("# Result file: " + json);
    }
  }

  /// Adds to the summary of the project, and runs the alert program.
  ///
  /// @param last the run of the task that decided the result
  void announce(FlowEnd end, Optional<Executed> last) throws IOException {
    var now = context.clock().instant();
    var project = options.reporting().project();
    if (project.isPresent()) {
      var summary = paths.summary(project.get());
      new ProjectSummary(summary, FlowSecrets.of(flow)).add(file, logFile.path(), end, last, now);
      log.info("# Project file: " + summary);
    }
    var alert = options.reporting().alert();
    if (end.exitStatus() != 0 && alert.isPresent()) {
      var state = options.keepsState() ? Optional.of(paths.state(file)) : Optional.<Path>empty();
      new Alert(alert.get(), context, file, logFile.path(), state, log).run(end, now);
    }
  }
}
