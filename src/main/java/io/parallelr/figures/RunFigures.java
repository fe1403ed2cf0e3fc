package io.parallelr.figures;

import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.TaskRecord;
import io.parallelr.journal.TaskRecords;
import io.parallelr.task.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;

/// What the tasks of a run add up to: read once from its journal, in some megabytes whatever its
/// length. For one thread.
public final class RunFigures {
  /// Which are worth a look.
  public static final List<Integer> PERCENTILES = List.of(50, 75, 90, 95, 99);

  private static final int SLOWEST = 20;

  private final Map<Status, Long> statuses = new EnumMap<>(Status.class);
  private final DurationCounts succeeded = new DurationCounts();
  private final DurationCounts failed = new DurationCounts();
  private final DurationCounts running = new DurationCounts();
  private final Timeline timeline;
  private final FailureGroups failures = new FailureGroups();
  private final PriorityQueue<Attempt> slowest =
      new PriorityQueue<>(Comparator.comparing(Attempt::took));
  private final Map<Integer, Attempt> begun = new TreeMap<>(); // by sequence
  private final BitSet unretried = new BitSet(); // sequences: failed, and no end for good yet
  private long ended;
  private long failedTasks;
  private Duration cpu = Duration.ZERO;
  private double peakMb;
  private double sumMb;
  private long measured;

  RunFigures(Instant origin) {
    this.timeline = new Timeline(origin);
  }

  /// Reads the journal of a run.
  ///
  /// @param origin where the time in the charts begins
  /// @throws IOException if the journal is missing or cannot be read
  public static RunFigures read(RunDirectory run, Instant origin) throws IOException {
    var figures = new RunFigures(origin);
    TaskRecords.each(run, figures::take);
    return figures;
  }

  /// The same of a run that is alive: what runs is counted as far as it has come.
  ///
  /// @throws IOException if the journal is missing or cannot be read
  public static RunFigures readAlive(RunDirectory run, Instant origin, Instant now)
      throws IOException {
    var figures = read(run, origin);
    figures.begun.replaceAll((_, attempt) -> attempt.until(now));
    figures.begun.values().forEach(figures::runs);
    return figures;
  }

  private void runs(Attempt attempt) {
    if (attempt.started().isPresent()) {
      running.add(attempt.took());
      timeline.addRunning(attempt);
      addSlowest(attempt);
    }
  }

  void take(TaskRecord task) {
    var attempt = Attempt.of(task);
    if (task.status().isEmpty()) {
      begun.put(task.sequence(), attempt);
      unretried.clear(task.sequence());
      return;
    }
    begun.remove(task.sequence());
    if (task.isFinal()) {
      ended++;
      statuses.merge(task.status().get(), 1L, Long::sum);
      failedTasks += task.isFailure() ? 1 : 0;
    }
    unretried.set(task.sequence(), !task.isFinal());
    if (task.isFailure() && task.status().get() != Status.SKIPPED) {
      failures.add(task, attempt);
    }
    if (task.ran()) {
      ran(attempt);
    }
  }

  private void ran(Attempt attempt) {
    (attempt.isFailure() ? failed : succeeded).add(attempt.took());
    timeline.add(attempt);
    cpu = cpu.plus(attempt.cpu());
    attempt.memoryMb().ifPresent(mb -> {
      peakMb = Math.max(peakMb, mb);
      sumMb += mb;
      measured++;
    });
    addSlowest(attempt);
  }

  private void addSlowest(Attempt attempt) {
    slowest.add(attempt);
    if (slowest.size() > SLOWEST) {
      slowest.remove();
    }
  }

  /// How many tasks have ended for good.
  public long ended() {
    return ended;
  }

  /// How many of them ended how.
  public Map<Status, Long> statuses() {
    return Collections.unmodifiableMap(new EnumMap<>(statuses));
  }

  /// How many of them failed.
  public long failedTasks() {
    return failedTasks;
  }

  /// How many failed, and were neither tried again nor given up.
  public long unretried() {
    return unretried.cardinality();
  }

  /// How many attempts ran to an end.
  public long attempts() {
    return succeeded.size() + failed.size();
  }

  /// How many of them failed.
  public long failedAttempts() {
    return failed.size();
  }

  /// Which part of the tasks that ran to an end of their own succeeded, in percent.
  public Optional<Double> successPercent() {
    long completed = completed();
    return completed == 0
        ? Optional.empty()
        : Optional.of(100.0 * statuses.getOrDefault(Status.SUCCESS, 0L) / completed);
  }

  /// How many tasks ran to an end of their own.
  public long completed() {
    return ended - statuses.getOrDefault(Status.CANCELLED, 0L)
        - statuses.getOrDefault(Status.SKIPPED, 0L);
  }

  /// What attempts took that have ended; empty if none has.
  public Optional<Durations> durations() {
    if (attempts() == 0) {
      return Optional.empty();
    }
    var all = new DurationCounts();
    all.addAll(succeeded);
    all.addAll(failed);
    var percentiles = new TreeMap<Integer, Duration>();
    PERCENTILES.forEach(p -> percentiles.put(p, Duration.ofMillis(all.percentile(p))));
    return Optional.of(
        new Durations(
            Duration.ofMillis(all.shortest()),
            all.total().dividedBy(all.size()),
            percentiles,
            Duration.ofMillis(all.longest()),
            all.total()));
  }

  /// How long attempts took.
  ///
  /// @param percentiles by their percent; above two seconds they may be off by a thousandth
  public record Durations(
      Duration shortest,
      Duration average,
      Map<Integer, Duration> percentiles,
      Duration longest,
      Duration total) {}

  /// The durations of attempts, sorted into some twenty bins; of those that run, so far.
  public List<Bin> bins() {
    return DurationBins.of(succeeded, failed, running);
  }

  public Duration cpu() {
    return cpu;
  }

  /// The memory of the attempts that were measured; empty if none was.
  public Optional<Memory> memory() {
    return measured == 0
        ? Optional.empty()
        : Optional.of(new Memory(peakMb, sumMb / measured, measured));
  }

  /// How much memory attempts needed.
  ///
  /// @param peakMb of the largest
  /// @param averageMb of their peaks
  /// @param measured how many of them were measured
  public record Memory(double peakMb, double averageMb, long measured) {}

  public Timeline timeline() {
    return timeline;
  }

  /// The slowest attempts, at most 20; those that run among them, so far.
  public List<Attempt> slowest() {
    return slowest.stream()
        .sorted(
            Comparator.comparing(Attempt::took)
                .reversed()
                .thenComparingInt(Attempt::sequence)
                .thenComparingInt(Attempt::attempt))
        .toList();
  }

  /// How attempts failed, those with most tasks first.
  public List<FailureGroup> failures() {
    return failures.sorted();
  }

  /// Attempts that began and whose end is not recorded, in the order of their numbers.
  public Collection<Attempt> begun() {
    return List.copyOf(begun.values());
  }
}
