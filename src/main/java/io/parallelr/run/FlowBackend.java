package io.parallelr.run;

import io.parallelr.engine.Backend;
import io.parallelr.engine.BackendDecorator;
import io.parallelr.task.Task;
import java.util.List;

/// Runs the tasks that are flows inside this process, and the others elsewhere.
public final class FlowBackend implements BackendDecorator {
  private final Backend others;
  private final TaskerCalls calls;
  private final Inside inside;

  /// @param others runs all other tasks
  /// @param calls recognises the commands that are calls of tasker
  /// @param inside runs a flow
  public FlowBackend(Backend others, TaskerCalls calls, Inside inside) {
    this.others = others;
    this.calls = calls;
    this.inside = inside;
  }

  /// Runs flows inside this process.
  public interface Inside {
    /// Runs one to its end, as [Backend#run(Task, int)] says.
    ///
    /// @param arguments of tasker
    Execution run(Task task, int slot, List<String> arguments);
  }

  @Override
  public Backend backend() {
    return others;
  }

  @Override
  public Execution run(Task task, int slot) {
    var arguments = calls.arguments(task.command());
    return arguments.isPresent()
        ? inside.run(task, slot, arguments.get())
        : others.run(task, slot);
  }
}
