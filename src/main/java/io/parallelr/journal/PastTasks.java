package io.parallelr.journal;

import io.parallelr.task.Identities;
import io.parallelr.task.Identities.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// What the journals of a run and of those it resumed say of each task. It is compact; for
/// one thread.
public final class PastTasks {
  private final Identities identities;
  private final PastTable table;
  private final OldLines oldLines;
  private final List<String> runs; // ids
  private final List<Path> files;
  private final Map<String, Map<Integer, Integer>> open;
  private final Optional<Instant> linesKnownAt;
  private final boolean hasMasked;
  private final List<String> warnings;

  /// A line that says nothing for certain.
  ///
  /// @param entry of the task that it seems to be about; -1 if that is not known
  record Damage(JournalReader.Damaged line, int entry) {}

  /// @param runs their ids, by their number in the table
  /// @param files of the journals, by their number in the table
  /// @param open by run, the entries of what it began and did not see the end of, by their number in
  ///   the run
  /// @param linesKnownAt since when lines are known by their number alone; empty if none is
  /// @param damages the first damaged lines
  /// @param damagedLines how many there are
  PastTasks(
      Identities identities,
      PastTable table,
      OldLines oldLines,
      List<String> runs,
      List<Path> files,
      Map<String, Map<Integer, Integer>> open,
      Optional<Instant> linesKnownAt,
      boolean hasMasked,
      List<Damage> damages,
      int damagedLines) {
    this.identities = identities;
    this.table = table;
    this.oldLines = oldLines;
    this.runs = runs;
    this.files = files;
    this.open = open;
    this.linesKnownAt = linesKnownAt;
    this.hasMasked = hasMasked;
    this.warnings = Stream.concat(
        damages.stream().map(this::describe),
        damagedLines > damages.size()
            ? Stream.of("%d more lines are damaged".formatted(damagedLines - damages.size()))
            : Stream.of())
        .toList();
  }

  /// Nothing is known.
  public static PastTasks none() {
    return new JournalFold().result();
  }

  /// Reads the journals. An interrupt ends that.
  ///
  /// @param leastResults how many results the journal in a directory must have: another file says
  ///   that so many tasks had ended
  /// @throws UnusableJournalException if a journal cannot tell what has been done
  /// @throws NewerVersionException if this version cannot read it
  /// @throws java.io.InterruptedIOException if this thread was interrupted; its flag is cleared
  public static PastTasks read(EarlierRun earlier, ToLongFunction<Path> leastResults)
      throws IOException {
    var fold = new JournalFold();
    for (var request : earlier.oldestFirst()) {
      var run = request.run();
      fold.beginRun(run.id(), request.hasOldLines());
      for (var file : files(run)) {
        fold.beginFile(file);
        new JournalReader(file, fold).read();
      }
      fold.endRun(run.results(), leastResults.applyAsLong(run.path()));
    }
    return fold.result();
  }

  private static List<Path> files(RunDirectory run) throws IOException {
    var parts = run.journal();
    if (parts.isEmpty()) {
      throw new UnusableJournalException("the journal %s is missing".formatted(run.results()));
    }
    for (var part : parts) {
      if (!Files.isRegularFile(part)) { // a pipe would be waited for
        throw new UnusableJournalException(part + " is not a regular file");
      }
    }
    return parts;
  }

  /// The identities of tasks here.
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
        table.byRequest(number),
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

  /// Tasks that are known by no more than the number of a line: whether they are still there
  /// is unknown.
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
    return warnings;
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
}
