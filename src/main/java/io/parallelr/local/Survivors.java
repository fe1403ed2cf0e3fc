package io.parallelr.local;

import io.parallelr.os.ProcessTable;
import io.parallelr.task.Printable;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Processes of a task that could not be ended. For any threads.
final class Survivors {
  private final String task;
  private final Set<ProcessTable.Id> processes;
  private final boolean isDenied;
  private Optional<Child> child; // guarded by this

  /// @param task its name
  /// @param isDenied whether they may not be signalled; else they hang in the kernel
  /// @param child the task's own process, if that is among them: it is taken in when it ends
  Survivors(
      String task,
      Set<ProcessTable.Id> processes,
      boolean isDenied,
      Optional<Child> child) {
    this.task = task;
    this.processes = Set.copyOf(processes);
    this.isDenied = isDenied;
    this.child = child;
  }

  /// What is said of them.
  String sentence() {
    return isDenied
        ? processes.stream()
            .map(
                p -> "process %d belongs to %s and may not be signalled"
                    .formatted(p.pid(), p.owner()))
            .collect(Collectors.joining(", ")) + "; it keeps running"
        : "process %s cannot be killed: it hangs in the kernel".formatted(
            processes.stream()
                .map(p -> Integer.toString(p.pid()))
                .collect(Collectors.joining(", ")));
  }

  /// What is said of them at the end of the run.
  String reminder() {
    return "%s: %s".formatted(Printable.of(task), sentence());
  }

  /// Removes what has ended.
  ///
  /// @return whether nothing is left
  synchronized boolean haveEnded() {
    child = child.filter(c -> !isReaped(c));
    return child.isEmpty() && processes.stream().noneMatch(ProcessTable.Id::runs);
  }

  private static boolean isReaped(Child child) {
    try {
      if (child.awaitEnd(Duration.ZERO)) {
        var _ = child.end();
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // asked to end: it is looked at no more
    }
    return false;
  }
}
