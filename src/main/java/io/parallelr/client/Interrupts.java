package io.parallelr.client;

import io.parallelr.os.Signals;

/// What Ctrl-C does while a job is watched: it ends the watching alone.
final class Interrupts {
  private Interrupts() {}

  static void letContinue(String id, Surroundings around) {
    Signals.handle("INT", () -> {
      around.stderr()
          .println(
              "parallelr: job %1$s continues; parallelr jobs cancel %1$s ends it".formatted(id));
      Runtime.getRuntime().halt(JobsExit.INTERRUPTED);
    });
  }
}
