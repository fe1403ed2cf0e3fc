package io.parallelr.tasker;

import io.parallelr.flow.Commands;
import io.parallelr.flow.Executed;
import io.parallelr.flowfile.Flow;
import io.parallelr.os.LockFile;
import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs a flow with all that goes with it: its log, the copy of its file, its state, its lock, and
/// what is told of it afterwards.
final class LoggedRun {
  private final TaskerCommand command;
  private final ExecutionContext context;
  private final Path file;
  private final Flow flow;
  private final Map<String, String> hosts;

  /// @param file of the flow
  /// @param hosts names in place of those that the flow has
  LoggedRun(TaskerCommand command, ExecutionContext context, Path file, Flow flow,
      Map<String, String> hosts) {
    this.command = command;
    this.context = context;
    this.file = file;
    this.flow = flow;
    this.hosts = hosts;
  }

  /// Runs it to its end; returns the exit status.
  int execute(int start, ConsoleLog.Level level) throws IOException {
    var choices = new ResolvedOptions(command, context);
    var commands = choices.commands(flow, hosts);
    var clock = context.clock();
    var started = clock.instant();
    int mostSteps = choices.maxSteps();
    choices.hosts(flow).makeSocketDirectory(flow);
    var places = new FlowPaths(command, context);
    places.prepare(file);
    var logFile = places.logFile(file, started);
    try (var log =
        new ConsoleLog(context.stdout(), logFile.path(), logFile.open(), level,
            FlowSecrets.of(flow), clock);
        var _ = instance(places, log)) {
      log.info("# Log file: " + logFile.path());
      log.info(
          "# Task file: %s, dialect %d".formatted(NativeText.of(file), flow.dialect().number()));
      hosts.forEach((host, name) -> log.info("# Host %s is taken as %s".formatted(host, name)));
      if (!command.noTaskBackup) {
        Files.copy(file, logFile.copy());
      }
      var recovery = command.recovers()
          ? Optional.of(Recovery.of(command, context, file))
          : Optional.<Recovery>empty();
      var result = run(start, mostSteps, commands, recovery, logFile.name(), log);
      var end = result.end();
      log.info((end.exitStatus() == 0 ? "SUCCESS" : "FAILED") + ": " + end.cause());
      var report =
          new CompletionReport(command, context, file, flow, places, logFile, log, clock, started);
      report.document(end, result.executed(), result.results());
      if (recovery.isPresent()) {
        keepOrDelete(recovery.get(), result); // now that what tasks printed was read
      }
      report.announce(end, last(result.executed(), end.lastTask(), started));
      return end.exitStatus();
    }
  }

  private Optional<Executed> last(List<Executed> executed, int id, Instant started) {
    return executed.stream()
        .filter(e -> e.id() == id)
        .reduce((_, later) -> later)
        .or(
            () -> flow.blockTitle(id)
                .map(
                    block -> new Executed(
                        id,
                        Integer.toString(id),
                        block.kind(),
                        block.text(),
                        started,
                        Duration.ZERO)));
  }

  private FlowRun.Result run(
      int start,
      int maxSteps,
      Commands commands,
      Optional<Recovery> kept,
      String run,
      ConsoleLog log)
      throws IOException {
    if (kept.isEmpty()) {
      return new FlowRun(flow, commands, log, context, Optional.empty())
          .run(start, maxSteps, Map.of());
    }
    var recovery = kept.get();
    var state = state(recovery);
    state.ifPresent(
        s -> log.info("resuming at task %d, where an earlier run stopped".formatted(s.next())));
    int next = state.map(Recovery.State::next).orElse(start);
    var results = state.map(Recovery.State::results).orElse(Map.of());
    recovery.write(next, results);
    return new FlowRun(
        flow,
        commands,
        log,
        context,
        Optional.of(new FlowRun.Kept(recovery.file(), recovery.outputs(run))))
        .run(next, maxSteps, results);
  }

  private static void keepOrDelete(Recovery recovery, FlowRun.Result result) throws IOException {
    if (result.end().exitStatus() == 0) {
      recovery.delete();
    } else {
      recovery.write(result.resumeAt(), result.results());
    }
  }

  private static Optional<Recovery.State> state(Recovery recovery) {
    try {
      return recovery.read();
    } catch (IOException e) {
      throw new TaskerError(
          ExitCodes.DEPENDENCY,
          "%s cannot be resumed: %s".formatted(recovery.file(), Reason.withPath(e)));
    }
  }

  /// Holds a lock for as long as the flow runs, if that is asked for.
  private Closeable instance(FlowPaths places, ConsoleLog log) throws IOException {
    if (!command.instanceCheck) {
      return () -> {};
    }
    var path = places.lock(Hashes.of(Hashes.of(Files.readAllBytes(file)) + flow.globals()));
    var lock = LockFile.tryHold(path);
    if (lock.isPresent()) {
      log.info("Instance lock acquired: " + path);
      return lock.get()::close;
    }
    if (command.forceInstance) {
      log.warn("this flow is already running; running it anyway");
      return () -> {};
    }
    throw new TaskerError(
        ExitCodes.INSTANCE_RUNS,
        "this flow is already running with the same variables (%s); wait, or use --force-instance"
            .formatted(path));
  }
}
