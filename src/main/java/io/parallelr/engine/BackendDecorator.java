package io.parallelr.engine;

import io.parallelr.task.Task;

/// A backend that stands in front of another, and passes on to it what it does not do itself.
public interface BackendDecorator extends Backend {
  /// The one behind it.
  Backend backend();

  @Override
  default boolean suspend(Task task, int slot, boolean isOn) {
    return backend().suspend(task, slot, isOn);
  }

  @Override
  default Thread.Builder threads() {
    return backend().threads();
  }
}
