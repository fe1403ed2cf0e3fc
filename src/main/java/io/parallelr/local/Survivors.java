package io.parallelr.local;

import io.parallelr.os.ProcessTable;
import io.parallelr.task.Printable;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Processes of a task that could not be ended.
///
/// @param task its name
/// @param isDenied whether they may not be signalled; else they hang in the kernel
/// @param child the task's own process, if that is among them: it is to be taken in when it ends
record Survivors(
    String task,
    Set<ProcessTable.Id> processes,
    boolean isDenied,
    Optional<Child> child) {

  /// What is said of them.
  String sentence() {
    return isDenied
        ? processes.stream()
            .map(p -> "process %d belongs to %s and may not be signalled".formatted(p.pid(),
                p.owner()))
            .collect(Collectors.joining(", ")) + "; it runs on"
        : "process %s cannot be killed: it hangs in the kernel".formatted(
            processes.stream()
                .map(p -> Integer.toString(p.pid()))
                .collect(Collectors.joining(", ")));
  }

  /// What is said of them at the end of the run.
  String reminder() {
    return "%s: %s".formatted(Printable.of(task), sentence());
  }

  /// Takes in what has ended.
  ///
  /// @return whether nothing is left
  boolean haveEnded() {
    boolean isReaped = child.map(Survivors::reapIfEnded).orElse(true);
    return isReaped && processes.stream().noneMatch(ProcessTable.Id::runs);
  }

  private static boolean reapIfEnded(Child child) {
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
