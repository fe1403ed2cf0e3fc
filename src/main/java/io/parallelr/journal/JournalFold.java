package io.parallelr.journal;

import io.parallelr.json.JsonObject;
import io.parallelr.task.Identities;
import io.parallelr.task.Identities.Identity;
import io.parallelr.task.Secrets;
import io.parallelr.task.Status;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Folds the lines of the journals of a chain of runs, the oldest first, into what is known of each
/// task. Reads no file. For one thread and one use: for each run [#beginRun], for each of its files
/// [#beginFile] and the lines, then [#endRun]; at the end [#result].
final class JournalFold implements JournalReader.Visitor {
  private static final int MOST_DAMAGES = 10;

  private final Identities identities = Identities.create();
  private final PastTable table = new PastTable();
  private final OldLines oldLines = new OldLines(table, identities);
  private final List<String> runs = new ArrayList<>(); // ids
  private final Map<String, Integer> runNumbers = new HashMap<>();
  private final List<Path> files = new ArrayList<>();
  /// By run, the entries of what it began and did not see the end of, by their number in the run.
  private final Map<String, Map<Integer, Integer>> open = new HashMap<>();
  private final List<PastTasks.Damage> damages = new ArrayList<>(); // the first of them
  private int damagedLines;
  private Optional<Instant> linesKnownAt = Optional.empty();
  private boolean isIdentified;
  private boolean hasMasked;

  // of the run that is read
  private int run;
  private boolean isOld;
  private Map<Integer, Integer> begun = new HashMap<>();
  private boolean isJournal;
  private long results;
  private long damaged;
  private long summed;

  /// @param hasOldLines whether lines of an arguments file are recorded as versions before 0.2 did
  void beginRun(String id, boolean hasOldLines) {
    if (!hasOldLines) {
      identifyOldLines();
    }
    run = number(id);
    isOld = hasOldLines;
    begun = new HashMap<>();
    open.put(id, begun);
    isJournal = false;
    results = 0;
    damaged = 0;
    summed = 0;
  }

  void beginFile(Path file) {
    files.add(file);
  }

  /// Checks what was read of the run.
  ///
  /// @param journal for messages
  /// @param leastResults how many results it must have: another file says that so many tasks had
  ///   ended
  /// @throws UnusableJournalException if it cannot tell what has been done
  void endRun(Path journal, long leastResults) throws UnusableJournalException {
    if (!isJournal) {
      throw new UnusableJournalException(journal + " is empty or not a journal");
    }
    long expected = Math.max(leastResults, summed);
    if (results + damaged < expected) {
      throw new UnusableJournalException(
          "%s has %d result%s, but %s that %d task%s had ended".formatted(
              journal,
              results,
              results == 1 ? "" : "s",
              summed > leastResults ? "its last line says" : "status.json beside it says",
              expected,
              expected == 1 ? "" : "s"));
    }
  }

  /// What is known when all runs were read.
  PastTasks result() {
    identifyOldLines();
    return new PastTasks(
        identities,
        table,
        oldLines,
        runs,
        files,
        open,
        linesKnownAt,
        hasMasked,
        damages,
        damagedLines);
  }

  private void identifyOldLines() {
    if (!isIdentified) {
      isIdentified = true;
      oldLines.identify();
    } else {
      linesKnownAt = Optional.empty(); // a later run has dealt with them
    }
  }

  private int number(String id) {
    return runNumbers.computeIfAbsent(id, newId -> {
      runs.add(newId);
      return runs.size() - 1;
    });
  }

  @Override
  public void head(JsonObject session) {
    isJournal = true;
    if (isOld) {
      linesKnownAt = session.text("start_time").flatMap(JournalFold::time);
    }
  }

  @Override
  public void entry(JournalEntry entry, JsonObject line) {
    isJournal = true;
    hasMasked |= Secrets.hasMasked(entry.arguments());
    int had = table.size();
    int number = table.findOrAdd(identity(entry));
    if (isOld) {
      oldLines.take(number, entry);
    }
    if (entry.result().equals(Optional.of(Status.SKIPPED))) {
      if (number == had) {
        takeSkipped(number, entry);
      }
    } else if (entry.result().isEmpty()) {
      begun.put(entry.sequence(), number);
      set(number, entry);
      table.setStamp(number, entry.stamp());
    } else {
      begun.remove(entry.sequence());
      set(number, entry);
    }
    table.setPlace(number, files.size() - 1, entry.position(), entry.sequence());
    results += entry.isFinal() ? 1 : 0;
  }

  private Identity identity(JournalEntry entry) {
    if (isOld) {
      return oldLines.identity(entry);
    }
    return entry.occurrence() > 0
        ? identities.ofArguments(entry.arguments(), entry.occurrence())
        : identities.ofName(entry.task());
  }

  private void set(int number, JournalEntry entry) {
    table.set(number, run, entry.sequence(), entry.attempt(), entry.result(), entry.isFinal());
    table.setByRequest(number, entry.byRequest());
  }

  /// Where the run that it refers to is gone, this line is all that is left of it.
  private void takeSkipped(int number, JournalEntry entry) {
    var earlier = entry.earlier();
    table.set(
        number,
        earlier.map(e -> number(e.run())).orElse(run),
        earlier.map(JournalEntry.Earlier::sequence).orElse(0),
        1,
        earlier.map(JournalEntry.Earlier::status),
        true);
    table.setByRequest(
        number,
        earlier.filter(e -> e.status() == Status.CANCELLED).isPresent());
  }

  @Override
  public void summary(JsonObject summary) {
    summed = 0;
    for (var field : List.of("completed", "cancelled", "skipped")) {
      summed += summary.number(field).orElse(0L);
    }
  }

  @Override
  public void damaged(JournalReader.Damaged line) {
    damaged++;
    damagedLines++;
    if (damages.size() < MOST_DAMAGES) {
      damages.add(new PastTasks.Damage(line, begun.getOrDefault(line.sequence(), -1)));
    }
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
