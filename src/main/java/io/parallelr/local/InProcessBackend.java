package io.parallelr.local;

import io.parallelr.engine.Backend;
import io.parallelr.engine.BackendDecorator;
import io.parallelr.os.NativeText;
import io.parallelr.task.Task;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/// Runs some tasks in this process in place of their commands, with the same files, time limits and
/// cancelling, and leaves the others to processes. May be used by any number of threads.
public final class InProcessBackend implements BackendDecorator {
  private final LocalBackend processes;
  private final Attendance attendance;
  private final Function<Task, Optional<InProcessTask>> programs;

  /// @param processes runs the others, and what the tasks here start themselves
  /// @param programs what runs in place of a task's command; empty if that is run
  public InProcessBackend(
      LocalBackend processes,
      Function<Task, Optional<InProcessTask>> programs) {
    this.processes = processes;
    this.attendance = processes.attendance();
    this.programs = programs;
  }

  @Override
  public Backend backend() {
    return processes;
  }

  @Override
  public Execution run(Task task, int slot) {
    // a thread of this process cannot be nicer than the others
    var program = task.launch().nice().isPresent()
        ? Optional.<InProcessTask>empty()
        : programs.apply(task);
    return program.isPresent()
        ? run(task, slot, program.get())
        : processes.run(task, slot);
  }

  private Execution run(Task task, int slot, InProcessTask program) {
    var execution = attendance.run(
        task,
        slot,
        (directory, suspension) -> start(task, slot, program, directory, suspension));
    if (!execution.outcome().succeeded()) {
      attendance.services().storage().require(); // a failure there is why it did not succeed
    }
    return execution;
  }

  private InProcessChild start(
      Task task,
      int slot,
      InProcessTask program,
      Path directory,
      Suspension suspension)
      throws Launcher.NotStartedException {
    var command = NativeText.path(task.command().getFirst());
    var launch = attendance.site().launch(task, slot, directory, command);
    var services = attendance.services();
    return InProcessChild.start(
        program,
        launch,
        child -> (id, outputs) -> new LocalBackend(
            new Attendance(
                services,
                new InProcessScope(services, child, launch.environment(), suspension),
                new Site(id, new TaskDirectory.Given(directory), outputs))));
  }
}
