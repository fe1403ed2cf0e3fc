package io.parallelr.runcli;

import io.parallelr.os.NativeText;
import io.parallelr.run.UserError;
import io.parallelr.task.Reason;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// What is read, which the user has named: where that fails it is a usage error, unlike failures to
/// write. For one thread.
final class ReadSource extends FilterInputStream {
  private static final int BUFFER = 1 << 16;

  private final String name;

  /// @param name for messages
  ReadSource(String name, InputStream in) {
    super(in);
    this.name = name;
  }

  /// Opens a file, which is compressed if its name ends in `.gz`.
  ///
  /// @throws UserError if it cannot be opened
  static InputStream open(String name, Path path) {
    try {
      var file = new FileInputStream(NativeText.file(path));
      return new ReadSource(name, name.endsWith(".gz") ? unpacked(file) : file);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static InputStream unpacked(InputStream file) throws IOException {
    try {
      return new GZIPInputStream(file, BUFFER);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private static UserError unreadable(String name, IOException e) {
    return Around.usage("%s: %s".formatted(name, switch (e) {
      case EOFException _ -> "the compressed file is cut off";
      case ZipException _ -> "the compressed file is damaged: " + Reason.of(e);
      default -> Reason.of(e);
    }));
  }

  @Override
  public int read() {
    try {
      return in.read();
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    try {
      return in.read(bytes, offset, length);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }
}
