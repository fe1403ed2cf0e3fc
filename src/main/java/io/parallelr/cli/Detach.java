package io.parallelr.cli;

import io.parallelr.daemon.Detached;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Runs the same command line in a detached process, and says what came of its start.
final class Detach {
  private Detach() {}

  static int start(Invoked invoked) throws IOException {
    var detached =
        new Detached(Main.class.getName(), invoked.directory(), invoked.installation().runs());
    try {
      return switch (detached.start()) {
        case Detached.Result.Running(var ready) -> {
          var text = "supervisor %d runs detached%n  run       %s%n  directory %s%n".formatted(
              ready.pid(),
              ready.runId(),
              ready.run());
          invoked.stdout().write(text.getBytes(StandardCharsets.UTF_8));
          yield ExitStatus.ALL_SUCCEEDED;
        }
        case Detached.Result.Failed(var status, var said) -> {
          invoked.stderr().print(said);
          if (said.isBlank()) {
            invoked.stderr()
                .println(
                    "parallelr: the detached process ended with exit status " + status
                        + " and said nothing");
          }
          yield status;
        }
      };
    } catch (InterruptedException e) {
      throw new UserError(
          ExitStatus.INTERNAL,
          "interrupted while the detached process started; see parallelr --list-workers",
          e);
    }
  }
}
