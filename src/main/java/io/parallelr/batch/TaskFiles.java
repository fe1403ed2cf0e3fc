package io.parallelr.batch;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.apache.commons.io.FilenameUtils;

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

  /// Finds them: absolute, each once, sorted by path.
  ///
  /// @param sources as the user gave them
  /// @throws InputException if a source is missing or cannot be read
  public List<Path> find(List<String> sources) throws InputException {
    var found = new TreeSet<Path>();
    for (var source : sources) {
      addFrom(source, found);
    }
    return List.copyOf(found);
  }

  private void addFrom(String source, TreeSet<Path> found) throws InputException {
    try {
      var path = directory.resolve(source).normalize();
      if (Files.isDirectory(path)) {
        list(path, found);
      } else if (Files.isRegularFile(path)) {
        addIfWanted(path, found);
      } else if (Files.exists(path)) {
        throw new InputException(source + " is neither a directory nor a regular file");
      } else if (isGlob(source)) {
        expand(source, found);
      } else {
        throw new InputException(source + " not found; give a directory, a file or a quoted glob");
      }
    } catch (InvalidPathException e) {
      throw new InputException("%s is no path: %s".formatted(source, e.getReason()));
    } catch (IOException | DirectoryIteratorException e) {
      throw new InputException("%s cannot be read: %s".formatted(source, reason(e)));
    }
  }

  private void list(Path path, TreeSet<Path> found) throws IOException {
    try (var entries = Files.newDirectoryStream(path)) {
      for (var entry : entries) {
        if (!name(entry).startsWith(".") && Files.isRegularFile(entry)) {
          addIfWanted(entry, found);
        }
      }
    }
  }

  private void addIfWanted(Path file, TreeSet<Path> found) {
    if (wants(name(file))) {
      found.add(file);
    }
  }

  /// Whether a file of this name has one of the extensions.
  public boolean wants(String name) {
    var extension = FilenameUtils.getExtension(name).toLowerCase(Locale.ROOT);
    return extensions.isEmpty() || extensions.contains(extension);
  }

  private static boolean isGlob(String source) {
    return source.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
  }

  /// Walks from the deepest directory that has no wildcard in its name.
  private void expand(String glob, TreeSet<Path> found) throws IOException, InputException {
    var absolute = glob.startsWith("/") ? glob : directory + "/" + glob;
    int wildcard = 0;
    while ("*?[{".indexOf(absolute.charAt(wildcard)) < 0) {
      wildcard++;
    }
    var root = Path.of(absolute.substring(0, absolute.lastIndexOf('/', wildcard) + 1)).normalize();
    var rest = absolute.substring(absolute.lastIndexOf('/', wildcard) + 1);
    if (!Files.isDirectory(root)) {
      throw new InputException("%s: %s not found".formatted(glob, root));
    }
    int depth = rest.contains("**") ? Integer.MAX_VALUE : rest.split("/", -1).length;
    var matcher = matcher(glob, rest);
    boolean asksForHidden = rest.startsWith(".", rest.lastIndexOf('/') + 1);
    try (var files = Files.walk(root, depth, FileVisitOption.FOLLOW_LINKS)) {
      files.filter(file -> matcher.matches(root.relativize(file)))
          .filter(file -> !name(file).startsWith(".") || asksForHidden)
          .filter(Files::isRegularFile)
          .forEach(file -> addIfWanted(file, found));
    } catch (java.io.UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static PathMatcher matcher(String glob, String pattern) throws InputException {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    } catch (java.util.regex.PatternSyntaxException e) {
      throw new InputException("%s is no glob: %s".formatted(glob, e.getDescription()));
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static String reason(Exception e) {
    return e instanceof AccessDeniedException || e.getCause() instanceof AccessDeniedException
        ? "permission denied"
        : String.valueOf(e.getMessage());
  }
}
