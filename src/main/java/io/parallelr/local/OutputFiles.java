package io.parallelr.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.task.Output;
import io.parallelr.task.Task;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The files that tasks print into: a pair for each attempt, kept if anything was printed.
///
/// @param directory where they lie; absolute
/// @param tailLength how many characters of each are kept in results
public record OutputFiles(Path directory, int tailLength) {
  private static final int MAX_BYTES_PER_CHAR = 4;

  Path stdout(Task task) {
    return file(task, "out");
  }

  Path stderr(Task task) {
    return file(task, "err");
  }

  private Path file(Task task, String extension) {
    var attempt = task.attempt() == 1 ? "" : "-" + task.attempt();
    return directory.resolve("%06d%s.%s".formatted(task.sequence(), attempt, extension));
  }

  /// Takes in what was printed; deletes the file if that is nothing.
  Output collect(Path file) throws IOException {
    long size = sizeOf(file);
    if (size == 0) {
      Files.deleteIfExists(file);
      return Output.NONE;
    }
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      // one more than needed, so that a character cut in two is before the tail
      long from = Math.max(0, size - (long) (tailLength + 1) * MAX_BYTES_PER_CHAR);
      var bytes = new byte[Math.toIntExact(size - from)];
      in.seek(from);
      in.readFully(bytes);
      var text = new String(bytes, UTF_8);
      int cut = Math.max(0, text.length() - tailLength);
      if (cut > 0 && cut < text.length() && Character.isLowSurrogate(text.charAt(cut))) {
        cut++;
      }
      return new Output(text.substring(cut), from > 0 || cut > 0, file, size);
    }
  }

  private static long sizeOf(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }
}
