package io.parallelr.tasker;

import io.parallelr.engine.Engine;
import io.parallelr.engine.RunEnd;
import io.parallelr.engine.RunListener;
import io.parallelr.engine.StopPolicy;
import io.parallelr.flow.Commands;
import io.parallelr.flow.Executed;
import io.parallelr.flow.Flow;
import io.parallelr.flow.FlowEnd;
import io.parallelr.flow.FlowLog;
import io.parallelr.flow.FlowPlan;
import io.parallelr.flow.Outputs;
import io.parallelr.flow.Printed;
import io.parallelr.flow.StepResult;
import io.parallelr.local.LocalBackend;
import io.parallelr.local.OutputFiles;
import io.parallelr.task.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.io.FileUtils;

/// Runs a flow on this machine, to its end.
///
/// @param kept where what tasks print is to lie, if it is needed after the run
record FlowRun(
    Flow flow,
    Commands commands,
    FlowLog log,
    Surroundings surroundings,
    Optional<Path> kept) {
  /// In characters: what tasks print is mostly less, and a flow may have thousands of tasks.
  private static final int IN_MEMORY = 4096;

  /// What it came to.
  record Result(FlowEnd end, List<Executed> executed, Map<Integer, StepResult> results) {}

  /// Runs it.
  ///
  /// @param start id of the first task
  /// @param before results of tasks that an earlier run has done
  Result run(int start, int maxSteps, Map<Integer, StepResult> before) throws IOException {
    var scratch = surroundings.scratch().take();
    try {
      var outputs = kept.orElse(scratch.output());
      var plan = new FlowPlan(flow, commands, new OnDisk(), log, maxSteps, start, before);
      var files = new OutputFiles(outputs, IN_MEMORY, false);
      try (var backend = surroundings.backends().of(scratch, files, flow.slots())) {
        return run(plan, backend);
      }
    } finally {
      surroundings.scratch().giveBack(scratch);
    }
  }

  private Result run(FlowPlan plan, LocalBackend backend) {
    var engine = new Engine(
        backend,
        new Engine.Limits(flow.slots(), Duration.ZERO),
        new StopPolicy.Never(),
        InstantSource.system());
    var signal = surroundings.signals().apply(engine);
    var ended = engine.run(plan, new RunListener() {
    });
    if (ended.end() instanceof RunEnd.Interrupted) {
      var last = plan.executed().isEmpty() ? -1 : plan.executed().getLast().id();
      log.info("ended by signal " + signal.getAsInt());
      var end = new FlowEnd(128 + signal.getAsInt(), "ended by a signal", last);
      return new Result(end, plan.executed(), plan.results());
    }
    pause(plan.pause());
    return new Result(plan.end().orElseThrow(), plan.executed(), plan.results());
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
        FileUtils.deleteQuietly(path.toFile());
      }
    }
  }
}
