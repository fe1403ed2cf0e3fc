package io.parallelr.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// What is in a directory, with the types that the file system keeps beside the names: so a million
/// files are listed without a look at each.
///
/// Where the C library has no getdents64(3), which glibc has from 2.30, the types are unknown.
public final class DirectoryEntries {
  private static final int BUFFER_BYTES = 256 * 1024;
  private static final int LENGTH_OFFSET = 16; // of struct linux_dirent64; getdents64(2)
  private static final int TYPE_OFFSET = 18;
  private static final int NAME_OFFSET = 19;
  private static final byte DT_DIR = 4;
  private static final byte DT_REG = 8;

  private DirectoryEntries() {}

  /// What an entry is.
  public enum Type {
    REGULAR, DIRECTORY,
    /// Another kind of file, a link, or one that the file system does not tell.
    OTHER
  }

  /// Takes entries.
  ///
  /// @param <E> what it may throw
  public interface Visitor<E extends Exception> {
    /// Takes one.
    ///
    /// @param name as the system has it; the array is the visitor's
    void take(byte[] name, Type type) throws E;
  }

  /// Gives all entries of a directory to a visitor, in no order, without `.` and `..`.
  ///
  /// @throws IOException if the directory cannot be read
  public static <E extends Exception> void each(Path directory, Visitor<E> visitor)
      throws IOException, E {
    if (PosixFiles.hasDirectoryEntries()) {
      read(directory, visitor);
      return;
    }
    try (var entries = Files.newDirectoryStream(directory)) {
      for (var entry : entries) {
        visitor.take(NativeText.bytes(NativeText.nameOf(entry)), Type.OTHER);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static <E extends Exception> void read(Path directory, Visitor<E> visitor)
      throws IOException, E {
    try (var arena = Arena.ofConfined()) {
      int opened = PosixFiles.openDirectory(directory);
      try {
        var buffer = arena.allocate(BUFFER_BYTES, Long.BYTES);
        int length = PosixFiles.directoryEntries(opened, buffer, directory);
        while (length > 0) {
          take(buffer, length, visitor);
          length = PosixFiles.directoryEntries(opened, buffer, directory);
        }
      } finally {
        Posix.close(opened);
      }
    }
  }

  private static <E extends Exception> void take(
      MemorySegment buffer,
      int length,
      Visitor<E> visitor) throws E {
    var bytes = new byte[length]; // copied at once: single bytes of native memory are slow to reach
    MemorySegment.copy(buffer, JAVA_BYTE, 0, bytes, 0, length);
    for (int at = 0; at < length;) {
      int from = at + NAME_OFFSET;
      int to = from;
      while (bytes[to] != 0) {
        to++;
      }
      if (!isDots(bytes, from, to)) {
        visitor.take(Arrays.copyOfRange(bytes, from, to), type(bytes[at + TYPE_OFFSET]));
      }
      at += Short.toUnsignedInt(buffer.get(JAVA_SHORT_UNALIGNED, at + LENGTH_OFFSET));
    }
  }

  private static boolean isDots(byte[] bytes, int from, int to) {
    return bytes[from] == '.' && (to == from + 1 || (to == from + 2 && bytes[from + 1] == '.'));
  }

  private static Type type(byte type) {
    return switch (type) {
      case DT_REG -> Type.REGULAR;
      case DT_DIR -> Type.DIRECTORY;
      default -> Type.OTHER;
    };
  }
}
