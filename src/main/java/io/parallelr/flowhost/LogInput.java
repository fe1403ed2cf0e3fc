package io.parallelr.flowhost;

import io.parallelr.serve.StepLogs;
import io.parallelr.store.JobRow;
import java.io.IOException;
import java.io.InputStream;

/// What a step has printed so far, part by part. For one thread.
final class LogInput extends InputStream {
  private static final int PART = 64 << 10;

  private final StepLogs logs;
  private final JobRow job;
  private final String step;
  private final StepLogs.Stream stream;
  private byte[] part = new byte[0];
  private int at;
  private long offset;

  LogInput(StepLogs logs, JobRow job, String step, StepLogs.Stream stream) {
    this.logs = logs;
    this.job = job;
    this.step = step;
    this.stream = stream;
  }

  @Override
  public int read() throws IOException {
    return fill() ? part[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, part.length - at);
    System.arraycopy(part, at, bytes, from, count);
    at += count;
    return count;
  }

  /// @return whether there is more
  private boolean fill() throws IOException {
    if (at == part.length) {
      part = logs.read(job, step, stream, offset, PART).bytes();
      offset += part.length;
      at = 0;
    }
    return at < part.length;
  }
}
