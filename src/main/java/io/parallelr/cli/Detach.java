package io.parallelr.cli;

import io.parallelr.daemon.Detached;
import io.parallelr.daemon.Startup;
import io.parallelr.os.Signals;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/// Runs the same command line in a detached process, and reports the result of its start.
///
/// @param directory against which the process takes relative paths
/// @param kept where its start is reported, and then what it leaves
/// @param hasKeeper whether the ends of its tasks are recorded if it dies
record Detach(Path directory, Path kept, boolean hasKeeper, Terminal terminal) {
  private static final int SIGNALLED = 128;

  /// @param said what is printed of one that is ready
  int start(Function<Startup.Ready, String> said) throws IOException {
    var detached = new Detached(Main.class.getName(), directory, kept, hasKeeper);
    try {
      return switch (detached.start()) {
        case Detached.Result.Running(var ready) -> {
          terminal.print(said.apply(ready));
          yield ExitStatus.ALL_SUCCEEDED;
        }
        case Detached.Result.Refused(var reason) -> throw new UserError(
            ExitStatus.INTERNAL,
            "cannot start the detached process: %s; nothing was run".formatted(reason));
        case Detached.Result.Failed(var status, var words) -> {
          yield explained(status, words);
        }
      };
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.INTERNAL,
          "nothing can be started detached with %s: %s; make it writable or set PARALLELR_HOME"
              .formatted(kept, Reason.withPath(e)),
          e);
    } catch (InterruptedException e) {
      throw new UserError(
          ExitStatus.INTERNAL,
          "interrupted while the detached process was starting; see parallelr --list-workers",
          e);
    }
  }

  /// A process that ended without a word of its own, as the Java that runs it could not start or
  /// was killed, has no exit status that means anything here.
  private int explained(int status, String said) {
    var stderr = terminal.stderr();
    if (said.lines().anyMatch(line -> line.startsWith("parallelr: "))) {
      stderr.print(said);
      return status;
    }
    stderr
        .println(
            "parallelr: the detached process ended before it was ready, %s%s; nothing was run"
                .formatted(
                    status > SIGNALLED
                        ? "by " + Signals.name(status - SIGNALLED)
                        : "with exit status " + status,
                    reason(said).map(r -> ": " + r).orElse("")));
    return ExitStatus.INTERNAL;
  }

  /// What Java says of why it cannot start, without the heads and the stack around it.
  private static Optional<String> reason(String said) {
    return said.lines()
        .map(String::strip)
        .filter(
            line -> !line.isEmpty() && !line.startsWith("at ")
                && !line.startsWith("Error occurred ")
                && !line.startsWith("#"))
        .map(Printable::of)
        .findFirst();
  }
}
