package io.parallelr.flows;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A run of a flow. May be used by any thread, also after its end.
public interface Run {

  /// A random UUID.
  String id();

  String flow();

  /// How it goes.
  ///
  /// @throws IOException if it is not kept any more, or cannot be read
  RunStatus status() throws IOException;

  /// Waits for its end.
  ///
  /// @throws IOException if it is not kept any more, or cannot be read
  /// @throws IllegalStateException if the engine does not run meanwhile
  RunStatus await() throws IOException, InterruptedException;

  /// Waits for its end.
  ///
  /// @param limit how long to wait at most; 100 years or more is without a limit
  /// @return empty if it has not ended in time
  /// @throws IOException if it is not kept any more, or cannot be read
  /// @throws IllegalStateException if the engine does not run meanwhile
  Optional<RunStatus> await(Duration limit) throws IOException, InterruptedException;

  /// Cancels it; what of it runs is being ended then.
  ///
  /// @return false if it had ended
  /// @throws IllegalStateException if the engine has not been started, has failed or is closed
  boolean cancel();

  /// What a step has printed on its standard output in its last attempt, so far.
  ///
  /// @throws IllegalArgumentException if there is no such step
  /// @throws IOException if it cannot be read, or is larger than 16 MiB
  String output(String step) throws IOException;

  /// What its steps have printed, in the order in which they were defined.
  ///
  /// @throws IOException if it is not kept any more, or cannot be read
  List<Log> logs() throws IOException;

  /// What a step has printed in its last attempt.
  interface Log {
    String step();

    /// Its standard output from the beginning, as far as there is one; of any size.
    ///
    /// @throws IOException if it cannot be opened
    InputStream out() throws IOException;

    /// Its error stream from the beginning, as far as there is one; of any size.
    ///
    /// @throws IOException if it cannot be opened
    InputStream err() throws IOException;
  }
}
