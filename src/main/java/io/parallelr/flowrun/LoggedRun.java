package io.parallelr.flowrun;

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

/// Runs a flow with its log, the copy of its file, its state and its lock, and reports on it.
public final class LoggedRun {
  private final RunOptions options;
  private final ExecutionContext context;
  private final Path file;
  private final Flow flow;
  private final Map<String, String> hosts;

  /// @param file of the flow
  /// @param hosts names in place of those that the flow has
  public LoggedRun(RunOptions options, ExecutionContext context, Path file, Flow flow,
      Map<String, String> hosts) {
    this.options = options;
    this.context = context;
    this.file = file;
    this.flow = flow;
    this.hosts = hosts;
  }

  /// Runs it to its end.
  ///
  /// @param start id of the first task, unless a failed run is resumed
  /// @return the exit status
  public int execute(int start) throws IOException {
    var clock = context.clock();
    var started = clock.instant();
    new Hosts(options, context).makeSocketDirectory(flow);
    var paths = new FlowPaths(options, context);
    paths.prepare(file);
    var logFile = paths.logFile(file, started);
    try (var log =
        new ConsoleLog(context.stdout(), logFile.path(), logFile.open(), options.level(),
            FlowSecrets.of(flow), clock);
        var _ = instance(paths, log)) {
      log.info("# Log file: " + logFile.path());
      log.info(
          "# Task file: %s, dialect %d".formatted(NativeText.of(file), flow.dialect().number()));
      hosts.forEach((host, name) -> log.info("# Host %s is taken as %s".formatted(host, name)));
      if (options.copiesFlow()) {
        Files.copy(file, logFile.copy());
      }
      var kept = options.keepsState()
          ? Optional.of(StateFile.of(options, context, file))
          : Optional.<StateFile>empty();
      var result = run(start, kept, logFile.name(), log);
      var end = result.end();
      log.info((end.exitStatus() == 0 ? "SUCCESS" : "FAILED") + ": " + end.cause());
      var report =
          new CompletionReport(options, context, file, flow, paths, logFile, log, started);
      report.document(end, result.executed(), result.results());
      if (kept.isPresent()) {
        writeOrDelete(kept.get(), result); // after the document, which reads the outputs of tasks
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

  private FlowRun.Result run(int start, Optional<StateFile> kept, String run, ConsoleLog log)
      throws IOException {
    var commands = options.launching().commands(context.environment(), hosts);
    if (kept.isEmpty()) {
      return new FlowRun(flow, commands, log, context, Optional.empty())
          .run(start, options.maxSteps(), Map.of());
    }
    var file = kept.get();
    var state = read(file);
    state.ifPresent(
        s -> log.info("resuming at task %d, where an earlier run stopped".formatted(s.next())));
    int next = state.map(StateFile.State::next).orElse(start);
    var results = state.map(StateFile.State::results).orElse(Map.of());
    file.write(next, results);
    return new FlowRun(
        flow,
        commands,
        log,
        context,
        Optional.of(new FlowRun.Kept(file.path(), file.outputs(run))))
        .run(next, options.maxSteps(), results);
  }

  private static void writeOrDelete(StateFile file, FlowRun.Result result) throws IOException {
    if (result.end().exitStatus() == 0) {
      file.delete();
    } else {
      file.write(result.resumeAt(), result.results());
    }
  }

  private static Optional<StateFile.State> read(StateFile file) {
    try {
      return file.read();
    } catch (IOException e) {
      throw new TaskerError(
          ExitCodes.DEPENDENCY,
          "%s cannot be resumed: %s".formatted(file.path(), Reason.withPath(e)));
    }
  }

  /// Holds a lock while the flow runs, if that is asked for.
  private Closeable instance(FlowPaths paths, ConsoleLog log) throws IOException {
    if (options.secondInstance() == RunOptions.SecondInstance.NOT_CHECKED) {
      return () -> {};
    }
    var path = paths.lock(Hashes.of(Hashes.of(Files.readAllBytes(file)) + flow.globals()));
    var lock = LockFile.tryHold(path);
    if (lock.isPresent()) {
      log.info("Instance lock acquired: " + path);
      return lock.get()::close;
    }
    if (options.secondInstance() == RunOptions.SecondInstance.WARNED) {
      log.warn("this flow is already running; running it anyway");
      return () -> {};
    }
    throw new TaskerError(
        ExitCodes.INSTANCE_RUNS,
        "this flow is already running with the same variables (%s); wait, or use --force-instance"
            .formatted(path));
  }
}
