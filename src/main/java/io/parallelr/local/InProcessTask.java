package io.parallelr.local;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;

/// Something that runs in this process as if it were a program in one of its own.
public interface InProcessTask {

  /// Runs to its end. Blocks; an interrupt is to it what SIGTERM is to a program, and a further one
  /// what SIGKILL is: it then ends as soon as it can.
  ///
  /// @return its exit status
  /// @throws FailedException if it has failed in a way that no exit status says
  int run(Room room) throws IOException, FailedException;

  /// The task has failed. The message says why, on one line.
  final class FailedException extends Exception {
    private static final long serialVersionUID = 1;

    public FailedException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// What it has in place of what a process has of its own.
  ///
  /// @param directory where it runs; absolute
  /// @param environment with all that a process in its place would find
  /// @param backends makes the place where what it starts itself runs; for one use
  record Room(
      Path directory,
      Map<String, String> environment,
      OutputStream stdout,
      OutputStream stderr,
      Backends backends) {}

  /// Makes the place where processes of such a task run, which share its environment and
  /// its limits.
  interface Backends {
    /// Makes it.
    ///
    /// @param runId which distinguishes its processes from others
    LocalBackend of(String runId, OutputFiles outputs);
  }
}
