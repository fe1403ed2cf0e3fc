package io.parallelr.serve;

import io.parallelr.job.StepId;
import io.parallelr.job.StepState;
import io.parallelr.os.NativeText;
import io.parallelr.store.JobRow;
import io.parallelr.store.StepRow;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Arrays;

/// What steps print. May be used by any thread.
public final class StepLogs {
  private final JobFiles files;

  StepLogs(JobFiles files) {
    this.files = files;
  }

  /// Which stream.
  public enum Stream {
    OUT, ERR
  }

  /// A part of what a step has printed.
  public static final class Part {
    private final byte[] bytes;
    private final long size;
    private final boolean isComplete;

    Part(byte[] bytes, long size, boolean isComplete) {
      this.bytes = bytes;
      this.size = size;
      this.isComplete = isComplete;
    }

    /// What there is from where it was asked for; empty if there is nothing yet. The caller's own.
    public byte[] bytes() {
      return bytes;
    }

    /// How much there is by now, in bytes.
    public long size() {
      return size;
    }

    /// Whether the step has ended: nothing is added any more.
    public boolean isComplete() {
      return isComplete;
    }
  }

  /// Reads what the last attempt at a step has printed; of a step that has not begun, nothing.
  ///
  /// @param job as it was read before this call
  /// @param offset from which byte
  /// @param limit how many bytes at most
  public Part read(JobRow job, String step, Stream stream, long offset, int limit)
      throws IOException {
    var row = job.step(step);
    boolean isComplete = row.isEmpty() || row.get().end().isPresent();
    int attempt = row.map(StepLogs::lastBegun).orElse(0);
    if (attempt == 0) {
      return new Part(new byte[0], 0, isComplete);
    }
    var file = files.log(new StepId(job.id(), step), attempt, stream);
    try (var in = new RandomAccessFile(NativeText.file(file), "r")) {
      long size = in.length();
      int length = (int) Math.min(limit, Math.max(0, size - offset));
      var bytes = new byte[length];
      in.seek(Math.min(offset, size));
      int read = 0;
      while (read < length) {
        int some = in.read(bytes, read, length - read);
        if (some < 0) {
          break; // somebody has cut it off
        }
        read += some;
      }
      return new Part(read == length ? bytes : Arrays.copyOf(bytes, read), size, isComplete);
    } catch (FileNotFoundException e) {
      return new Part(new byte[0], 0, isComplete); // nothing was printed
    }
  }

  /// The attempt that was begun last; 0 if there was none.
  static int lastBegun(StepRow step) {
    boolean isToCome = step.state() == StepState.PENDING || step.state() == StepState.READY;
    return isToCome ? step.attempt() - 1 : step.attempt();
  }
}
