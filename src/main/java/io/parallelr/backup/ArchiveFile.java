package io.parallelr.backup;

import io.parallelr.os.AtomicFile;
import io.parallelr.os.NativeText;
import io.parallelr.os.OutputPath;
import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Reason;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Objects;

/// Writes a file that has an archive, and gets its name when it is complete. Only its owner can
/// read it.
public final class ArchiveFile {
  private static final String DRAFT = "archive";

  private ArchiveFile() {}

  /// What fills it.
  public interface Content {
    /// Writes it.
    ///
    /// @param drafts a private directory on the file system of the file
    void writeTo(OutputStream out, Path drafts) throws IOException;
  }

  /// Writes it, in place of one that is there.
  ///
  /// @throws RefusedException if that cannot be
  public static void write(Path file, Content content) throws IOException {
    var target = target(file);
    var directory = Objects.requireNonNull(target.getParent());
    try (var drafts = Drafts.in(directory)) {
      var draft = drafts.path().resolve(DRAFT);
      PrivateFiles.makeFile(draft);
      try (var out = new FileOutputStream(NativeText.file(draft))) {
        var buffered = new BufferedOutputStream(out);
        content.writeTo(buffered, drafts.path());
        buffered.flush();
        out.getFD().sync();
      }
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
      AtomicFile.syncDirectory(directory);
    }
  }

  private static Path target(Path file) throws RefusedException {
    OutputPath output;
    try {
      output = OutputPath.of(file);
    } catch (IOException e) {
      throw new RefusedException("%s: %s".formatted(NativeText.of(file), Reason.of(e)));
    }
    if (output.kind() != OutputPath.Kind.FILE) {
      throw new RefusedException(
          "%s is not a regular file; use - for standard output".formatted(NativeText.of(file)));
    }
    return output.path();
  }

  /// What brings an archive from elsewhere.
  public interface Source {
    void copyTo(OutputStream out) throws IOException;
  }

  /// As [#write], for an archive that comes from elsewhere: it gets its name if it is whole.
  ///
  /// @return what is in it
  public static Export.Result receive(Path file, Source source) throws IOException {
    var results = new ArrayList<Export.Result>();
    write(file, (out, drafts) -> {
      source.copyTo(out);
      out.flush();
      try (var in = Files.newInputStream(drafts.resolve(DRAFT))) {
        results.add(ArchiveReader.check(in, drafts));
      }
    });
    return results.getFirst();
  }
}
