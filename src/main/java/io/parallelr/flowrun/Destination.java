package io.parallelr.flowrun;

import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// Where a document goes, by whichever links a user has named it: what they lead to is written, and
/// they stay.
///
/// @param path absolute, no link itself
public record Destination(Path path, Kind kind) {
  private static final Path PROCESSES = Path.of("/proc");
  private static final int MOST_LINKS = 40; // as in Linux
  private static final int TYPE = 0170000;
  private static final int SOCKET = 0140000;

  /// What is there.
  public enum Kind {
    /// A regular file, or nothing yet: a whole file takes its place.
    FILE,
    /// Cannot be written.
    DIRECTORY,
    /// Cannot be opened.
    SOCKET,
    /// A device, a FIFO or something that is open: it is written to, and stays what it is.
    STREAM,
    /// The standard output of this process.
    OUTPUT,
    /// Its standard error.
    ERROR
  }

  /// Follows links.
  ///
  /// @throws IOException if they lead nowhere, or the directory is not there
  public static Destination of(Path given) throws IOException {
    var path = given.toAbsolutePath();
    if (Files.isDirectory(path)) {
      return new Destination(path, Kind.DIRECTORY); // also one without a name, as `/` and `..`
    }
    for (int links = 0; links <= MOST_LINKS; links++) {
      var directory = Objects.requireNonNull(path.getParent()).toRealPath();
      path = directory.resolve(Objects.requireNonNull(path.getFileName()));
      if (isOfDescriptors(directory)) {
        return new Destination(path, descriptor(path));
      }
      if (!Files.isSymbolicLink(path)) {
        return new Destination(path, kind(path));
      }
      path = directory.resolve(Files.readSymbolicLink(path));
    }
    throw new FileSystemLoopException(given.toString());
  }

  /// Whether links there stand for what a process has open, as that of `/dev/stdout` does.
  private static boolean isOfDescriptors(Path directory) {
    return directory.startsWith(PROCESSES) && directory.endsWith("fd");
  }

  private static Kind descriptor(Path path) throws IOException {
    var own = PROCESSES.resolve(Long.toString(ProcessHandle.current().pid()));
    return switch (path.startsWith(own) ? NativeText.nameOf(path) : "") {
      case "1" -> Kind.OUTPUT;
      case "2" -> Kind.ERROR;
      default -> {
        var kind = ofFile(path);
        yield kind == Kind.FILE ? Kind.STREAM : kind;
      }
    };
  }

  private static Kind kind(Path path) throws IOException {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? ofFile(path) : Kind.FILE;
  }

  private static Kind ofFile(Path path) throws IOException {
    var attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (attributes.isRegularFile()) {
      return Kind.FILE;
    }
    if (attributes.isDirectory()) {
      return Kind.DIRECTORY;
    }
    int mode = (Integer) Files.getAttribute(path, "unix:mode");
    return (mode & TYPE) == SOCKET ? Kind.SOCKET : Kind.STREAM;
  }

  /// Why it cannot be written; empty if it can.
  Optional<String> objection() {
    return switch (kind) {
      case DIRECTORY -> Optional.of("is a directory");
      case SOCKET -> Optional.of("is a socket");
      case OUTPUT, ERROR -> Optional.empty();
      case STREAM -> Files.isWritable(path)
          ? Optional.empty()
          : Optional.of("cannot be written: permission denied");
      case FILE -> {
        try {
          WholeFile.tryDraft(path);
          yield Optional.empty();
        } catch (IOException e) {
          yield Optional.of(
              "cannot be written: no file can be made in its directory (%s)"
                  .formatted(Reason.of(e)));
        }
      }
    };
  }

  /// The file whose place a whole one can take.
  ///
  /// @throws IOException if there is something else
  Path file() throws IOException {
    if (kind != Kind.FILE) {
      throw new FileSystemException(path.toString(), null, "not a regular file");
    }
    return path;
  }

  /// Writes an object that all may read.
  ///
  /// @param context whose streams stand for those of the process
  void write(ExecutionContext context, Consumer<JsonGenerator> fields) throws IOException {
    switch (kind) {
      case FILE, DIRECTORY, SOCKET -> WholeFile.write(file(), WholeFile.Readers.ALL, fields);
      case OUTPUT -> print(context.stdout(), fields);
      case ERROR -> print(context.stderr(), fields);
      case STREAM -> {
        // what is open may be a file that others write too
        try (var out = new FileOutputStream(NativeText.file(path), true)) {
          WholeFile.write(out, fields);
        }
      }
    }
  }

  private static void print(PrintStream stream, Consumer<JsonGenerator> fields)
      throws IOException {
    WholeFile.write(stream, fields);
    if (stream.checkError()) {
      throw new IOException("nobody reads it, or the disk is full");
    }
  }
}
