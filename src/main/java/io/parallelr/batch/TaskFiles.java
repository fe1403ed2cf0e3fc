package io.parallelr.batch;

import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// The task files that directories, files and globs stand for.
///
/// @param extensions in lower case and without a dot; empty for all files
/// @param directory against which relative paths are taken
public record TaskFiles(List<String> extensions, Path directory) {

  public TaskFiles {
    extensions = extensions.stream()
        .map(e -> e.strip().toLowerCase(Locale.ROOT))
        .map(e -> e.startsWith(".") ? e.substring(1) : e)
        .toList();
  }

  /// Finds them: absolute, each once, sorted by path. The list is compact, however many they are.
  ///
  /// @param sources as the user gave them
  /// @throws InputException if a source is missing or cannot be read
  public List<Path> find(List<String> sources) throws InputException {
    var found = new PathList.Builder();
    for (var source : sources) {
      addFrom(source, found);
    }
    return found.build();
  }

  private void addFrom(String source, PathList.Builder found) throws InputException {
    if (source.isEmpty()) {
      throw new InputException("is an empty path; give a directory, a file or a quoted glob");
    }
    try {
      var path = AbsolutePath.of(NativeText.resolve(directory, source));
      if (Files.isDirectory(path)) {
        list(path, found);
      } else if (Files.isRegularFile(path)) {
        addIfWanted(path, found);
      } else if (Files.exists(path)) {
        throw new InputException(source + " is neither a directory nor a regular file");
      } else if (!Files.notExists(path)) { // something on the way may not be searched
        throw new InputException(source + " cannot be reached: permission denied");
      } else if (Glob.isOne(source)) {
        new Glob(source).expand(directory, match -> addMatch(match, found));
      } else {
        throw new InputException(source + " not found; give a directory, a file or a quoted glob");
      }
    } catch (InvalidPathException e) {
      throw new InputException("%s is not a path: %s".formatted(source, e.getReason()));
    } catch (IOException | DirectoryIteratorException e) {
      throw new InputException("%s cannot be read: %s".formatted(source, Reason.of(e)));
    }
  }

  private void list(Path path, PathList.Builder found) throws IOException {
    if (!Files.isExecutable(path)) { // names can be read, but no file be looked at
      throw new AccessDeniedException(path.toString());
    }
    try (var entries = Files.newDirectoryStream(path)) {
      for (var entry : entries) {
        if (!name(entry).startsWith(".") && Files.isRegularFile(entry)) {
          addIfWanted(entry, found);
        }
      }
    }
  }

  private void addIfWanted(Path file, PathList.Builder found) {
    if (wants(name(file))) {
      found.add(file);
    }
  }

  /// Whether a file of this name has one of the extensions.
  public boolean wants(String name) {
    var lowerCase = name.toLowerCase(Locale.ROOT);
    return extensions.isEmpty() || extensions.stream().anyMatch(e -> lowerCase.endsWith('.' + e));
  }

  private void addMatch(Path match, PathList.Builder found) throws IOException {
    if (Files.isDirectory(match)) {
      list(match, found);
    } else if (Files.isRegularFile(match)) {
      addIfWanted(match, found);
    }
  }

  private static String name(Path path) {
    return NativeText.nameOf(path);
  }
}
