package io.parallelr.engine;

import io.parallelr.task.Task;
import java.time.Duration;

/// A backend that stands in front of another, and passes on to it what it does not do itself.
public interface BackendDecorator extends Backend {
  /// The one behind it.
  Backend backend();

  @Override
  default boolean suspend(Task task, int slot, boolean isOn) {
    return backend().suspend(task, slot, isOn);
  }

  @Override
  default Grant admit(Task task) throws InterruptedException {
    return backend().admit(task);
  }

  @Override
  default Duration age(Task task) {
    return backend().age(task);
  }

  @Override
  default Thread.Builder threads() {
    return backend().threads();
  }
}
