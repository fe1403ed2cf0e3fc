package io.parallelr.flowrun;

import io.parallelr.json.JsonText;
import io.parallelr.os.AtomicFile;
import io.parallelr.os.NativeText;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.commons.io.output.CloseShieldOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;

/// Writes documents so that they are complete or do not exist, also after a power failure.
final class WholeFile {
  private WholeFile() {}

  /// Who may read a document.
  enum Readers {
    OWNER, ALL
  }

  /// Writes an object in place of a file, if there is one.
  ///
  /// @param target absolute, in a directory that exists; not a link, which would be replaced itself
  static void write(Path target, Readers readers, Consumer<JsonGenerator> fields)
      throws IOException {
    var draft = draft(target);
    Files.deleteIfExists(draft);
    try {
      Files.createFile(draft, attributes(readers));
      if (readers == Readers.ALL && Files.exists(target)) {
        Files.setPosixFilePermissions(draft, Files.getPosixFilePermissions(target));
      }
      // streams, as an interrupt would close a channel
      try (var out = new FileOutputStream(NativeText.file(draft))) {
        write(out, fields);
        out.getFD().sync();
      }
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
      AtomicFile.syncDirectory(Objects.requireNonNull(target.getParent()));
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /// Writes an object to a stream, which stays open.
  static void write(OutputStream out, Consumer<JsonGenerator> fields) throws IOException {
    try {
      JsonText.write(CloseShieldOutputStream.wrap(out), fields);
    } catch (JacksonException e) {
      throw new IOException(e.getOriginalMessage(), e);
    }
    out.write('\n');
    out.flush();
  }

  /// Makes and deletes a draft, to find out whether the file system allows it.
  ///
  /// @param target as for writing
  static void tryDraft(Path target) throws IOException {
    var draft = draft(target);
    Files.deleteIfExists(draft);
    Files.createFile(draft, attributes(Readers.OWNER));
    Files.delete(draft);
  }

  /// The draft of a document: different for each process and thread, as two may write the same
  /// document. Its name is short, as names have a limit.
  private static Path draft(Path target) {
    return target.resolveSibling(
        ".tasker-%d-%d.new"
            .formatted(ProcessHandle.current().pid(), Thread.currentThread().threadId()));
  }

  private static FileAttribute<?>[] attributes(Readers readers) {
    return readers == Readers.ALL
        ? new FileAttribute<?>[0]
        : new FileAttribute<?>[]{PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rw-------"))};
  }
}
