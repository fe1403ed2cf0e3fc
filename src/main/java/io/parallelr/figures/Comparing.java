package io.parallelr.figures;

import io.parallelr.figures.RunComparison.Changed;
import io.parallelr.figures.RunComparison.Directories;
import io.parallelr.figures.RunComparison.Rules;
import io.parallelr.figures.RunIndex.Entry;
import io.parallelr.figures.RunIndex.Result;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.TaskRecords;
import io.parallelr.task.Identities.Identity;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Compares two runs whose tasks are known by the same. For one thread and one use.
final class Comparing {
  private final Side first;
  private final Side second;
  private final Rules rules;
  private final Map<Change, Long> counts = new EnumMap<>(Change.class);
  private final Map<Change, PriorityQueue<Ranked>> top = new EnumMap<>(Change.class);
  private final LogRatios all = new LogRatios();
  private final LogRatios ofLong = new LogRatios();
  private Duration timeBefore = Duration.ZERO;
  private Duration timeAfter = Duration.ZERO;
  private long failInBoth;

  /// One of the runs.
  private record Side(RunDirectory run, RunIndex.Names names, RunIndex index) {
    static Side read(RunDirectory run, RunIndex.Names names) throws IOException {
      return new Side(run, names, RunIndex.read(run, names));
    }
  }

  /// A task, and how much it matters that it is shown.
  private record Ranked(Identity task, long weight) {}

  private Comparing(Side first, Side second, Rules rules) {
    this.first = first;
    this.second = second;
    this.rules = rules;
  }

  static Comparing of(
      RunDirectory first,
      RunIndex.Names firstNames,
      RunDirectory second,
      RunIndex.Names secondNames,
      Rules rules)
      throws IOException {
    return new Comparing(
        Side.read(first, firstNames), Side.read(second, secondNames), rules);
  }

  /// Whether any task is in both.
  boolean anyMatches() {
    var found = new boolean[1];
    first.index().each((task, _) -> found[0] |= second.index().has(task));
    return found[0];
  }

  RunComparison result(Optional<Directories> directories) throws IOException {
    first.index().each((task, before) -> measure(before, second.index().get(task)));
    var noise = Noise.of(ofLong);
    first.index().each((task, before) -> sort(task, before, second.index().get(task), noise));
    second.index().each((task, after) -> {
      if (!first.index().has(task)) {
        sort(task, Entry.NONE, after, noise);
      }
    });
    return new RunComparison(
        counts,
        changed(),
        all.size(),
        all.median(),
        failInBoth,
        timeBefore,
        timeAfter,
        noise,
        directories);
  }

  private void measure(Entry before, Entry after) {
    if (before.result() != Result.SUCCEEDED || after.result() != Result.SUCCEEDED) {
      return;
    }
    timeBefore = timeBefore.plusNanos(before.nanos());
    timeAfter = timeAfter.plusNanos(after.nanos());
    if (before.nanos() > 0 && after.nanos() > 0) {
      all.add(Math.log(ratio(before, after)));
    }
    // of short tasks, only the time that the system takes would be measured
    if (Math.max(before.nanos(), after.nanos()) >= rules.least().toNanos()) {
      ofLong.add(Math.log(ratio(before, after)));
    }
  }

  private void sort(Identity task, Entry before, Entry after, Noise noise) {
    failInBoth += before.result().isFailure() && after.result().isFailure() ? 1 : 0;
    var change = change(before, after, noise);
    counts.merge(change, 1L, Long::sum);
    if (change == Change.SAME) {
      return;
    }
    long weight = switch (change) {
      case SLOWER, FASTER -> Math.abs(after.nanos() - before.nanos());
      case FAILING, REPAIRED, NEW -> -after.sequence();
      case GONE, SAME -> -before.sequence();
    };
    var ranked = top.computeIfAbsent(
        change, _ -> new PriorityQueue<>(Comparator.comparingLong(Ranked::weight)));
    ranked.add(new Ranked(task, weight));
    if (ranked.size() > rules.shown()) {
      ranked.remove();
    }
  }

  private Change change(Entry before, Entry after, Noise noise) {
    if (after.result().isFailure()) {
      return before.result().isFailure() ? Change.SAME : Change.FAILING;
    }
    if (after.result() == Result.NONE) {
      return before.result() == Result.NONE ? Change.SAME : Change.GONE;
    }
    if (before.result().isFailure()) {
      return Change.REPAIRED;
    }
    if (before.result() == Result.NONE) {
      return Change.NEW;
    }
    return before.result() == Result.SUCCEEDED && after.result() == Result.SUCCEEDED
        ? time(before, after, noise)
        : Change.SAME;
  }

  private Change time(Entry before, Entry after, Noise noise) {
    if (Math.abs(after.nanos() - before.nanos()) < rules.least().toNanos()) {
      return Change.SAME;
    }
    double ratio = ratio(before, after);
    double least = 1 + rules.percent() / 100;
    if (ratio > Math.max(least, noise.slower())) {
      return Change.SLOWER;
    }
    return 1 / ratio > Math.max(least, noise.faster()) ? Change.FASTER : Change.SAME;
  }

  /// How many times longer something took.
  private static double ratio(Entry before, Entry after) {
    return measured(after) / measured(before);
  }

  /// Zero is a time that was measured in milliseconds, and cut down.
  private static double measured(Entry entry) {
    return entry.nanos() == 0 ? 5e5 : entry.nanos();
  }

  private Map<Change, List<Changed>> changed() throws IOException {
    var shown = top.values()
        .stream()
        .flatMap(PriorityQueue::stream)
        .map(Ranked::task)
        .collect(Collectors.toSet());
    var before = attempts(first, shown);
    var after = attempts(second, shown);
    var changed = new EnumMap<Change, List<Changed>>(Change.class);
    top.forEach(
        (change, ranked) -> changed.put(
            change,
            ranked.stream()
                .sorted(Comparator.comparingLong(Ranked::weight).reversed())
                .flatMap(one -> changed(one.task(), before, after))
                .toList()));
    return changed;
  }

  private static Stream<Changed> changed(
      Identity task,
      Map<Identity, Attempt> before,
      Map<Identity, Attempt> after) {
    return before.containsKey(task) || after.containsKey(task)
        ? Stream.of(
            new Changed(
                Optional.ofNullable(before.get(task)),
                Optional.ofNullable(after.get(task))))
        : Stream.empty(); // its line was deleted just now
  }

  /// The names of tasks are not kept: those that are shown are read again.
  private static Map<Identity, Attempt> attempts(Side side, Set<Identity> shown)
      throws IOException {
    var attempts = new HashMap<Identity, Attempt>();
    if (shown.isEmpty()) {
      return attempts;
    }
    TaskRecords.each(side.run(), task -> {
      var identity = side.names().of(task);
      if (shown.contains(identity)) {
        attempts.put(identity, Attempt.of(task));
      }
    });
    return attempts;
  }
}
