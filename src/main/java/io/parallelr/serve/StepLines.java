package io.parallelr.serve;

import io.parallelr.job.StepId;
import io.parallelr.os.NativeText;
import io.parallelr.store.JobRow;
import io.parallelr.store.JobStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What steps print, as numbered lines with the time at which they were seen. For steps with
/// [io.parallelr.task.Streams#TOGETHER]. Values of variables whose names say that they are secret
/// are masked. May be used by any thread.
public final class StepLines {
  /// How much a page has at most. As objects, short lines take many times the room of their bytes.
  private static final Size PAGE = new Size(256 << 10, 4_000);
  /// The same for those who follow: there may be hundreds, and a slow one holds two pages.
  private static final Size FOLLOWED = new Size(32 << 10, 250);

  /// @param bytes of the output
  private record Size(int bytes, int lines) {}

  private final JobStore store;
  private final JobFiles files;
  private final List<String> serverSecrets;

  /// @param serverSecrets what tasks may know from the server's environment and must not be shown
  StepLines(JobStore store, JobFiles files, List<String> serverSecrets) {
    this.store = store;
    this.files = files;
    this.serverSecrets = List.copyOf(serverSecrets);
  }

  /// What counts as a line.
  public enum Form {
    /// What is between two line feeds, as it was written.
    EXACT,
    /// The same without white space around it; blank lines do not count.
    TRIMMED
  }

  /// A line.
  ///
  /// @param number from 1, in its form
  /// @param content without its line break; bytes that are not UTF-8 are as [NativeText] has them. A
  ///   line of more than 1 MiB comes in pieces, each with a number
  /// @param hasFeed whether a line break follows: not after a piece, or at the end of the output
  public record Line(long number, Instant time, String content, boolean hasFeed) {}

  /// A place between two lines.
  ///
  /// @param attempt whose output it is in; 0 for the last one
  /// @param number of the next line
  /// @param offset of its first byte
  public record Cursor(int attempt, long number, long offset) {
    /// Before the first line.
    public static final Cursor START = new Cursor(0, 1, 0);
  }

  /// Some lines of a step.
  ///
  /// @param next the place behind them
  /// @param isComplete whether the step has ended and these are the last
  public record Page(List<Line> lines, Cursor next, boolean isComplete) {
    public Page {
      lines = List.copyOf(lines);
    }
  }

  /// Takes lines while they are printed.
  public interface Sink {
    /// Lines in their order; never none. Those of a further attempt are counted from 1 again.
    void lines(List<Line> more) throws IOException, InterruptedException;

    /// Nothing was printed for a moment (about 100 ms).
    void silent() throws IOException, InterruptedException;

    /// Whether more is wanted.
    boolean isOpen();
  }

  /// Reads lines of the last attempt at a step. If the cursor is in another attempt, from the
  /// start.
  ///
  /// @param job as it was read before this call
  /// @param limit how many lines at most; there may be fewer though there are more to come
  public Page read(JobRow job, String step, Cursor from, int limit, Form form) throws IOException {
    return read(
        job,
        step,
        from,
        new Size(PAGE.bytes(), Math.min(PAGE.lines(), limit)),
        form,
        JobSecrets.of(job, serverSecrets));
  }

  private Page read(
      JobRow job,
      String step,
      Cursor from,
      Size size,
      Form form,
      JobSecrets secrets) throws IOException {
    var row = job.step(step);
    boolean hasEnded = row.isEmpty() || row.get().end().isPresent();
    int attempt = row.map(StepLogs::lastBegun).orElse(0);
    if (attempt == 0) {
      return new Page(List.of(), Cursor.START, hasEnded);
    }
    var start = from.attempt() == 0 || from.attempt() == attempt ? from : Cursor.START;
    var id = new StepId(job.id(), step);
    var output = files.log(id, attempt, StepLogs.Stream.OUT);
    var file = NativeText.file(output);
    try (var in = new RandomAccessFile(file, "r");
        var times = LineTimes.open(
            files.times(id, attempt),
            start.offset(),
            Instant.ofEpochMilli(file.lastModified()))) {
      in.seek(start.offset());
      var splitter = new LineSplitter(in, start.offset(), hasEnded, form);
      var lines = new ArrayList<Line>();
      long number = start.number();
      long stop = start.offset() + size.bytes();
      while (lines.size() < size.lines() && splitter.offset() < stop && splitter.next()) {
        lines.add(
            new Line(
                number++,
                times.at(splitter.offset()),
                secrets.masked(splitter.content()),
                splitter.hasFeed()));
      }
      return new Page(
          lines,
          new Cursor(attempt, number, splitter.offset()),
          hasEnded && splitter.isAtEnd());
    } catch (FileNotFoundException e) {
      return new Page(List.of(), new Cursor(attempt, start.number(), 0), hasEnded); // no output
    }
  }

  /// Finds a line.
  ///
  /// @param number of the line; beyond the last one there is, the place behind that
  public Cursor seek(JobRow job, String step, long number, Form form) throws IOException {
    var cursor = Cursor.START;
    var none = JobSecrets.of(job, List.of()); // nobody sees the lines
    while (cursor.number() < number) {
      int limit = (int) Math.min(PAGE.lines(), number - cursor.number());
      var page = read(job, step, cursor, new Size(PAGE.bytes(), limit), form, none);
      if (page.lines().isEmpty()) {
        return page.next();
      }
      cursor = page.next();
    }
    return cursor;
  }

  /// Follows a step until it has ended and all of it was taken, or no more is wanted. Waits for a
  /// step that has not begun.
  ///
  /// @return the job as it is once the step has ended; empty if no more is wanted, or it was deleted
  public Optional<JobRow> follow(JobRow job, String step, Cursor from, Form form, Sink sink)
      throws IOException, InterruptedException {
    var secrets = JobSecrets.of(job, serverSecrets);
    var row = job;
    var version = "";
    var cursor = from;
    while (sink.isOpen()) {
      var now = store.version(); // before the row, so that no change is missed
      if (!now.equals(version)) {
        version = now;
        var found = store.find(job.id());
        if (found.isEmpty()) {
          return Optional.empty();
        }
        row = found.get();
      }
      var page = read(row, step, cursor, FOLLOWED, form, secrets);
      cursor = page.next();
      if (!page.lines().isEmpty()) {
        sink.lines(page.lines());
      }
      if (page.isComplete()) {
        return Optional.of(row);
      }
      if (page.lines().isEmpty()) {
        sink.silent();
        Thread.sleep(LogFollower.PAUSE);
      }
    }
    return Optional.empty();
  }
}
