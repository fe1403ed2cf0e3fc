package io.parallelr.os;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/// Writes files that are there as a whole or not at all, also after a loss of power: a draft beside
/// the file is written and synced, takes the file's name by rename(2), and the directory is synced.
///
/// Thread safe. An interrupt of the calling thread neither stops nor spoils a write, and
/// stays pending.
public final class AtomicFile {
  /// Readable and writable by the owner alone, whatever the umask.
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private AtomicFile() {}

  /// What fills a file.
  @FunctionalInterface
  public interface Content {
    /// Writes it; need not flush or close.
    void writeTo(OutputStream out) throws IOException;
  }

  /// Writes a file that only its owner can read, in place of one that is there.
  ///
  /// @param target absolute; its directory exists
  /// @throws IOException if it cannot be written; the old file is then still there, and no draft is
  public static void write(Path target, String content) throws IOException {
    write(target, out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
  }

  /// The same, from what writes it.
  public static void write(Path target, Content content) throws IOException {
    // a name of its own for each process and thread: two may write the same file
    var draft = target.resolveSibling(
        ".%s.%d-%d".formatted(
            target.getFileName(),
            ProcessHandle.current().pid(),
            Thread.currentThread().threadId()));
    Files.deleteIfExists(draft);
    try {
      Files.createFile(draft, PRIVATE);
      // not a channel, which an interrupt would close
      try (var out = new FileOutputStream(NativeText.file(draft))) {
        content.writeTo(out);
        out.getFD().sync();
      }
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
    syncDirectory(Objects.requireNonNull(target.toAbsolutePath().getParent()));
  }

  /// Makes the names in a directory durable: what was made, renamed or removed there before.
  ///
  /// @throws IOException if the directory cannot be opened or synced
  public static void syncDirectory(Path directory) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (!trySyncDirectory(directory)) {
        interrupted |= Thread.interrupted();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean trySyncDirectory(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
      return true;
    } catch (ClosedByInterruptException e) {
      return false; // it came in the midst of it: once more
    }
  }
}
