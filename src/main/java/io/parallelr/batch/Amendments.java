package io.parallelr.batch;

import io.parallelr.task.Task;
import java.util.Optional;

/// How single tasks of a batch differ from what is said for all of them. Indexes are counted
/// from 0.
public interface Amendments {
  /// None does.
  Amendments NONE = new Amendments() {
    @Override
    public Optional<String> name(int index) {
      return Optional.empty();
    }

    @Override
    public Task amended(int index, Task task) {
      return task;
    }

    @Override
    public Optional<String> note(int index) {
      return Optional.empty();
    }
  };

  /// What a task is called; empty for its usual name.
  Optional<String> name(int index);

  /// The task as it is to be run.
  Task amended(int index, Task task);

  /// In what it differs, in words; empty if it does not.
  Optional<String> note(int index);
}
