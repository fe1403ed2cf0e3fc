package io.parallelr.serve;

import io.parallelr.store.JobRow;
import java.io.IOException;
import java.io.InputStream;

/// What the last attempt at a step has printed by now, as a stream of any size, with what is secret
/// masked. For one thread.
public final class PrintedBytes extends InputStream {
  private static final int CHUNK = 64 << 10;

  private final StepLogs logs;
  private final JobRow job;
  private final String step;
  private final StepLogs.Stream stream;
  private byte[] chunk = {};
  private int place; // in the chunk
  private long offset; // behind the chunk
  private boolean isAtEnd;

  /// Begins at the first byte.
  ///
  /// @param job as it was read before
  public PrintedBytes(StepLogs logs, JobRow job, String step, StepLogs.Stream stream) {
    this.logs = logs;
    this.job = job;
    this.step = step;
    this.stream = stream;
  }

  @Override
  public int read() throws IOException {
    return isFilled() ? chunk[place++] & 0xff : -1;
  }

  @Override
  public int read(byte[] to, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!isFilled()) {
      return -1;
    }
    int count = Math.min(length, chunk.length - place);
    System.arraycopy(chunk, place, to, from, count);
    place += count;
    return count;
  }

  private boolean isFilled() throws IOException {
    if (place == chunk.length && !isAtEnd) {
      chunk = logs.read(job, step, stream, offset, CHUNK).bytes();
      place = 0;
      offset += chunk.length;
      isAtEnd = chunk.length < CHUNK;
    }
    return place < chunk.length;
  }
}
