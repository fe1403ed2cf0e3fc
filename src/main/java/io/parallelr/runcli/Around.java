package io.parallelr.runcli;

import io.parallelr.history.RunNames;
import io.parallelr.history.RunOverview;
import io.parallelr.history.Runs;
import io.parallelr.os.NativeText;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.Installation;
import io.parallelr.run.UserError;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;

/// What the commands need of the process they run in.
///
/// @param directory against which relative paths are taken; absolute
/// @param zone in which times are shown
public record Around(
    Installation installation,
    Path directory,
    InputStream stdin,
    OutputStream stdout,
    PrintStream stderr,
    InstantSource clock,
    ZoneId zone) {

  Runs runs() {
    return new Runs(installation.runs());
  }

  /// The run that is meant.
  ///
  /// @throws UserError if it cannot be found
  RunOverview run(String name) {
    try {
      var found = new RunNames(runs(), directory).find(name);
      return runs().overview(found)
          .orElseThrow(
              () -> usage(
                  "%s is not a run directory: it has no request.json that can be read"
                      .formatted(NativeText.of(found.path()))));
    } catch (IOException e) {
      throw usage(Reason.withPath(e));
    }
  }

  void print(String text) throws IOException {
    stdout.write(NativeText.bytes(text));
  }

  static UserError usage(String message) {
    return new UserError(ExitStatus.USAGE, Printable.of(message));
  }
}
