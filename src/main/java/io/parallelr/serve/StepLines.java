package io.parallelr.serve;

import io.parallelr.store.JobRow;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/// What steps print, as numbered lines with the time at which they were seen. For steps with
/// [io.parallelr.task.Streams#TOGETHER]. May be used by any thread.
@SuppressWarnings({"DoNotCallSuggester", "ObjectToString", "MissingSummary"}) // until it is there
public final class StepLines {

  /// A line.
  ///
  /// @param number from 1
  /// @param content without its line break
  public record Line(long number, Instant time, String content) {}

  /// Some lines of a step.
  ///
  /// @param isComplete whether the step has ended and these are the last
  public record Page(List<Line> lines, boolean isComplete) {
    public Page {
      lines = List.copyOf(lines);
    }
  }

  /// Takes lines while they are printed.
  public interface Sink {
    /// @param more lines in their order; never empty
    void lines(List<Line> more) throws IOException, InterruptedException;

    /// Nothing was printed for a moment (about 100 ms).
    void silent() throws IOException, InterruptedException;

    /// Whether more is wanted.
    boolean isOpen();
  }

  /// Reads lines of the last attempt at a step.
  ///
  /// @param job as it was read before this call
  /// @param first the number of the first line that is wanted
  /// @param limit how many lines at most
  public Page read(JobRow job, String step, long first, int limit) throws IOException {
    throw new UnsupportedOperationException(job.id() + step + first + limit);
  }

  /// Follows a step until it has ended and all of it was taken, or no more is wanted. Waits for a
  /// step that has not begun.
  ///
  /// @param first the number of the first line that is wanted
  /// @return the job as it is once the step has ended; empty if no more is wanted, or it was deleted
  public java.util.Optional<JobRow> follow(JobRow job, String step, long first, Sink sink)
      throws IOException, InterruptedException {
    throw new UnsupportedOperationException(job.id() + step + first + sink);
  }
}
