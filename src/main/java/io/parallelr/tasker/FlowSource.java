package io.parallelr.tasker;

import io.parallelr.flowfile.FlowReader;
import io.parallelr.flowrun.ExitCodes;
import io.parallelr.flowrun.FlowSecrets;
import io.parallelr.flowrun.TaskerError;

import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// A flow file and its text.
record FlowSource(Path file, String text) {
  private static final long LARGEST_FILE = 16 << 20;

  /// Reads a file.
  ///
  /// @throws TaskerError if it cannot be read, or is not text
  static FlowSource read(Path file) {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new TaskerError(
            ExitCodes.STOPPED,
            file + " is not a flow file: it is larger than 16 MiB");
      }
      var text = NativeText.of(Files.readAllBytes(file));
      if (text.indexOf('\0') >= 0) {
        throw new TaskerError(ExitCodes.STOPPED, file + " is not a flow file: it is not text");
      }
      return new FlowSource(file, text);
    } catch (NoSuchFileException e) {
      throw new TaskerError(ExitCodes.STOPPED, file + " not found");
    } catch (IOException e) {
      throw new TaskerError(
          ExitCodes.STOPPED,
          "%s cannot be read: %s".formatted(file, Reason.of(e)));
    }
  }

  /// Prints the problems of the file, with secrets masked.
  ///
  /// @return the lines
  List<String> report(FlowReader.Read read, PrintStream stderr) {
    var secrets = FlowSecrets.of(read.draft());
    var lines = new ProblemReport(file, text).lines(read.problems())
        .stream()
        .map(secrets::masked)
        .toList();
    lines.forEach(stderr::println);
    return lines;
  }
}
