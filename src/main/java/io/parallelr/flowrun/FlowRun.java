package io.parallelr.flowrun;

import io.parallelr.engine.Engine;
import io.parallelr.engine.RunEnd;
import io.parallelr.engine.RunListener;
import io.parallelr.engine.StopPolicy;
import io.parallelr.flow.Checkpoint;
import io.parallelr.flow.Commands;
import io.parallelr.flow.Executed;
import io.parallelr.flow.FlowEnd;
import io.parallelr.flow.FlowLog;
import io.parallelr.flow.FlowPlan;
import io.parallelr.flow.Outputs;
import io.parallelr.flow.Printed;
import io.parallelr.flow.StepResult;
import io.parallelr.flowfile.Flow;
import io.parallelr.local.LocalBackend;
import io.parallelr.local.OutputFiles;
import io.parallelr.os.NativeText;
import io.parallelr.os.Signals;
import io.parallelr.task.Output;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;

/// Runs a flow on this machine, to its end.
final class FlowRun {
  /// In characters. Most outputs are shorter, and a flow may have thousands of tasks.
  private static final int IN_MEMORY = 4096;
  private final Flow flow;
  private final Commands commands;
  private final FlowLog log;
  private final ExecutionContext context;
  private final Optional<Kept> kept;

  /// @param kept where the state is kept; empty if it is not
  FlowRun(Flow flow, Commands commands, FlowLog log, ExecutionContext context,
      Optional<Kept> kept) {
    this.flow = flow;
    this.commands = commands;
    this.log = log;
    this.context = context;
    this.kept = kept;
  }

  /// Where the state of a flow is kept.
  ///
  /// @param outputs directory for the outputs of tasks
  record Kept(Path state, Path outputs) {}

  /// How it ended.
  ///
  /// @param resumeAt the task at which another run would resume the flow
  record Result(
      FlowEnd end,
      int resumeAt,
      List<Executed> executed,
      Map<Integer, StepResult> results) {}

  /// Runs it.
  ///
  /// @param start id of the first task
  /// @param before results of tasks that an earlier run has finished
  Result run(int start, int maxSteps, Map<Integer, StepResult> before) throws IOException {
    var scratch = context.scratch().take();
    try (var state = stateWriter()) {
      var outputs = new OnDisk();
      var plan = new FlowPlan(
          flow,
          commands,
          outputs,
          log,
          state == null ? Checkpoint.none(outputs) : state,
          maxSteps,
          start,
          before);
      var files = new OutputFiles(
          kept.map(Kept::outputs).orElse(scratch.output()),
          IN_MEMORY,
          false);
      try (var backend = context.backends().of(scratch, files, flow.slots())) {
        return run(plan, backend, new Starts(plan, state));
      }
    } finally {
      context.scratch().giveBack(scratch);
    }
  }

  private @Nullable StateWriter stateWriter() throws IOException {
    return kept.isPresent() ? new StateWriter(kept.get().state(), new OnDisk()) : null;
  }

  /// Delays the start of tasks until the state file has them, and knows which have started.
  private static final class Starts implements RunListener {
    private final FlowPlan plan;
    private final @Nullable StateWriter state;
    private final Set<String> started = ConcurrentHashMap.newKeySet();

    Starts(FlowPlan plan, @Nullable StateWriter state) {
      this.plan = plan;
      this.state = state;
    }

    /// Returns when the state on the disk has the task.
    @Override
    public void started(Task task, int slot, Instant when) {
      started.add(task.name());
      plan.started(task);
      if (state != null) {
        state.awaitKept();
      }
    }

    @Override
    public void finished(TaskResult result) {
      started.remove(result.task().name()); // a task may run again, with the same label
    }

    /// The tasks that the plan has given out, and that still wait for their start.
    List<String> notStarted() {
      return plan.pending().stream().filter(label -> !started.contains(label)).sorted().toList();
    }
  }

  private Result run(FlowPlan plan, LocalBackend backend, Starts starts) {
    var engine = new Engine(
        backend,
        new Engine.Limits(flow.slots(), Duration.ZERO),
        new StopPolicy.Never(),
        context.clock(),
        backend.conditions());
    var signal = context.signals().apply(engine, backend);
    var ended = engine.run(plan, starts);
    if (ended.end() instanceof RunEnd.Interrupted) {
      var last = plan.executed().isEmpty() ? -1 : plan.executed().getLast().id();
      var notStarted = starts.notStarted();
      log.info(
          "ended by %s%s".formatted(
              Signals.name(signal.getAsInt()),
              notStarted.isEmpty()
                  ? ""
                  : "; task %s was waiting and has not started"
                      .formatted(String.join(", ", notStarted))));
      var end = new FlowEnd(128 + signal.getAsInt(), "ended by a signal", last);
      return new Result(end, plan.position(), plan.executed(), plan.results());
    }
    pause(plan.pause());
    var end = plan.end().orElseThrow();
    return new Result(end, Math.max(0, end.lastTask()), plan.executed(), plan.results());
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the flow is over: nothing is lost
    }
  }

  private static final class OnDisk implements Outputs {
    @Override
    public Printed of(Output output) {
      return output.truncated()
          ? new OutputFile(output.file(), output.bytes())
          : new Printed.OfText(output.tail());
    }

    @Override
    public void forget(Printed printed) {
      if (printed instanceof OutputFile(var path, _)) {
        FileUtils.deleteQuietly(NativeText.file(path));
      }
    }
  }
}
