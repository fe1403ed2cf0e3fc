package io.parallelr.flowrun;

import io.parallelr.os.AtomicFile;
import io.parallelr.os.NativeText;
import io.parallelr.os.OutputPath;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// Where a document is written.
///
/// @param output as it is for all processes
/// @param stream that it is in this process
record Destination(OutputPath output, Stream stream) {
  private static final Path DESCRIPTORS = Path.of("/proc");

  /// The streams of this process.
  enum Stream {
    /// Standard output.
    OUTPUT,
    /// Standard error.
    ERROR,
    /// None of them.
    OTHER
  }

  /// Follows links.
  ///
  /// @throws IOException if a link is broken, or the directory does not exist
  static Destination of(Path given) throws IOException {
    var output = OutputPath.of(given);
    return new Destination(output, stream(output.path()));
  }

  private static Stream stream(Path path) {
    var own = DESCRIPTORS.resolve(Long.toString(ProcessHandle.current().pid())).resolve("fd");
    return switch (own.equals(path.getParent()) ? NativeText.nameOf(path) : "") {
      case "1" -> Stream.OUTPUT;
      case "2" -> Stream.ERROR;
      default -> Stream.OTHER;
    };
  }

  /// Why it cannot be written; empty if it can.
  Optional<String> objection() {
    if (stream != Stream.OTHER) {
      return Optional.empty();
    }
    try {
      output.check();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(switch (output.kind()) {
        case DIRECTORY, SOCKET -> Reason.of(e);
        case FIFO, STREAM -> "cannot be written: " + Reason.of(e);
        case FILE -> "cannot be written: no file can be made in its directory (%s)"
            .formatted(Reason.of(e));
      });
    }
  }

  /// The path of a file that can be replaced.
  ///
  /// @throws IOException if it is not a regular file
  Path file() throws IOException {
    if (output.kind() != OutputPath.Kind.FILE) {
      throw new FileSystemException(output.path().toString(), null, "not a regular file");
    }
    return output.path();
  }

  /// Writes an object that all may read.
  ///
  /// @param context with the streams to use in place of those of the process
  void write(ExecutionContext context, Consumer<JsonGenerator> fields) throws IOException {
    switch (stream) {
      case OUTPUT -> print(context.stdout(), fields);
      case ERROR -> print(context.stderr(), fields);
      case OTHER -> output.write(AtomicFile.Access.AS_BEFORE, out -> WholeFile.write(out, fields));
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
