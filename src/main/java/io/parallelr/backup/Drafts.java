package io.parallelr.backup;

import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.file.PathUtils;

/// A private directory for what is not complete yet, which is deleted at its end. What a process
/// has left that was killed is deleted by the next one.
final class Drafts implements AutoCloseable {
  private static final String PREFIX = ".export-";

  private final Path path;

  private Drafts(Path path) {
    this.path = path;
  }

  /// Makes one.
  static Drafts in(Path directory) throws IOException {
    deleteLeft(directory);
    return new Drafts(
        Files.createTempDirectory(directory, PREFIX + ProcessHandle.current().pid() + '-'));
  }

  private static void deleteLeft(Path directory) throws IOException {
    try (var found = Files.newDirectoryStream(directory, PREFIX + "*")) {
      for (var path : found) {
        if (isLeft(NativeText.nameOf(path).substring(PREFIX.length()))) {
          var _ = PathUtils.deleteDirectory(path);
        }
      }
    }
  }

  private static boolean isLeft(String name) {
    try {
      var pid = name.substring(0, Math.max(0, name.indexOf('-')));
      return ProcessHandle.of(Long.parseLong(pid)).isEmpty();
    } catch (NumberFormatException e) {
      return false; // somebody else's
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    var _ = PathUtils.deleteDirectory(path);
  }
}
