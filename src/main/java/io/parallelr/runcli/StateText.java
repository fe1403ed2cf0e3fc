package io.parallelr.runcli;

import io.parallelr.daemon.ProcessSnapshot;
import io.parallelr.daemon.RunningTask;
import io.parallelr.history.RunOverview;
import io.parallelr.task.Count;
import java.util.stream.Collectors;

/// The state of a run as a sentence, with what it is about or why it ended.
final class StateText {
  private StateText() {}

  static String of(RunOverview run, RunTasks tasks) {
    return switch (run.state()) {
      case RUNNING -> "running, %s at the moment"
          .formatted(Count.of(tasks.begun().size(), "task"));
      case CUT_OFF -> "cut off: " + run.run().failure().orElse("its supervisor died")
          + unended(run, tasks);
      case STOPPED -> "stopped: " + run.record().text("reason").orElse("it was drained");
      case SUCCEEDED, FAILED, INTERRUPTED -> "%s%s".formatted(
          run.state().word(),
          run.record().number("exit_status").map(", exit code %d"::formatted).orElse(""));
    };
  }

  /// The tasks of a dead supervisor whose ends are not recorded: some of them may still run.
  private static String unended(RunOverview run, RunTasks tasks) {
    if (tasks.begun().isEmpty()) {
      return "";
    }
    var slots = ProcessSnapshot.tasksOf(run.id(), run.run().path())
        .stream()
        .map(RunningTask::slot)
        .collect(Collectors.toSet());
    long alive = tasks.begun().stream().filter(task -> slots.contains(task.slot())).count();
    long gone = tasks.begun().size() - alive;
    return (alive == 0
        ? ""
        : "; %s, and resume waits for %s".formatted(
            Count.of(alive, "task still runs", "tasks still run"),
            alive == 1 ? "it" : "them"))
        + (gone == 0 ? "" : "; the end of %s is not recorded".formatted(Count.of(gone, "task")));
  }
}
