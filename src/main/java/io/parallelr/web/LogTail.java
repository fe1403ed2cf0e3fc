package io.parallelr.web;

import io.parallelr.serve.StepLogs;
import io.parallelr.store.JobRow;
import java.io.IOException;

/// Finds where the last lines of what a step has printed begin.
final class LogTail {
  private static final int BLOCK = 64 << 10;

  private final StepLogs logs;
  private final JobRow job;
  private final String step;
  private final StepLogs.Stream stream;

  LogTail(StepLogs logs, JobRow job, String step, StepLogs.Stream stream) {
    this.logs = logs;
    this.job = job;
    this.step = step;
    this.stream = stream;
  }

  /// The offset of the first of so many last lines. The last one need not be complete.
  long start(long lines) throws IOException {
    long size = logs.read(job, step, stream, 0, 0).size();
    long found = 0;
    for (long end = size; end > 0;) {
      long begin = Math.max(0, end - BLOCK);
      var block = logs.read(job, step, stream, begin, (int) (end - begin)).bytes();
      for (int i = block.length - 1; i >= 0; i--) {
        boolean isLineEnd = block[i] == '\n' && begin + i < size - 1;
        if (isLineEnd && ++found == lines) {
          return begin + i + 1;
        }
      }
      end = begin;
    }
    return lines == 0 ? size : 0;
  }
}
