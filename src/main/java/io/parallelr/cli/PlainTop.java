package io.parallelr.cli;

import io.parallelr.daemon.ProcessSnapshot;
import io.parallelr.daemon.Registry;
import io.parallelr.daemon.Supervisor;
import io.parallelr.run.ExitStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Prints what runs every few seconds, without a full-screen terminal.
///
/// @param only the one run that is shown; empty for all
/// @param say prints lines
record PlainTop(Registry registry, Optional<Supervisor> only, Consumer<String> say) {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /// Prints until nothing runs any more. Blocks.
  ///
  /// @return the exit status
  int follow() throws IOException, InterruptedException {
    var table = new WorkerTable(registry);
    while (true) {
      var snapshot = wanted(ProcessSnapshot.take(registry));
      say.accept(table.of(snapshot));
      if (snapshot.isEmpty()) {
        return ExitStatus.ALL_SUCCEEDED;
      }
      say.accept("\n");
      Thread.sleep(INTERVAL);
    }
  }

  private ProcessSnapshot wanted(ProcessSnapshot all) {
    return only.map(
        o -> new ProcessSnapshot(
            all.supervisors()
                .stream()
                .filter(running -> running.supervisor().runId().equals(o.runId()))
                .toList(),
            List.of(),
            List.of(),
            List.of(),
            List.of()))
        .orElse(all);
  }
}
