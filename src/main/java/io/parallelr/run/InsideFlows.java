package io.parallelr.run;

import io.parallelr.engine.Backend;
import io.parallelr.local.InProcessProgram;
import io.parallelr.local.LocalBackend;
import io.parallelr.task.Task;
import java.io.Closeable;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/// Runs flows as guests of this process. Tasker is loaded with the first of them.
public final class InsideFlows implements FlowBackend.Inside, Closeable {
  private final LocalBackend local;
  private Optional<InProcessProgram> loaded = Optional.empty();

  public InsideFlows(LocalBackend local) {
    this.local = local;
  }

  @Override
  public Backend.Execution run(Task task, int slot, List<String> arguments) {
    var tasker = tasker();
    return local.run(task, slot, room -> tasker.run(arguments, room));
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
