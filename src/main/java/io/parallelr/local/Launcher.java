package io.parallelr.local;

import io.parallelr.task.Origin;
import io.parallelr.task.Task;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// A way to start processes.
public sealed interface Launcher permits PosixLauncher, PortableLauncher {

  /// Starts the command of a task.
  ///
  /// @throws NotStartedException if it cannot be started
  Child start(Launch launch) throws NotStartedException;

  /// Ends what is left of earlier tasks and can no longer be attributed to any.
  void sweep();

  /// Reaps the orphans that have ended while tasks run, so that they do not pile up.
  ///
  /// @return how many there were
  default int reap() {
    return 0;
  }

  /// What users call it: `posix` or `portable`.
  String name();

  /// What to start.
  ///
  /// @param directory where it runs; absolute
  /// @param stdout file that its output is appended to; absolute
  /// @param isRepeated whether more tasks are started with the same directory and files
  record Launch(
      Task task,
      Path program,
      Origin origin,
      Path directory,
      Path stdout,
      Path stderr,
      boolean isRepeated) {

    /// The directory of the files that it prints into.
    Path outputs() {
      return Objects.requireNonNull(stdout.getParent());
    }

    /// What is added to this process's own environment.
    Map<String, String> environment() {
      var variables = new LinkedHashMap<>(task.environment());
      variables.putAll(origin.variables(task.launch().share().count()));
      return variables;
    }
  }

  /// A command that was not started.
  final class NotStartedException extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Fault fault;

    NotStartedException(Fault fault) {
      super(fault.reason());
      this.fault = fault;
    }

    Fault fault() {
      return fault;
    }
  }
}
