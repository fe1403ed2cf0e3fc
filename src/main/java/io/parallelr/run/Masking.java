package io.parallelr.run;

import io.parallelr.engine.RunListener;
import io.parallelr.task.Secrets;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Tells others of a run without what is secret in it.
public final class Masking implements RunListener {
  private final Secrets secrets;
  private final RunListener listener;
  /// What was last looked at in each slot: the same is looked at when it ends.
  private final Map<Integer, Masked> last = new ConcurrentHashMap<>();

  private record Masked(Task task, Task shown) {
    @SuppressWarnings("ReferenceEquality") // an equal one is as good, but takes long to compare
    boolean isOf(Task another) {
      return task == another;
    }
  }

  public Masking(Secrets secrets, RunListener listener) {
    this.secrets = secrets;
    this.listener = listener;
  }

  @Override
  public void started(Task task, int slot, Instant when) {
    var shown = secrets.masked(task);
    last.put(slot, new Masked(task, shown));
    listener.started(shown, slot, when);
  }

  @Override
  public void finished(TaskResult result) {
    var masked = last.get(result.slot());
    var task = result.task();
    var shown = masked != null && masked.isOf(task) ? masked.shown() : secrets.masked(task);
    listener.finished(secrets.masked(result, shown));
  }
}
