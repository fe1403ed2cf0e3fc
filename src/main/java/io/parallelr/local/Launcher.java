package io.parallelr.local;

import io.parallelr.task.Origin;
import io.parallelr.task.Task;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// A way to start processes.
public sealed interface Launcher permits PosixLauncher, PortableLauncher {

  /// Starts the command of a task.
  ///
  /// @throws NotStartedException if it cannot be started
  Child start(Launch launch) throws NotStartedException;

  /// Ends what is left of earlier tasks and can no longer be told apart.
  void sweep();

  /// What users call it: `posix` or `portable`.
  String name();

  /// What to start.
  ///
  /// @param directory where it runs; absolute
  /// @param stdout file that its output is appended to; absolute
  record Launch(
      Task task,
      Path program,
      Origin origin,
      Path directory,
      Path stdout,
      Path stderr) {

    /// What is added to this process's own environment.
    Map<String, String> environment() {
      var variables = new LinkedHashMap<>(task.environment());
      variables.putAll(origin.variables());
      return variables;
    }
  }

  /// A command that cannot be started; the message is for the user.
  final class NotStartedException extends Exception {
    private static final long serialVersionUID = 1;

    NotStartedException(String message) {
      super(message);
    }
  }
}
