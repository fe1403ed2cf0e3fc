package io.parallelr.os;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A stream into a file whose errors name that file: the JDK's say `No space left on device` alone,
/// or name a draft that the user has never heard of. Not thread safe.
final class NamedErrors extends FilterOutputStream {
  private final Path file;

  /// @param file by the name that users know
  NamedErrors(OutputStream out, Path file) {
    super(out);
    this.file = file;
  }

  @Override
  public void write(int octet) throws IOException {
    run(file, () -> out.write(octet));
  }

  @Override
  public void write(byte[] octets, int from, int length) throws IOException {
    run(file, () -> out.write(octets, from, length));
  }

  @Override
  public void flush() throws IOException {
    run(file, out::flush);
  }

  @Override
  public void close() throws IOException {
    run(file, out::close);
  }

  /// Something that is done with a file.
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  /// Does something with a file or its draft.
  ///
  /// @throws FileSystemException naming the file, with the reason, if that fails
  static void run(Path file, Step step) throws IOException {
    try {
      step.run();
    } catch (AccessDeniedException e) {
      throw caused(new AccessDeniedException(NativeText.of(file), null, e.getReason()), e);
    } catch (NoSuchFileException e) {
      throw caused(new NoSuchFileException(NativeText.of(file), null, e.getReason()), e);
    } catch (FileSystemException e) {
      throw caused(new FileSystemException(NativeText.of(file), null, e.getReason()), e);
    } catch (IOException e) {
      throw caused(new FileSystemException(NativeText.of(file), null, e.getMessage()), e);
    }
  }

  private static FileSystemException caused(FileSystemException error, IOException cause) {
    error.initCause(cause);
    return error;
  }
}
