package io.parallelr.prunner;

import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import io.parallelr.yaml.Place;
import io.parallelr.yaml.Problem;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;

/// Finds the files below a directory that match a pattern; also in hidden directories, and through
/// symbolic links.
final class PipelineSearch {
  private final Path base;
  private final String pattern;

  PipelineSearch(Path base, String pattern) {
    this.base = base;
    this.pattern = pattern.startsWith("./") ? pattern.substring(2) : pattern;
  }

  /// The files in the order of their paths as text.
  ///
  /// @param problems gets an error if the directory is missing, the pattern malformed or a file that
  ///   it names missing; and a warning for each directory that cannot be read
  List<Path> find(List<Problem> problems) {
    if (!GlobPattern.isOne(pattern)) {
      return named(NativeText.resolve(base, pattern), problems);
    }
    if (!Files.isDirectory(base)) {
      problems.add(error(base, "the directory of pipelines does not exist; create it"));
      return List.of();
    }
    int fixed = fixedLength();
    var start = fixed == 0 ? base : NativeText.resolve(base, pattern.substring(0, fixed));
    if (!Files.isDirectory(start)) {
      return List.of();
    }
    try {
      return matching(start, new GlobPattern(pattern.substring(fixed)), problems);
    } catch (IllegalArgumentException e) {
      problems.add(
          error(base, "\"%s\" is not a valid pattern: %s".formatted(pattern, e.getMessage())));
    } catch (IOException e) {
      problems.add(error(base, "cannot be searched: " + Reason.of(e)));
    }
    return List.of();
  }

  private static List<Path> named(Path file, List<Problem> problems) {
    if (Files.exists(file) && !Files.isDirectory(file)) {
      return List.of(file.normalize());
    }
    problems.add(
        error(
            file,
            "finding files with glob: file does not exist; create it, or give a pattern with *"));
    return List.of();
  }

  private static Problem error(Path path, String message) {
    return Problem.error(NativeText.of(path), Place.NONE, message);
  }

  /// How much of the pattern is a directory without wildcards.
  private int fixedLength() {
    int fixed = 0;
    for (int slash = pattern.indexOf('/'); slash >= 0
        && !GlobPattern.isOne(pattern.substring(0, slash)); slash =
            pattern.indexOf('/', slash + 1)) {
      fixed = slash + 1;
    }
    return fixed;
  }

  private static List<Path> matching(Path start, GlobPattern glob, List<Problem> problems)
      throws IOException {
    var found = new ArrayList<Path>();
    Files.walkFileTree(
        start,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        glob.depth(),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            // a pipe would block whoever reads it
            if (!attributes.isDirectory()
                && !attributes.isOther()
                && glob.matches(NativeText.of(start.relativize(file)))) {
              found.add(file.normalize());
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            if (!(e instanceof FileSystemLoopException) && !(e instanceof NoSuchFileException)) {
              problems.add(unreadable(file, e));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException e) {
            if (e != null) {
              problems.add(unreadable(directory, e));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(Comparator.comparing(NativeText::of));
    return List.copyOf(found);
  }

  private static Problem unreadable(Path path, IOException e) {
    return new Problem(
        Problem.Severity.WARNING,
        NativeText.of(path),
        Place.NONE,
        "cannot be searched for pipelines: " + Reason.of(e));
  }
}
