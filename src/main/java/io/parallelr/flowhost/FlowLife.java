package io.parallelr.flowhost;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Starts and ends the server of jobs.
public interface FlowLife {
  /// Begins to run jobs; a second call does nothing.
  void start() throws IOException;

  /// Makes sure that what is kept can be read.
  ///
  /// @throws IllegalStateException if it is closed
  void requireOpen();

  /// Makes sure that it runs.
  ///
  /// @throws IllegalStateException if it has not been started, has failed or is closed
  void requireAlive();

  /// Waits for the end.
  void await() throws IOException, InterruptedException;

  void close() throws IOException;

  /// Why it has failed; empty if it has not.
  Optional<String> failure();

  /// Records that the current thread, one of the flows, dies.
  ///
  /// @param problem an unchecked exception or an error
  void failed(Throwable problem);

  /// The directory in which commands run that have none of their own; absolute.
  Path directory();
}
