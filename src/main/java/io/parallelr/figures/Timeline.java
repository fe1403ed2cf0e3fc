package io.parallelr.figures;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What ran when in which slot, in a grid of at most 1,024 columns of time and 128 rows of slots:
/// when a run takes longer, columns become twice as wide, and when there are more slots, a row has
/// twice as many. For one thread.
public final class Timeline {
  private static final int COLUMNS = 1 << 10;
  private static final int ROWS = 1 << 7;
  private static final int MOST_ATTEMPTS = 2000;
  private static final long MILLI = 1_000_000; // nanoseconds
  private static final Duration LONGEST = Duration.ofDays(100 * 365);

  private final Instant origin;
  private final long[] busy = new long[ROWS * COLUMNS]; // nanoseconds
  private final long[] failed = new long[ROWS * COLUMNS]; // attempts
  private final long[] ended = new long[COLUMNS];
  private final double[] memory = new double[COLUMNS]; // MB times nanoseconds
  private final double[] largest = new double[COLUMNS]; // MB
  private final List<Attempt> attempts = new ArrayList<>();
  private boolean hasAll = true;
  private long width = MILLI; // nanoseconds
  private int slotsOfRow = 1;
  private int slots;
  private int columns;
  private long end; // nanoseconds
  private long used; // nanoseconds of all slots

  /// @param origin where the time begins
  Timeline(Instant origin) {
    this.origin = origin;
  }

  /// Takes an attempt that has ended.
  void add(Attempt attempt) {
    if (isPlaced(attempt)) {
      keep(attempt);
      int last = use(attempt);
      ended[last]++;
      failed[(attempt.slot() - 1) / slotsOfRow * COLUMNS + last] += attempt.isFailure() ? 1 : 0;
    }
  }

  /// Takes one that runs, as far as it has come.
  void addRunning(Attempt attempt) {
    if (isPlaced(attempt)) {
      int _ = use(attempt);
    }
  }

  private static boolean isPlaced(Attempt attempt) {
    return attempt.started().isPresent() && attempt.slot() >= 1;
  }

  /// @return the column in which it ends
  private int use(Attempt attempt) {
    var since = Duration.between(origin, attempt.started().orElseThrow());
    var until = since.plus(attempt.took()); // a task that was taken over had begun before
    long from = nanos(since);
    // a clock that was set back must not spoil all
    long to = until.isPositive() ? nanos(until) : nanos(attempt.took());
    while (to / width >= COLUMNS) {
      halveColumns();
    }
    while ((attempt.slot() - 1) / slotsOfRow >= ROWS) {
      halveRows();
    }
    slots = Math.max(slots, attempt.slot());
    end = Math.max(end, to);
    columns = Math.max(columns, (int) (to / width) + 1);
    int row = (attempt.slot() - 1) / slotsOfRow * COLUMNS;
    int last = (int) (to / width);
    for (int column = (int) (from / width); column <= last; column++) {
      long overlap =
          Math.min(to, (column + 1) * width) - Math.max(from, column * width);
      busy[row + column] += overlap;
      used += overlap;
      if (attempt.memoryMb().isPresent()) {
        memory[column] += attempt.memoryMb().get() * overlap;
        largest[column] = Math.max(largest[column], attempt.memoryMb().get());
      }
    }
    return last;
  }

  /// Not more than can be counted, nor negative.
  private static long nanos(Duration time) {
    return time.isNegative() ? 0 : time.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : time.toNanos();
  }

  private void keep(Attempt attempt) {
    if (hasAll) {
      attempts.add(attempt);
    }
    if (attempts.size() > MOST_ATTEMPTS) {
      attempts.clear();
      hasAll = false;
    }
  }

  private void halveColumns() {
    for (int row = 0; row < ROWS; row++) {
      halve(busy, row * COLUMNS);
      halve(failed, row * COLUMNS);
    }
    halve(ended, 0);
    for (int i = 0; i < COLUMNS; i++) {
      boolean isKept = i < COLUMNS / 2;
      memory[i] = isKept ? memory[2 * i] + memory[2 * i + 1] : 0;
      largest[i] = isKept ? Math.max(largest[2 * i], largest[2 * i + 1]) : 0;
    }
    columns = (columns + 1) / 2;
    width *= 2;
  }

