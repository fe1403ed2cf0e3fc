package io.parallelr.queue;

import io.parallelr.engine.Backend;
import io.parallelr.engine.BackendDecorator;
import io.parallelr.task.Outcome;
import io.parallelr.task.Printable;
import io.parallelr.task.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks whether the file of a task is the same after it as before: one that has changed was not
/// complete, and what the task made of it is not to be trusted. May be used by any threads.
public final class ChangeCheck implements BackendDecorator {
  private static final Logger log = LoggerFactory.getLogger(ChangeCheck.class);

  private final Backend backend;
  private final Changes changes;
  private final Set<Integer> changed = ConcurrentHashMap.newKeySet();

  /// @param backend that runs the tasks
  /// @param changes what is done then
  public ChangeCheck(Backend backend, Changes changes) {
    this.backend = backend;
    this.changes = changes;
  }

  /// That which runs the tasks, without the look.
  @Override
  public Backend backend() {
    return backend;
  }

  @Override
  public Execution run(Task task, int slot) {
    var file = task.input().taskFile();
    if (changes == Changes.IGNORE || file.isEmpty()) {
      return backend.run(task, slot);
    }
    changed.remove(task.sequence());
    var before = look(file.get());
    var execution = backend.run(task, slot);
    if (before.isEmpty() || execution.outcome() instanceof Outcome.Cancelled) {
      return execution;
    }
    return look(file.get())
        .filter(after -> !after.isSame(before.get()))
        .map(after -> changed(task, execution, difference(before.get(), after)))
        .orElse(execution);
  }

  private Execution changed(Task task, Execution execution, String difference) {
    log.warn("{} changed while its task ran: {}", Printable.of(task.name()), difference);
    changed.add(task.sequence());
    return execution.outcome().succeeded()
        ? execution.with(new Outcome.Lost("its file changed while it ran: " + difference))
        : execution;
  }

  /// Whether the file of a task changed in its last attempt, and goes back into the queue for that.
  /// Asked once.
  boolean isToBeQueuedAgain(int sequence) {
    return changed.remove(sequence) && changes == Changes.REQUEUE;
  }

  private static Optional<WaitingFile> look(Path file) {
    try {
      return WaitingFile.look(file);
    } catch (IOException e) {
      return Optional.empty(); // whoever runs it says so
    }
  }

  private static String difference(WaitingFile before, WaitingFile after) {
    if (before.bytes() != after.bytes()) {
      return "it had %d bytes, and has %d".formatted(before.bytes(), after.bytes());
    }
    return before.inode() != after.inode()
        ? "it is another file of the same name"
        : "it was written to";
  }
}
