package io.parallelr.journal;

import io.parallelr.json.JsonObject;
import io.parallelr.task.Identities;
import io.parallelr.task.Identities.Identity;
import io.parallelr.task.Secrets;
import io.parallelr.task.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/// What the journals of a run and of those it went on from say of each task. It is compact; for
/// one thread.
public final class PastTasks {
  private static final int MOST_TOLD = 10;

  private final Identities identities = Identities.create();
  private final PastTable table = new PastTable();
  private final OldLines oldLines = new OldLines(table, identities);
  private final List<String> runs = new ArrayList<>(); // ids
  private final Map<String, Integer> runNumbers = new HashMap<>();
  private final List<Path> files = new ArrayList<>();
  /// By run, the entries of what it began and did not see the end of, by their number in the run.
  private final Map<String, Map<Integer, Integer>> open = new HashMap<>();
  private final List<Damage> damages = new ArrayList<>(); // the first of them
  private int damagedLines;
  private final List<String> warnings = new ArrayList<>();
  private Optional<Instant> linesKnownAt = Optional.empty();
  private boolean isIdentified;
  private boolean hasMasked;

  /// @param entry that it seems to be about; -1 if that is not known
  private record Damage(JournalReader.Damaged line, int entry) {}

  private PastTasks() {}

  /// Nothing is known.
  public static PastTasks none() {
    return new PastTasks();
  }

  /// Reads the journals. An interrupt ends that.
  ///
  /// @param leastResults how many results the journal in a directory must have: another file says
  ///   that so many tasks had ended
  /// @throws UnfitJournalException if a journal cannot tell what has been done
  /// @throws NewerVersionException if this version cannot read it
  /// @throws java.io.InterruptedIOException if this thread was interrupted, and is no more
  public static PastTasks read(EarlierRun earlier, ToLongFunction<Path> leastResults)
      throws IOException {
    var past = new PastTasks();
    for (var request : earlier.oldestFirst()) {
      var run = request.run();
      boolean isOld = request.hasOldLines();
      if (!isOld) {
        past.identifyOldLines();
      }
      past.new RunReader(run, isOld).read(leastResults.applyAsLong(run.path()));
    }
    past.identifyOldLines();
    past.tellOfDamages();
    return past;
  }

  /// What tells tasks from each other here.
  public Identities identities() {
    return identities;
  }

  /// Whether there are lines that were recorded without what is secret in them.
  public boolean hasMasked() {
    return hasMasked;
  }

  /// How many tasks were begun or skipped.
  public int size() {
    return table.size();
  }

  /// The number of a task here, from 0; -1 if nothing is known of it.
  public int find(Identity task) {
    return table.find(task);
  }

  /// The same for a line of which only the number was recorded, as by versions before 0.2.
  ///
  /// @param changed when the arguments file was: if since then, the line may be another
  public int findLine(String name, Optional<Instant> changed) {
    boolean isSame = linesKnownAt.isPresent() && changed.isPresent()
        && !changed.get().isAfter(linesKnownAt.get());
    return isSame ? table.find(identities.ofLine(name)) : -1;
  }

  /// What is known of a task.
  ///
  /// @param number as [#find(Identity)] gave it
  public Past get(int number) {
    return new Past(
        runs.get(table.run(number)),
        table.sequence(number),
        table.attempt(number),
        table.result(number),
        table.isFinal(number),
        table.stamp(number));
  }

  /// Its number in the latest run that speaks of it.
  public int lastSequence(int number) {
    return table.place(number);
  }

  /// The task that a run began under a number, and did not see the end of; -1 if there is none.
  public int begun(String run, int sequence) {
    return open.getOrDefault(run, Map.of()).getOrDefault(sequence, -1);
  }

  /// Tasks that are known by no more than the number of a line: whether they are still there cannot
  /// be told.
  public BitSet knownByLineAlone() {
    return (BitSet) oldLines.withoutArguments().clone();
  }

