package io.parallelr.runcli;

import io.parallelr.os.AtomicFile;
import io.parallelr.os.NativeText;
import io.parallelr.os.OutputPath;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.FileSystemException;

/// A file that an option names, for what a command shows.
///
/// @param option for messages
record OutputOption(String option, String name, OutputPath file) {

  /// Looks whether it can be written.
  ///
  /// @param name as given, relative to the directory of the user
  /// @throws UserError if it cannot
  static OutputOption of(Around around, String option, String name) {
    try {
      var file = OutputPath.of(NativeText.resolve(around.directory(), name));
      file.check();
      return new OutputOption(option, name, file);
    } catch (IOException e) {
      throw Around.usage("%s %s: %s".formatted(option, name, Reason.of(e)));
    }
  }

  /// Writes it.
  ///
  /// @throws UserError if that fails; problems of what fills it are thrown as they are
  void write(AtomicFile.Content content) throws IOException {
    try {
      file.write(AtomicFile.Access.AS_BEFORE, content);
    } catch (FileSystemException e) {
      if (!NativeText.of(file.path()).equals(e.getFile())) {
        throw e;
      }
      throw new UserError(
          ExitStatus.INTERNAL, "%s %s: %s".formatted(option, name, Reason.of(e)), e);
    }
  }
}
