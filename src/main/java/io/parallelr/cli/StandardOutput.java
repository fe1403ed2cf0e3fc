package io.parallelr.cli;

import io.parallelr.os.Processes;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serial;

/// Standard output, which says what is wrong when it cannot be written. Not System.out: that hides
/// that nobody reads any more.
final class StandardOutput extends OutputStream {
  private static final int FD = 1;
  private final OutputStream out;

  StandardOutput(OutputStream out) {
    this.out = out;
  }

  /// Whoever read it has ended, as `head` does when it has seen enough: no fault, but no more is to
  /// be written.
  static final class ReaderGone extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    ReaderGone(IOException cause) {
      super("standard output is no longer read", cause);
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[]{(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] text, int offset, int length) throws IOException {
    try {
      out.write(text, offset, length);
    } catch (IOException e) {
      throw Processes.isReaderGone(FD)
          ? new ReaderGone(e)
          : new IOException("standard output cannot be written: " + Reason.of(e), e);
    }
  }
}