  /// How a task was called, read from the journal once more.
  public String name(int number) throws IOException {
    var entry = JournalReader.entryAt(files.get(table.file(number)), table.position(number));
    return entry.arguments().isEmpty()
        ? entry.task()
        : "%s (%s)".formatted(entry.task(), String.join(" ", entry.arguments()));
  }

  /// What is odd about the journals.
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  private void identifyOldLines() {
    if (!isIdentified) {
      isIdentified = true;
      oldLines.identify();
    } else {
      linesKnownAt = Optional.empty(); // a later run has dealt with them
    }
  }

  private int number(String run) {
    return runNumbers.computeIfAbsent(run, id -> {
      runs.add(id);
      return runs.size() - 1;
    });
  }

  private void tellOfDamages() {
    damages.stream().map(this::describe).forEach(warnings::add);
    if (damagedLines > damages.size()) {
      warnings.add("%d more lines are damaged".formatted(damagedLines - damages.size()));
    }
  }

  private String describe(Damage damage) {
    var line = damage.line();
    var what = line.isTorn() ? "the last line is torn; dropped" : "the line is damaged; dropped";
    int entry = damage.entry() >= 0
        ? damage.entry()
        : line.task().map(name -> table.find(identities.ofName(name))).orElse(-1);
    var name = line.task().or(() -> nameOf(entry));
    boolean isKnown = entry >= 0 && get(entry).finalResult().isPresent();
    return "%s:%d: %s%s".formatted(
        line.file(),
        line.number(),
        what,
        name.map(n -> "; it concerns %s, whose result is %s".formatted(
            n,
            isKnown ? "recorded anyway" : "lost"))
            .orElse(line.isTorn() ? "" : "; its task is unknown"));
  }

  private Optional<String> nameOf(int entry) {
    try {
      return entry < 0 ? Optional.empty() : Optional.of(name(entry));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Takes in the journal of one run.
  private final class RunReader implements JournalReader.Visitor {
    private final RunDirectory directory;
    private final boolean isOld;
    private final int run;
    private final Map<Integer, Integer> begun = new HashMap<>();
    private int file;
    private long results;
    private long damaged;
    private long summed;
    private boolean isJournal;

    RunReader(RunDirectory directory, boolean isOld) {
      this.directory = directory;
      this.isOld = isOld;
      this.run = number(directory.id());
      open.put(directory.id(), begun);
    }

    void read(long leastResults) throws IOException {
      var parts = directory.journal();
      requireFiles(parts);
      for (var part : parts) {
        file = files.size();
        files.add(part);
        new JournalReader(part, this).read();
      }
      if (!isJournal) {
        throw new UnfitJournalException(directory.results() + " is empty or not a journal");
      }
      long expected = Math.max(leastResults, summed);
      if (results + damaged < expected) {
        throw new UnfitJournalException(
            "%s has %d result%s, but %s that %d task%s had ended".formatted(
                directory.results(),
                results,
                results == 1 ? "" : "s",
                summed > leastResults ? "its last line says" : "status.json beside it says",
                expected,
                expected == 1 ? "" : "s"));
      }
    }

    private void requireFiles(List<Path> parts) throws UnfitJournalException {
      if (parts.isEmpty()) {
        throw new UnfitJournalException(
            "the journal %s is missing".formatted(directory.results()));
      }
      for (var part : parts) {
        if (!Files.isRegularFile(part)) { // a pipe would be waited for
          throw new UnfitJournalException(part + " is not a regular file");
        }
      }
    }

    @Override
    public void head(JsonObject session) {
      isJournal = true;
      if (isOld) {
        linesKnownAt = session.text("start_time").flatMap(PastTasks::time);
      }
    }

    @Override
    public void entry(JournalEntry entry) {
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
      table.setPlace(number, file, entry.position(), entry.sequence());
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
      if (damages.size() < MOST_TOLD) {
        damages.add(new Damage(line, begun.getOrDefault(line.sequence(), -1)));
      }
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
