package io.parallelr.batch;

import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/// Reads lists of arguments and of task files. What comes from standard input or a pipe can be read
/// only once, and is kept for whoever needs it again. For one thread.
public final class ListFiles {
  /// What standard input is called, as a file.
  public static final Path STANDARD_INPUT = Path.of("/dev/stdin");

  /// What messages call it.
  public static final String INPUT = "standard input";

  private final Map<Path, String> once = new LinkedHashMap<>();
  private final Predicate<Path> isKept;

  public ListFiles() {
    this(_ -> false);
  }

  /// @param isKept whether a file has what an earlier run read from standard input or a pipe
  public ListFiles(Predicate<Path> isKept) {
    this.isKept = isKept;
  }

  /// The text of a file.
  ///
  /// @throws InputException if it cannot be read
  String read(Path file) throws InputException {
    try {
      if (Files.isDirectory(file)) {
        throw new InputException(file + " is a directory; give a file with a list");
      }
      if (once.containsKey(file)) {
        throw new InputException(name(file) + " can be read only once; save the list to a file");
      }
      if (file.equals(STANDARD_INPUT)) {
        return kept(file, new FileInputStream(FileDescriptor.in).readAllBytes());
      }
      if (Files.notExists(file)) {
        throw new InputException(file + " not found");
      }
      boolean isLasting = Files.isRegularFile(file) && !file.startsWith("/dev")
          && !file.startsWith("/proc");
      var bytes = Files.readAllBytes(file);
      return isLasting ? text(bytes) : kept(file, bytes);
    } catch (IOException e) {
      throw new InputException(name(file) + " cannot be read: " + Reason.of(e));
    }
  }

  private String kept(Path file, byte[] bytes) {
    var text = text(bytes);
    once.put(file, text);
    return text;
  }

  private static String text(byte[] bytes) {
    var text = NativeText.of(bytes);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /// What messages call it.
  static String name(Path file) {
    return file.equals(STANDARD_INPUT) ? INPUT : NativeText.of(file);
  }

  /// What names of tasks of its lines begin with.
  String nameOf(Path file) {
    return isKept.test(file)
        ? INPUT
        : name(file.equals(STANDARD_INPUT) ? file : AbsolutePath.of(file));
  }

  /// The texts that cannot be read again, by their files.
  public Map<Path, String> once() {
    return once;
  }
}
