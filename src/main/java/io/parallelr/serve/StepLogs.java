package io.parallelr.serve;

import io.parallelr.store.JobRow;
import java.io.IOException;
import java.nio.file.Path;

/// What steps print. May be used by any thread.
public final class StepLogs {
  StepLogs(Path data) {}

  /// Which stream.
  public enum Stream {
    OUT, ERR
  }

  /// A part of what a step has printed.
  ///
  /// @param bytes from where it was asked for; empty if there is nothing there yet
  /// @param size how much there is by now, in bytes
  /// @param isComplete whether the step has ended: nothing is added any more
  public record Part(byte[] bytes, long size, boolean isComplete) {}

  /// Reads what the last attempt at a step has printed; of a step that has not begun, nothing.
  ///
  /// @param offset from which byte
  /// @param limit how many bytes at most
  public Part read(JobRow job, String step, Stream stream, long offset, int limit)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  /// Deletes all of a job.
  void delete(String job) throws IOException {
    throw new UnsupportedOperationException();
  }
}
