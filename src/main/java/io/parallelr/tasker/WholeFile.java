package io.parallelr.tasker;

import io.parallelr.json.JsonText;
import io.parallelr.os.AtomicFile;
import io.parallelr.os.NativeText;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;

/// Writes documents that are there as a whole or not at all, also after a loss of power.
final class WholeFile {
  private WholeFile() {}

  /// Who may read one.
  enum Readers {
    OWNER, ALL
  }

  /// Writes an object, in place of a file that is there.
  ///
  /// @param target absolute; its directory is there
  static void write(Path target, Readers readers, Consumer<JsonGenerator> fields)
      throws IOException {
    // one of its own for each process: two may write the same document
    var draft = target.resolveSibling(
        ".%s.%d".formatted(target.getFileName(), ProcessHandle.current().pid()));
    Files.deleteIfExists(draft);
    try {
      Files.createFile(draft, attributes(readers));
      // streams, as an interrupt would close a channel
      try (var out = new FileOutputStream(NativeText.file(draft))) {
        JsonText.write(out, fields);
      }
      try (var out = new FileOutputStream(NativeText.file(draft), true)) {
        out.write('\n');
        out.getFD().sync();
      }
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
      AtomicFile.syncDirectory(Objects.requireNonNull(target.getParent()));
    } catch (JacksonException e) {
      throw new IOException(e.getOriginalMessage(), e);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static FileAttribute<?>[] attributes(Readers readers) {
    return readers == Readers.ALL
        ? new FileAttribute<?>[0]
        : new FileAttribute<?>[]{PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rw-------"))};
  }
}
