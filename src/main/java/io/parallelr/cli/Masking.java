package io.parallelr.cli;

import io.parallelr.engine.RunListener;
import io.parallelr.task.Secrets;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.time.Instant;

/// Tells others of a run without what is secret in it.
record Masking(Secrets secrets, RunListener listener) implements RunListener {

  @Override
  public void started(Task task, int slot, Instant when) {
    listener.started(secrets.masked(task), slot, when);
  }

  @Override
  public void finished(TaskResult result) {
    listener.finished(secrets.masked(result));
  }
}