  private static void halve(long[] counts, int from) {
    for (int i = 0; i < COLUMNS; i++) {
      counts[from + i] =
          i < COLUMNS / 2 ? counts[from + 2 * i] + counts[from + 2 * i + 1] : 0;
    }
  }

  private void halveRows() {
    for (var counts : List.of(busy, failed)) {
      for (int i = 0; i < ROWS * COLUMNS; i++) {
        int row = i / COLUMNS;
        int first = 2 * row * COLUMNS + i % COLUMNS;
        counts[i] = row < ROWS / 2 ? counts[first] + counts[first + COLUMNS] : 0;
      }
    }
    slotsOfRow *= 2;
  }

  /// Where the time begins.
  public Instant origin() {
    return origin;
  }

  /// All attempts that have ended, while there are at most 2,000.
  public Optional<List<Attempt>> attempts() {
    return hasAll ? Optional.of(List.copyOf(attempts)) : Optional.empty();
  }

  /// From the origin to the end of the last attempt, or until now if one runs.
  public Duration length() {
    return Duration.ofNanos(end);
  }

  /// How long slots were in use since the origin, added up.
  public Duration used() {
    return Duration.ofNanos(used);
  }

  /// The time that a column stands for.
  public Duration columnWidth() {
    return Duration.ofNanos(width);
  }

  public int columns() {
    return columns;
  }

  /// The highest number of a slot that was used.
  public int slots() {
    return slots;
  }

  /// How many slots a row stands for.
  public int slotsOfRow() {
    return slotsOfRow;
  }

  public int rows() {
    return (slots + slotsOfRow - 1) / slotsOfRow;
  }

  /// Which part of the time the slots of a row were in use, from 0 to 1.
  public double busy(int row, int column) {
    return Math.min(1.0, (double) busy[row * COLUMNS + column] / (width * slotsOfRow));
  }

  /// How many attempts failed.
  public long failed(int row, int column) {
    return failed[row * COLUMNS + column];
  }

  /// What happened in each of some equal parts of the time.
  ///
  /// @param most how many parts there are at most
  public List<Span> spans(int most) {
    int each = Math.max(1, (columns + most - 1) / most);
    var spans = new ArrayList<Span>();
    for (int from = 0; from < columns; from += each) {
      spans.add(span(from, Math.min(columns, from + each), each));
    }
    return List.copyOf(spans);
  }

  private Span span(int from, int to, int columnsOfSpan) {
    long ends = 0;
    long failures = 0;
    double used = 0;
    double sum = 0;
    double peak = 0;
    for (int column = from; column < to; column++) {
      ends += ended[column];
      sum += memory[column];
      peak = Math.max(peak, largest[column]);
      for (int row = 0; row < rows(); row++) {
        failures += failed[row * COLUMNS + column];
        used += busy[row * COLUMNS + column];
      }
    }
    long start = from * width;
    long whole = columnsOfSpan * width;
    long length = Math.max(MILLI, Math.min(end - start, whole)); // the last ends with the last
                                                                 // attempt
    // what ended in the rest of a millisecond is not to look like a peak
    double time = from == 0 ? length : whole;
    return new Span(
        Duration.ofNanos(start),
        Duration.ofNanos(length),
        ends,
        failures,
        ends / (time / 1e9),
        used / time,
        sum / time,
        peak);
  }

  /// A part of the time.
  ///
  /// @param start since the origin
  /// @param ended attempts, failed ones included
  /// @param perSecond how many of them ended in a second
  /// @param running attempts at a time, on average
  /// @param memoryMb the peaks of all that ran at a time, added up, on average: an upper bound of
  ///   what they used together
  /// @param largestMb the peak of the largest of them
  public record Span(
      Duration start,
      Duration length,
      long ended,
      long failed,
      double perSecond,
      double running,
      double memoryMb,
      double largestMb) {}
}
