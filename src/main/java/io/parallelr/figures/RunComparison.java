package io.parallelr.figures;

import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.TaskRecords;
import io.parallelr.task.Identities;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How the tasks of two runs differ.
///
/// @param counts of all tasks, by what became of them
/// @param changed those that are shown, by what became of them, in the order of what matters
/// @param compared how many tasks succeeded in both, and took a time that was measured
/// @param medianRatio of the times of these, the second to the first; 1 if there is none
/// @param failInBoth how many of those that are the same failed in both
/// @param before the time that tasks that succeeded in both took in the first run
/// @param after the same of the second run
/// @param directories if no path is in both runs: the directories below which paths were compared
public record RunComparison(
    Map<Change, Long> counts,
    Map<Change, List<Changed>> changed,
    long compared,
    double medianRatio,
    long failInBoth,
    Duration before,
    Duration after,
    Noise noise,
    Optional<Directories> directories) {

  public RunComparison {
    counts = Map.copyOf(counts);
    changed = Map.copyOf(changed);
  }

  /// What counts as slower or faster.
  ///
  /// @param percent how much longer, at least
  /// @param least how much longer, at least, so that short tasks do not count for nothing
  /// @param shown how many of each kind are kept to be shown
  public record Rules(double percent, Duration least, int shown) {}

  /// Directories that all tasks of a run have in common, with their slashes.
  public record Directories(String first, String second) {}

  /// A task that changed.
  ///
  /// @param before its last attempt in the first run; empty if there is none
  /// @param after the same of the second run
  public record Changed(Optional<Attempt> before, Optional<Attempt> after) {
    /// The attempt that its name is taken from.
    public Attempt shown() {
      return after.or(() -> before).orElseThrow();
    }
  }

  /// How many tasks changed so.
  public long count(Change change) {
    return counts.getOrDefault(change, 0L);
  }

  /// Compares two runs: tasks of arguments by their arguments, others by their paths. If no path is
  /// in both, they are compared below the directories that all tasks of a run have in common, as one
  /// may have run on a copy. Each journal is read a few times.
  ///
  /// @throws IOException if one cannot be read
  public static RunComparison of(RunDirectory first, RunDirectory second, Rules rules)
      throws IOException {
    var identities = Identities.create();
    var plain = new RunIndex.Names(identities, 0);
    var whole = Comparing.of(first, plain, second, plain, rules);
    if (whole.anyMatches()) {
      return whole.result(Optional.empty());
    }
    var directories = new Directories(commonDirectory(first), commonDirectory(second));
    var below = Comparing.of(
        first,
        new RunIndex.Names(identities, directories.first().length()),
        second,
        new RunIndex.Names(identities, directories.second().length()),
        rules);
    return below.anyMatches()
        ? below.result(Optional.of(directories))
        : whole.result(Optional.empty());
  }

  private static String commonDirectory(RunDirectory run) throws IOException {
    var common = new CommonBeginning();
    TaskRecords.each(run, task -> common.take(task.name()));
    return common.directory();
  }

  /// What names begin with.
  private static final class CommonBeginning {
    private Optional<String> text = Optional.empty();

    private void take(String name) {
      text = Optional.of(text.map(before -> common(before, name)).orElse(name));
    }

    private static String common(String a, String b) {
      int length = 0;
      while (length < a.length() && length < b.length() && a.charAt(length) == b.charAt(length)) {
        length++;
      }
      return a.substring(0, length);
    }

    private String directory() {
      return text.map(t -> t.substring(0, t.lastIndexOf('/') + 1)).orElse("");
    }
  }
}
