package io.parallelr.tasker;

import io.parallelr.flow.Executed;
import io.parallelr.flow.FlowEnd;
import io.parallelr.flow.StepResult;
import io.parallelr.flowfile.Flow;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reports on a finished run to those who asked for it.
final class CompletionReport {
  private final TaskerCommand command;
  private final ExecutionContext context;
  private final Path file;
  private final Flow flow;
  private final FlowPaths places;
  private final FlowPaths.LogFile logFile;
  private final ConsoleLog log;
  private final InstantSource clock;
  private final Instant started;

  /// @param file of the flow
  CompletionReport(TaskerCommand command, ExecutionContext context, Path file, Flow flow,
      FlowPaths places,
      FlowPaths.LogFile logFile, ConsoleLog log, InstantSource clock, Instant started) {
    this.command = command;
    this.context = context;
    this.file = file;
    this.flow = flow;
    this.places = places;
    this.logFile = logFile;
    this.log = log;
    this.clock = clock;
    this.started = started;
  }

  /// Writes the result document.
  ///
  /// @throws TaskerError naming it, if it cannot be written any more
  void document(
      FlowEnd end,
      List<Executed> executed,
      Map<Integer, StepResult> results) {
    if (command.outputJson().isPresent()) {
      var json = places.results(command.outputJson().get(), logFile);
      try {
        reports().writeJson(
            Destination.of(json),
            context,
            flow,
            end,
            executed,
            results,
            clock.instant());
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
  /// @param last the run of the task that decided it
  void announce(FlowEnd end, Optional<Executed> last) throws IOException {
    if (command.project().isPresent()) {
      var summary = places.summary(command.project().get());
      reports().addToProject(summary, end, last, clock.instant());
      log.info("# Project file: " + summary);
    }
    if (end.exitStatus() != 0 && command.alert().isPresent()) {
      var state = command.recovers() ? Optional.of(places.state(file)) : Optional.<Path>empty();
      new Alert(command.alert().get(), context, file, logFile.path(), state, log)
          .run(end, clock.instant());
    }
  }

  private Reports reports() {
    return new Reports(file, logFile.path(), started, FlowSecrets.of(flow));
  }
}
