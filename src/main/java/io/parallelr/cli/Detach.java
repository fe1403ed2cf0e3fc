package io.parallelr.cli;

import io.parallelr.daemon.Detached;
import io.parallelr.os.NativeText;
import io.parallelr.os.Signals;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Runs the same command line in a detached process, and reports the result of its start.
final class Detach {
  private static final int SIGNALLED = 128;

  private Detach() {}

  static int start(Invocation invoked) throws IOException {
    var detached =
        new Detached(Main.class.getName(), invoked.run().spec().directory(),
            invoked.run().installation().runs());
    try {
      return switch (detached.start()) {
        case Detached.Result.Running(var ready) -> {
          var text =
              "supervisor %d is running detached%n  run       %s%n  directory %s%n".formatted(
                  ready.pid(),
                  ready.runId(),
                  Printable.of(NativeText.of(ready.run())));
          invoked.stdout().write(text.getBytes(StandardCharsets.UTF_8));
          yield ExitStatus.ALL_SUCCEEDED;
        }
        case Detached.Result.Refused(var reason) -> throw new UserError(
            ExitStatus.INTERNAL,
            "cannot start the detached process: %s; nothing was run".formatted(reason));
        case Detached.Result.Failed(var status, var said) -> {
          yield explained(invoked, status, said);
        }
      };
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.INTERNAL,
          "no detached run can be started in %s: %s; make it writable or set PARALLELR_HOME"
              .formatted(invoked.run().installation().runs(), Reason.withPath(e)),
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
  private static int explained(Invocation invoked, int status, String said) {
    if (said.lines().anyMatch(line -> line.startsWith("parallelr: "))) {
      invoked.stderr().print(said);
      return status;
    }
    invoked.stderr()
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
