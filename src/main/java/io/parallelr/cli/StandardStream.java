package io.parallelr.cli;

import io.parallelr.os.Processes;
import io.parallelr.task.Reason;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serial;

/// Standard output or standard error, which says what is wrong when it cannot be written. Not
/// System.out: that hides that nobody reads any more.
final class StandardStream extends OutputStream {
  private final OutputStream out;
  private final int fd;
  private final String name;

  private StandardStream(FileDescriptor descriptor, int fd, String name) {
    this.out = new FileOutputStream(descriptor);
    this.fd = fd;
    this.name = name;
  }

  static OutputStream output() {
    return new StandardStream(FileDescriptor.out, 1, "standard output");
  }

  static OutputStream error() {
    return new StandardStream(FileDescriptor.err, 2, "standard error");
  }

  /// Whoever read it has ended, as `head` does when it has seen enough: no fault, but no more is to
  /// be written.
  static final class ReaderGone extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    ReaderGone(String name, IOException cause) {
      super(name + " is no longer read", cause);
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
      throw Processes.isReaderGone(fd)
          ? new ReaderGone(name, e)
          : new IOException(name + " cannot be written: " + Reason.of(e), e);
    }
  }
}
