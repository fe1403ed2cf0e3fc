package io.parallelr.run;

import io.parallelr.config.Settings.MakeJobserver;
import io.parallelr.local.MakeJobServer;
import io.parallelr.os.FileLimit;
import java.util.Optional;

/// How many slots a run that is alive may have.
final class SlotNumber {
  private static final int OWN_FILES = 40;
  private static final int FILES_OF_A_SLOT = 3;

  private SlotNumber() {}

  /// Why there cannot be so many; empty if there can.
  static Optional<String> objection(int slots, ResolvedRun run) {
    var most = run.configuration()
        .entries()
        .stream()
        .filter(e -> e.key().equals("limits.max-allowed-workers"))
        .map(e -> e.value())
        .filter(value -> value.matches("\\d{1,9}"))
        .mapToInt(Integer::parseInt)
        .findFirst();
    if (most.isPresent() && slots > most.getAsInt()) {
      return Optional.of(
          "%d slots: limits.max-allowed-workers allows %d".formatted(slots, most.getAsInt()));
    }
    var cpus = RunBackend.placement(run.settings()).objection(slots);
    if (cpus.isPresent()) {
      return cpus;
    }
    var tokens = run.settings().execution().makeJobserver() == MakeJobserver.OFF
        ? Optional.<String>empty()
        : MakeJobServer.objection(slots);
    if (tokens.isPresent()) {
      return tokens;
    }
    long files = OWN_FILES + (long) slots * FILES_OF_A_SLOT;
    return FileLimit.ofThisProcess()
        .filter(limit -> limit.soft() < files)
        .map(
            limit -> "%d slots need %d open files, and the limit of the run is %d"
                .formatted(slots, files, limit.soft()));
  }
}
