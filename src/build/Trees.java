import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.function.Predicate;

/// Directories with all that is in them.
final class Trees {
  private Trees() {}

  /// Copies what is wanted, with its times and permissions.
  static void copy(Path from, Path to, Predicate<Path> wanted) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.filter(wanted).toList()) {
        var target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(
              file,
              target,
              StandardCopyOption.COPY_ATTRIBUTES,
              LinkOption.NOFOLLOW_LINKS);
        }
      }
    }
  }

  static void clear(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /// Makes all files look the same whoever builds them: their time, and their permissions whatever the umask is.
  static void unify(Path directory, FileTime time) throws IOException {
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (Files.isSymbolicLink(file)) {
          continue; // the programs that pack give them the time
        }
        boolean isOpen = Files.isDirectory(file) || Files.isExecutable(file);
        Files.setPosixFilePermissions(
            file,
            PosixFilePermissions.fromString(isOpen ? "rwxr-xr-x" : "rw-r--r--"));
        Files.setLastModifiedTime(file, time);
      }
    }
  }
}
