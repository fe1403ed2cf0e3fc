package io.parallelr.serve;

import io.parallelr.store.JobRow;
import io.parallelr.store.JobStore;
import io.parallelr.store.StepRow;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// Follows what a step prints, until it has ended and all was sent. The files are looked at again
/// and again: that costs less than it seems, and works on every file system. For one thread.
public final class LogFollower {
  /// The time between two looks at what is there.
  public static final Duration PAUSE = Duration.ofMillis(100);
  private static final int CHUNK = 64 << 10;

  private final JobStore store;
  private final StepLogs logs;
  private final String step;
  private final StepLogs.Stream stream;
  private final Sink sink;
  private JobRow job;
  private String version = "";
  private Utf8Chunks text = new Utf8Chunks();
  private int attempt;
  private long offset;

  /// Where a follower is in what a step prints.
  ///
  /// @param attempt that has printed it; 0 for the one that began last
  /// @param offset of the next byte
  public record Position(int attempt, long offset) {
    private static final char SEPARATOR = '@';

    /// The beginning of what the last attempt has printed.
    public static final Position START = new Position(0, 0);

    public Position {
      if (attempt < 0 || offset < 0) {
        throw new IllegalArgumentException("attempt %d, offset %d".formatted(attempt, offset));
      }
    }

    /// Reads what [#toString()] writes; empty if it is something else.
    public static Optional<Position> parse(String text) {
      int end = text.indexOf(SEPARATOR);
      try {
        return Optional.of(
            end < 0
                ? new Position(0, Long.parseLong(text))
                : new Position(
                    Integer.parseInt(text.substring(end + 1)),
                    Long.parseLong(text.substring(0, end))));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    /// The offset; of a further attempt, with its number.
    @Override
    public String toString() {
      return attempt > 1 ? String.valueOf(offset) + SEPARATOR + attempt : String.valueOf(offset);
    }
  }

  /// Takes what is printed.
  public interface Sink {
    /// A text, which does not end inside of a character or a line break.
    ///
    /// @param behind the position behind it
    void text(String text, Position behind) throws IOException;

    /// Another attempt has begun, which prints from the start.
    void attempt(int number) throws IOException;

    /// Nothing was printed for a moment.
    void silent() throws IOException;

    /// Whether more is wanted.
    boolean isOpen();
  }

  /// A follower of a step that the job has.
  public LogFollower(
      JobService jobs,
      JobRow job,
      String step,
      StepLogs.Stream stream,
      Sink sink) {
    this.store = jobs.store();
    this.logs = jobs.logs();
    this.job = job;
    this.step = step;
    this.stream = stream;
    this.sink = sink;
  }

  /// Follows it. Blocks until the step has ended and all was taken, or no more is wanted.
  ///
  /// @return the step as it has ended; empty if no more is wanted, or the job was deleted
  public Optional<StepRow> follow(Position from) throws IOException, InterruptedException {
    refresh();
    attempt = begun(job);
    offset = from.attempt() == 0 || from.attempt() == attempt ? from.offset() : 0;
    if (attempt > 1) {
      sink.attempt(attempt);
    }
    while (sink.isOpen()) {
      if (takeAll(job)) {
        return job.step(step);
      }
      Thread.sleep(PAUSE);
      sink.silent();
      var before = job;
      if (!refresh()) {
        return Optional.empty();
      }
      if (begun(job) != attempt) {
        startOver(before);
      }
    }
    return Optional.empty();
  }

  private int begun(JobRow row) {
    return row.step(step).map(StepLogs::lastBegun).orElse(0);
  }

  /// Takes what is there.
  ///
  /// @return whether the step has ended, so that there will be no more
  private boolean takeAll(JobRow row) throws IOException {
    while (sink.isOpen()) {
      var part = logs.read(row, step, stream, offset, CHUNK);
      offset += part.bytes().length;
      boolean isEnd = part.isComplete() && offset >= part.size();
      send(text.add(part.bytes(), isEnd));
      if (isEnd || part.bytes().length == 0) {
        return isEnd;
      }
    }
    return false;
  }

  private void send(String piece) throws IOException {
    if (!piece.isEmpty()) {
      sink.text(piece, new Position(attempt, offset - text.pending()));
    }
  }

  /// Another attempt has begun: takes the rest of the one before.
  private void startOver(JobRow before) throws IOException {
    if (attempt > 0) {
      takeAll(before);
      send(text.add(new byte[0], true));
    }
    boolean isFirst = attempt == 0;
    attempt = begun(job);
    if (!isFirst || attempt > 1) {
      offset = 0;
      sink.attempt(attempt);
    }
    text = new Utf8Chunks();
  }

  /// Reads the job again, unless no job has changed.
  ///
  /// @return whether it is there
  private boolean refresh() throws IOException {
    var now = store.version();
    if (now.equals(version)) {
      return true;
    }
    version = now;
    var found = store.find(job.id());
    found.ifPresent(row -> job = row);
    return found.isPresent();
  }
}
