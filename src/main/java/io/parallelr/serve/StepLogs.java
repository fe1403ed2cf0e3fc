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
import java.util.List;

/// What steps print. May be used by any thread.
public final class StepLogs {
  private final JobFiles files;
  private final List<String> serverSecrets;

  /// @param serverSecrets what tasks may know from the server's environment and must not be shown
  StepLogs(JobFiles files, List<String> serverSecrets) {
    this.files = files;
    this.serverSecrets = List.copyOf(serverSecrets);
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
  /// There are asterisks in place of the values of variables whose names say that they are secret.
  ///
  /// @param job as it was read before this call
  /// @param offset from which byte
  /// @param limit how many bytes at most
  public Part read(JobRow job, String step, Stream stream, long offset, int limit)
      throws IOException {
    var secrets = JobSecrets.of(job, serverSecrets);
    int around = Math.max(0, secrets.longest() - 1);
    if (around == 0 || limit == 0) {
      return readAll(job, step, stream, offset, limit);
    }
    int before = (int) Math.min(around, offset);
    var part = readAll(
        job,
        step,
        stream,
        offset - before,
        (int) Math.min(Integer.MAX_VALUE - 8L, (long) before + limit + around));
    secrets.mask(part.bytes);
    int from = Math.min(before, part.bytes.length);
    int to = (int) Math.min(part.bytes.length, (long) from + limit);
    return new Part(Arrays.copyOfRange(part.bytes, from, to), part.size, part.isComplete);
  }

  /// The same with what is secret.
  ///
  /// @param job as it was read before this call
  Part readAll(JobRow job, String step, Stream stream, long offset, int limit)
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
