package io.parallelr.flowrun;

import io.parallelr.os.AtomicFile;
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

/// Where a document is written. Symbolic links are followed, and stay as they are.
///
/// @param path absolute, and not a link
public record Destination(Path path, Kind kind) {
  private static final Path PROCESSES = Path.of("/proc");
  private static final int MOST_LINKS = 40; // as in Linux
  private static final int TYPE = 0170000;
  private static final int SOCKET = 0140000;

  /// The kind of file at the path.
  public enum Kind {
    /// A regular file, or no file yet: it is replaced as a whole.
    FILE,
    /// Cannot be written.
    DIRECTORY,
    /// Cannot be opened.
    SOCKET,
    /// A device, a FIFO or an open file: it is written to, and never replaced.
    STREAM,
    /// The standard output of this process.
    OUTPUT,
    /// Its standard error.
    ERROR
  }

  /// Follows links.
  ///
  /// @throws IOException if a link is broken, or the directory does not exist
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

  /// Whether the links in a directory are the open files of a process, to which
  /// `/dev/stdout` leads.
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
          AtomicFile.tryDraft(path);
          yield Optional.empty();
        } catch (IOException e) {
          yield Optional.of(
              "cannot be written: no file can be made in its directory (%s)"
                  .formatted(Reason.of(e)));
        }
      }
    };
  }

  /// The path of a file that can be replaced.
  ///
  /// @throws IOException if it is not a regular file
  Path file() throws IOException {
    if (kind != Kind.FILE) {
      throw new FileSystemException(path.toString(), null, "not a regular file");
    }
    return path;
  }

  /// Writes an object that all may read.
  ///
  /// @param context with the streams to use in place of those of the process
  void write(ExecutionContext context, Consumer<JsonGenerator> fields) throws IOException {
    switch (kind) {
      case FILE, DIRECTORY, SOCKET -> WholeFile.write(file(), WholeFile.Readers.ALL, fields);
      case OUTPUT -> print(context.stdout(), fields);
      case ERROR -> print(context.stderr(), fields);
      case STREAM -> {
        // appended, as others may write to an open file too
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
