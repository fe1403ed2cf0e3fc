package io.parallelr.run;

import io.parallelr.local.InProcessProgram;
import io.parallelr.local.InProcessTask;
import io.parallelr.task.Task;
import java.io.Closeable;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;

/// Runs flows inside this process. Tasker is loaded with the first of them. For any threads.
public final class InsideFlows implements Closeable {
  private Optional<InProcessProgram> loaded = Optional.empty();

  /// What runs in place of a task's command, if that calls tasker.
  ///
  /// @param calls which commands do
  public Function<Task, Optional<InProcessTask>> of(TaskerCalls calls) {
    return task -> calls.arguments(task.command())
        .map(arguments -> room -> tasker().run(arguments, room));
  }

  @Override
  public synchronized void close() {
    loaded.ifPresent(InProcessProgram::close);
  }

  private synchronized InProcessProgram tasker() {
    if (loaded.isEmpty()) {
      loaded = ServiceLoader.load(InProcessProgram.class).findFirst();
    }
    return loaded.orElseThrow(() -> new IllegalStateException("tasker is not packaged with this"));
  }
}
