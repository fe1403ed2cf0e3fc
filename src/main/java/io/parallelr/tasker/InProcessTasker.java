package io.parallelr.tasker;

import io.parallelr.flowrun.Configurations;
import io.parallelr.flowrun.ExecutionContext;
import io.parallelr.flowrun.ScratchDirectory;
import io.parallelr.local.InProcessProgram;
import io.parallelr.local.InProcessTask;
import io.parallelr.task.Origin;
import java.time.InstantSource;
import java.util.List;

/// Runs tasker inside parallelr, in place of a process for each flow.
public final class InProcessTasker implements InProcessProgram {
  private final Configurations configurations = new Configurations();
  private final ScratchDirectory scratch =
      ScratchDirectory.ofThisProcess(Origin.FLOW, InstantSource.system());

  @Override
  public int run(List<String> arguments, InProcessTask.Room room) {
    return TaskerMain.run(
        arguments.toArray(String[]::new),
        ExecutionContext.of(room, scratch, configurations));
  }

  @Override
  public void close() {
    scratch.close();
  }
}
