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
import java.util.Objects;

/// Writes files that are there as a whole or not at all, also after a loss of power: a draft beside
/// the file is written and synced, takes the file's name by rename(2), and the directory is synced.
///
/// Errors name the file, not its draft. Thread safe. An interrupt of the calling thread neither
/// stops nor spoils a write, and stays pending.
public final class AtomicFile {

  private AtomicFile() {}

  /// What fills a file.
  @FunctionalInterface
  public interface Content {
    /// Writes it; need not flush or close.
    void writeTo(OutputStream out) throws IOException;
  }

  /// Who may use a file.
  public enum Access {
    /// Its owner alone, regardless of the umask.
    OWNER,
    /// Whoever may use the file that it replaces; for a new one, the umask decides.
    AS_BEFORE
  }

  /// Writes a file that only its owner can read, in place of one that is there.
  ///
  /// @param target absolute; its directory exists
  /// @throws IOException if it cannot be written; the old file is then still there, and no draft is
  public static void write(Path target, String content) throws IOException {
    write(target, Access.OWNER, content(content));
  }

  /// Writes a file in place of one that is there.
  ///
  /// @param target absolute, and not a link, which would itself be replaced; its directory exists
  /// @throws IOException if it cannot be written; the old file is then still there, and no draft is
  public static void write(Path target, Access access, Content content) throws IOException {
    replace(target, access, true, content);
    syncDirectory(Objects.requireNonNull(target.toAbsolutePath().getParent()));
  }

  /// As [#write(Path, String)], but a loss of power may lose or empty the file: for what is of use
  /// only as long as this process lives.
  public static void writeUnsynced(Path target, String content) throws IOException {
    replace(target, Access.OWNER, false, content(content));
  }

  /// As [#write(Path, Access, Content)], but a loss of power may lose or empty the file.
  static void writeUnsynced(Path target, Access access, Content content) throws IOException {
    replace(target, access, false, content);
  }

  private static Content content(String text) {
    return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void replace(Path target, Access access, boolean isSynced, Content content)
      throws IOException {
    var draft = draft(target);
    try {
      NamedErrors.run(target, () -> makeDraft(draft, access));
      if (access == Access.AS_BEFORE && Files.exists(target)) {
        Files.setPosixFilePermissions(draft, Files.getPosixFilePermissions(target));
      }
      // not a channel, which an interrupt would close
      try (var file = new FileOutputStream(NativeText.file(draft));
          var out = new NamedErrors(file, target)) {
        content.writeTo(out);
        if (isSynced) {
          NamedErrors.run(target, file.getFD()::sync);
        }
      }
      NamedErrors.run(
          target, () -> Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE));
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /// Makes the draft of a file and deletes it, to see whether the file could be written.
  ///
  /// @param target as for writing
  /// @throws IOException saying why it could not
  public static void tryDraft(Path target) throws IOException {
    var draft = draft(target);
    NamedErrors.run(target, () -> {
      makeDraft(draft, Access.OWNER);
      Files.delete(draft);
    });
  }

  private static void makeDraft(Path draft, Access access) throws IOException {
    Files.deleteIfExists(draft);
    if (access == Access.OWNER) {
      PrivateFiles.makeFile(draft);
    } else {
      Files.createFile(draft);
    }
  }

  /// One for each process and thread, as two may write the same file; not longer for a file with a
  /// long name, as the length of names is limited.
  private static Path draft(Path target) {
    return target.resolveSibling(
        ".draft-%d-%d"
            .formatted(ProcessHandle.current().pid(), Thread.currentThread().threadId()));
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
      return false; // it came meanwhile: once more
    }
  }
}
