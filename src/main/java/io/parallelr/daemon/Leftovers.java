package io.parallelr.daemon;

import io.parallelr.os.ProcessTable;
import io.parallelr.os.SlotFile;
import io.parallelr.os.User;
import io.parallelr.task.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is still there of runs that were to be ended. Reports it, and ends nothing.
final class Leftovers {
  /// The kernel tells the time of the boot in whole seconds.
  private static final Duration INEXACT = Duration.ofSeconds(3);

  private final Registry registry;
  private final Set<String> runs = new HashSet<>();
  private final Map<Integer, String> sessions = new HashMap<>(); // with the run that each is of

  Leftovers(Registry registry) {
    this.registry = registry;
  }

  /// Notes which sessions a run has, as long as it says so.
  void watch(String runId) {
    if (runs.add(runId)) {
      SlotFile.read(registry.directoryOf(runId))
          .pids()
          .values()
          .forEach(pid -> sessions.put(pid, runId));
    }
  }

  /// Looks once more, at what carries their marks and at what is of their tasks' sessions: a
  /// process that has cleared its environment is recognised by its session alone, and is not
  /// signalled, as the session's number may have been reused.
  ///
  /// @return a line for each thing found
  List<String> find() throws IOException {
    var lines = new ArrayList<String>();
    var known = new HashSet<Integer>();
    for (var orphan : ProcessSnapshot.take(registry).orphans()) {
      if (runs.contains(orphan.origin().runId())) {
        known.addAll(orphan.pids());
        lines.add(TaskTermination.describe(orphan) + ": still there, or started since");
      }
    }
    var table = ProcessTable.read();
    for (var process : table.entries()) {
      var run = sessions.get(process.session());
      if (run != null && process.runs() && !known.contains(process.pid())
          && !isGivenAnew(process.session(), run, table)) {
        if (!TaskProcess.isOurs(process.pid())) {
          lines.add(
              "process %d: is in the session of a task of run %s, and belongs to %s; left alone"
                  .formatted(
                      process.pid(),
                      Printable.of(run),
                      User.ofProcess(process.pid()).map(User::name).orElse("another user")));
          continue;
        }
        lines.add(
            "process %d: is in the session of a task of run %s, but does not carry its marks; "
                .formatted(process.pid(), Printable.of(run)) + "left alone");
      }
    }
    return lines;
  }

  /// Whether a session has been begun long after its run wrote its last line, so that it has only
  /// the number of a task's.
  private boolean isGivenAnew(int session, String runId, ProcessTable table) {
    return table.entries()
        .stream()
        .filter(p -> p.pid() == session)
        .anyMatch(leader -> leader.started().isAfter(lastSign(runId).plus(INEXACT)));
  }

  private Instant lastSign(String runId) {
    try {
      var journal = registry.directoryOf(runId).resolve("results.jsonl");
      return Files.getLastModifiedTime(journal).toInstant();
    } catch (IOException e) {
      return Instant.MAX.minus(INEXACT); // nothing is known of it
    }
  }
}
