package io.parallelr.cli;

import io.parallelr.daemon.Calls;
import io.parallelr.daemon.ControlReply;
import io.parallelr.daemon.ControlRequest;
import io.parallelr.daemon.Registry;
import io.parallelr.daemon.RunProgress;
import io.parallelr.daemon.Supervisor;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import io.parallelr.task.Printable;
import java.io.IOException;
import java.util.Optional;

/// A run that is alive, as a command asks it for something.
record RunningRun(Registry registry, Supervisor supervisor) {
  /// A run that is alive and paused; empty if it is something else.
  ///
  /// @param name as [AliveRuns] takes it
  static Optional<RunningRun> paused(Registry registry, String name) throws IOException {
    var id = new AliveRuns(registry).find(name);
    for (var entry : registry.list()) {
      if (entry instanceof Registry.Entry.Live(var supervisor)
          && id.filter(supervisor.runId()::equals).isPresent()) {
        var run = new RunningRun(registry, supervisor);
        return run.isPaused() ? Optional.of(run) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  String id() {
    return supervisor.runId();
  }

  /// Whether it is paused by its user or by a stop limit, as it has said last.
  private boolean isPaused() throws IOException {
    return RunProgress.read(registry.directoryOf(supervisor.runId()))
        .filter(now -> now.state() == RunProgress.State.PAUSED)
        .isPresent();
  }

  /// Has it continue; returns what it says.
  String unpause() throws IOException, InterruptedException {
    return ask(new ControlRequest.Unpause());
  }

  /// Asks it for something; returns what it says.
  ///
  /// @throws UserError if it does not do that, or does not answer
  String ask(ControlRequest request) throws IOException, InterruptedException {
    return switch (Calls.ask(registry, supervisor, request, System::nanoTime)) {
      case ControlReply.Answered(var answer) when answer.isDone() ->
        "run %s: %s".formatted(id(), answer.text());
      case ControlReply.Answered(var answer) -> throw new UserError(
          ExitStatus.USAGE, "run %s: %s".formatted(id(), Printable.of(answer.text())));
      case ControlReply.TooOld _ -> throw new UserError(
          ExitStatus.USAGE,
          ("run %s: process %d is of a version without '%s'; it can be drained or ended "
              + "(--drain %2$d, -k %2$d)").formatted(id(), supervisor.pid(), request.word()));
      case ControlReply.Silent _ -> throw new UserError(
          ExitStatus.INTERNAL,
          "run %s: process %d does not answer; is it stopped (kill -CONT %2$d)?"
              .formatted(id(), supervisor.pid()));
      case ControlReply.Ended _ -> throw new UserError(
          ExitStatus.INTERNAL, "run %s has ended meanwhile".formatted(id()));
    };
  }

  /// Finds it.
  static RunningRun of(Registry registry, Optional<String> name) throws IOException {
    return new RunningRun(registry, new AliveRuns(registry).alive(name));
  }
}
