package io.parallelr.local;

import io.parallelr.engine.Conditions;
import io.parallelr.os.NativeText;
import io.parallelr.task.Task;
import io.parallelr.task.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// Processes of a task that runs in this process: they have its environment, start only while it is
/// not suspended, and end with it.
final class InProcessScope implements Scope {
  private final LocalServices services;
  private final InProcessChild task;
  private final Map<String, String> environment;
  private final Suspension suspension;
  private final Conditions conditions;

  /// @param environment that the task gives to its processes
  /// @param suspension of the task
  InProcessScope(
      LocalServices services,
      InProcessChild task,
      Map<String, String> environment,
      Suspension suspension) {
    this.services = services;
    this.task = task;
    this.environment = Map.copyOf(environment);
    this.suspension = suspension;
    var ofRun = services.conditions();
    this.conditions = new Conditions(
        ofRun.ticker(),
        suspension.time(),
        ofRun.shortage(),
        ofRun.tasksAtFirst());
  }

  @Override
  public Conditions conditions() {
    return conditions;
  }

  @Override
  public Task prepared(Task process) {
    return process.within(environment);
  }

  /// The slot file shows the task, which has its place there.
  @Override
  public void makeRoom(int slot) {}

  @Override
  public <T> T starting(
      Task process,
      int slot,
      Pausing.Step<T, Launcher.NotStartedException> step)
      throws Launcher.NotStartedException {
    return suspension.pausing().outside(() -> services.pausing().outside(step));
  }

  /// The memory limit is one for all processes of the task together, and is watched there.
  @Override
  public MemoryWatch.Sampled began(Child child, int slot, long pid) {
    task.began(child);
    return new MemoryWatch.Sampled();
  }

  @Override
  public void ended(Child child, int slot, Usage used) {
    task.ended(child, used);
  }

  /// A directory that only this task has used, and that is gone, stops none of the others.
  @Override
  public RuntimeException failed(String reason, IOException cause, Path outputs) {
    return NativeText.file(outputs).isDirectory()
        ? services.storage().failed(reason, cause)
        : RunStorage.problem(reason, cause);
  }

  @Override
  public void close() {}
}
