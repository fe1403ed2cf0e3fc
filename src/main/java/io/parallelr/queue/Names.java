package io.parallelr.queue;

import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The names in directories.
final class Names {
  private Names() {}

  /// What is done with a file.
  interface Step {
    void take(Path file) throws IOException;
  }

  /// Looks at all that is in a directory, one after the other: there may be millions.
  ///
  /// @throws IOException if it cannot be read
  static void each(Path directory, Step step) throws IOException {
    try (var files = Files.newDirectoryStream(directory)) {
      for (var file : files) {
        step.take(file);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /// The regular files in a directory of which not many are expected, but for hidden ones.
  static List<Path> filesIn(Path directory) throws IOException {
    var found = new ArrayList<Path>();
    each(directory, file -> {
      if (!isHidden(file) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        found.add(file);
      }
    });
    return found;
  }

  static boolean isHidden(Path path) {
    return of(path).startsWith(".");
  }

  /// The last name of a path.
  static String of(Path path) {
    return NativeText.of(last(path));
  }

  /// The same as a path. It holds no more than that name.
  static Path last(Path path) {
    return Objects.requireNonNull(path.getFileName());
  }
}
