package io.parallelr.client;

import io.parallelr.backup.RefusedException;
import io.parallelr.os.NativeText;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import io.parallelr.task.Reason;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What the commands for backups have in common.
final class Backups {
  /// In place of a file: standard output or input.
  static final String STREAM = "-";

  private Backups() {}

  /// The data directory: the one that is given, or the one of the configuration.
  static Path data(@Nullable Path given, Surroundings around) {
    return given == null ? around.configured().get().paths().data() : given.toAbsolutePath();
  }

  /// What the user is to do otherwise.
  static UserError refused(RefusedException problem, String prefix) {
    return new UserError(ExitStatus.USAGE, prefix + Reason.of(problem), problem);
  }

  static boolean isStream(Path file) {
    return NativeText.of(file).equals(STREAM);
  }
}
