package io.parallelr.run;

import io.parallelr.daemon.ControlAnswer;
import io.parallelr.daemon.ControlRequest;
import io.parallelr.task.Task;
import java.util.List;
import java.util.Optional;

/// What can be asked of the tasks of a run while it runs. For any threads.
interface WorkControl {
  /// How many tasks there are; empty if that shows only as they arrive.
  Optional<Long> total();

  /// Runs further tasks.
  ControlAnswer add(ControlRequest.Add request);

  /// The tasks that somebody may mean.
  ///
  /// @param name a number, a name, or its last part
  List<Task> find(String name);

  /// Why nothing is started for now, beyond what the engine knows.
  Optional<String> waitsFor();

  /// Which tasks wait for others, in words; empty if none does.
  default Optional<String> waitForOthers() {
    return Optional.empty();
  }

  /// Which others a task waits for, as the end of a sentence about it; empty if for none.
  default Optional<String> waitsFor(Task task) {
    return Optional.empty();
  }

  /// Why a task that [#find(String)] does not know is not started.
  ///
  /// @param reason why nothing is started at this moment
  String unknown(String name, Optional<String> reason);
}
