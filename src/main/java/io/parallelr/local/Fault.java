package io.parallelr.local;

import io.parallelr.os.Errno;
import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Why something was not started. What happens to the task depends on whose fault it is.
///
/// A cause that may be either's, such as a program that may not be executed, is the task's.
sealed interface Fault {
  /// How long a file may be open for writing that is to be executed.
  Duration PATIENCE = Duration.ofMinutes(1);

  /// A sentence for the user, without its full stop.
  String reason();

  /// The task's own: it is an error of the task.
  record OfTask(String reason) implements Fault {}

  /// The machine lacks something for now: it is tried again.
  ///
  /// @param isItself whether it is lacking for this task alone
  record OfMachine(String reason, boolean isItself) implements Fault {}

  /// A fault of the place where the run keeps its files: nothing more can be run.
  record OfStorage(String reason) implements Fault {}

  /// The fault of a program that did not start.
  ///
  /// @param errno of the call that was to start it
  /// @param description what the system calls that
  static Fault of(int errno, String description, Launcher.Launch launch) {
    var known = Errno.of(errno);
    var storage = missing(launch).or(() -> known.flatMap(e -> closed(launch, e)));
    if (storage.isPresent()) {
      return new OfStorage(storage.get());
    }
    return known.flatMap(e -> shortage(e, launch.program()))
        .orElseGet(() -> new OfTask(ofTask(known, description, launch)));
  }

  private static String ofTask(Optional<Errno> errno, String description, Launcher.Launch launch) {
    var directory = unusable(launch.directory());
    if (directory.isPresent()) {
      return directory.get();
    }
    return switch (errno.orElse(Errno.EPERM)) {
      case E2BIG -> CommandSize.explain(launch);
      case ENOEXEC ->
        launch.program() + " is neither a program for this machine nor a script with a #! line";
      case ENOENT -> Programs.explainMissing(launch);
      default -> "%s: %s".formatted(launch.program(), description);
    };
  }

  /// What is wrong with the directory where something was to run; empty if nothing is.
  private static Optional<String> unusable(Path directory) {
    var file = NativeText.file(directory);
    if (!file.exists()) {
      return Optional.of("working directory %s does not exist".formatted(directory));
    }
    if (!file.isDirectory()) {
      return Optional.of("working directory %s is not a directory".formatted(directory));
    }
    return file.canExecute()
        ? Optional.empty()
        : Optional.of("working directory %s may not be entered".formatted(directory));
  }

  /// The fault of a file of the run that cannot be used.
  static Fault of(IOException problem) {
    return Errno.of(problem)
        .flatMap(errno -> shortage(errno, Path.of("")))
        .orElseGet(() -> new OfStorage(Reason.withPath(problem)));
  }

  /// A directory that the run needs and that is not there.
  private static Optional<String> missing(Launcher.Launch launch) {
    return NativeText.file(launch.outputs()).isDirectory()
        ? Optional.empty()
        : Optional.of(
            "output directory %s is gone: it was removed during the run"
                .formatted(launch.outputs()));
  }

  /// A place for outputs that takes none.
  private static Optional<String> closed(Launcher.Launch launch, Errno errno) {
    boolean isClosed = errno.isOfStorage()
        || (errno == Errno.EACCES && !NativeText.file(launch.outputs()).canWrite());
    return isClosed ? Optional.of(said(launch.outputs(), errno)) : Optional.empty();
  }

  private static Optional<Fault> shortage(Errno errno, Path path) {
    return switch (errno) {
      case EAGAIN -> lacking("the system starts no more processes (EAGAIN; ulimit -u, pids.max)");
      case ENOMEM -> lacking("the system has no memory for another process (ENOMEM)");
      case EMFILE -> lacking("no more files may be open here (EMFILE; ulimit -n)");
      case ENFILE -> lacking("no more files may be open on this machine (ENFILE; fs.file-max)");
      case ETXTBSY ->
        Optional.of(new OfMachine(path + " is still open for writing (ETXTBSY)", true));
      default -> Optional.empty();
    };
  }

  private static Optional<Fault> lacking(String what) {
    return Optional.of(new OfMachine(what, false));
  }

  private static String said(Path path, Errno errno) {
    return "%s: %s".formatted(path, errno.text());
  }
}
