package io.parallelr.run;

import io.parallelr.batch.Batch;
import io.parallelr.journal.FileStamp;
import io.parallelr.journal.PastTasks;
import io.parallelr.task.Count;
import io.parallelr.task.Reason;
import io.parallelr.task.Secrets;
import io.parallelr.task.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the tasks of a run differ from those of the run that it resumes: which are new, gone or
/// moved, and whose files have changed. For one thread.
final class ListChanges {
  private static final Logger log = LoggerFactory.getLogger(ListChanges.class);

  private final Batch batch;
  private final PastTasks past;
  private final Secrets secrets;
  private final boolean areLines;
  private final BitSet seen = new BitSet();
  private final FirstNames changed = new FirstNames();
  private final FirstNames moved = new FirstNames();
  private final FirstNames gone = new FirstNames();
  private final FirstNames unknown = new FirstNames();
  private int added; // of the unknown ones, as far as that is certain

  ListChanges(Batch batch, PastTasks past, Secrets secrets) {
    this.secrets = secrets;
    this.batch = batch;
    this.past = past;
    this.areLines = !batch.argumentsFiles().isEmpty();
  }

  /// Takes a task of which something is known.
  ///
  /// @param index in the batch
  /// @param known its number there
  void known(int index, int known) {
    seen.set(known);
    var stamp = past.get(known).stamp();
    if (stamp.isPresent()) {
      noteIfChanged(batch.task(index), known, stamp.get());
    }
    if (areLines) {
      added = unknown.count();
      if (past.lastSequence(known) != index + 1) {
        moved.add(() -> "%s is now %s".formatted(name(known), batch.task(index).name()));
      }
    }
  }

  /// Takes a task of which nothing is known. Lines are begun in their order: one that comes before
  /// another that was begun is new; what comes after the last may also not have had its turn.
  void unknown(int index) {
    unknown.add(() -> {
      var task = secrets.masked(batch.task(index));
      return named(task.name(), String.join(" ", task.input().arguments()));
    });
  }

  private void noteIfChanged(Task task, int known, FileStamp then) {
    var now = task.input().taskFile().flatMap(FileStamp::of).orElse(then);
    if (!now.equals(then)) {
      changed.add(
          () -> "%s has changed since run %s started it: %d bytes then, %d now".formatted(
              task.name(),
              past.get(known).run(),
              then.bytes(),
              now.bytes()));
    }
  }

  /// Logs the differences.
  ///
  /// @param tasksThen how many the earlier run had
  void report(Optional<Long> tasksThen) {
    if (changed.count() > 0) {
      log.warn("{}{}", changed,
          changed.count() > 1 ? " (%d files)".formatted(changed.count()) : "");
    }
    var accounted = past.knownByLineAlone();
    accounted.or(seen);
    for (int i = accounted.nextClearBit(0); i < past.size(); i = accounted.nextClearBit(i + 1)) {
      int known = i;
      gone.add(() -> name(known));
    }
    if (areLines) {
      reportLines(tasksThen.filter(n -> past.size() >= n).isPresent() ? unknown.count() : added);
    } else if (gone.count() > 0) {
      log.warn(
          "{} of the earlier run {} no longer there: {}",
          Count.of(gone.count(), "task"),
          gone.count() == 1 ? "is" : "are",
          gone);
    }
  }

  private void reportLines(int newOnes) {
    if (newOnes + gone.count() + moved.count() == 0) {
      return;
    }
    log.warn(
        "{} has changed since the earlier run; lines are matched by their arguments, wherever they are",
        batch.argumentsFiles().stream().map(Path::toString).collect(Collectors.joining(" or ")));
    report(newOnes, "new: " + unknown.of(newOnes));
    report(gone.count(), "gone: " + gone);
    report(moved.count(), "moved: " + moved);
  }

  private static void report(int count, String what) {
    if (count > 0) {
      log.warn("{} {} {}", count, count == 1 ? "line is" : "lines are", what);
    }
  }

  private String name(int known) {
    try {
      return past.name(known);
    } catch (IOException e) {
      return "(its name cannot be read: %s)".formatted(Reason.of(e));
    }
  }

  private static String named(String name, String arguments) {
    return "%s (%s)".formatted(name, arguments);
  }
}
