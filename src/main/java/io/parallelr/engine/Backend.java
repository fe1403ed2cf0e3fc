package io.parallelr.engine;

import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.Task;
import io.parallelr.task.Usage;

/// A place where tasks run.
public interface Backend {

  /// Runs the task and waits for its end. Blocks, on a thread of its own.
  ///
  /// Interrupting the thread cancels the task: the call then ends it, with the grace it is due, and
  /// returns [Outcome.Cancelled]. A second interrupt takes the grace away. Failures of the task are
  /// outcomes, never exceptions.
  ///
  /// @param slot the number of the slot it runs in, from 1
  Execution run(Task task, int slot);

  /// What came of a task, before the engine adds when and where.
  ///
  /// @param pid of the process, 0 if none was started
  record Execution(Outcome outcome, long pid, Output stdout, Output stderr, Usage usage) {
    public static Execution of(Outcome outcome) {
      return new Execution(outcome, 0, Output.NONE, Output.NONE, Usage.NONE);
    }
  }
}
