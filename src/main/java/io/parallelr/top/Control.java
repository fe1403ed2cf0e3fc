package io.parallelr.top;

import io.parallelr.daemon.ControlRequest;
import java.io.IOException;

/// What can be done to runs from here. Each call blocks until it is done or refused, and returns
/// what there is to say of that. For any threads.
public interface Control {
  /// Asks a run for something.
  String ask(String run, ControlRequest request) throws IOException, InterruptedException;

  /// Has a run start no more tasks.
  String drain(String run) throws IOException;

  /// Ends a task that runs.
  ///
  /// @param pid of the process that was started for it; 0 if it has none
  String cancel(String run, int sequence, int pid) throws IOException, InterruptedException;
}
