package io.parallelr.os;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The directories in which programs are searched for: the value of PATH. An empty entry is the
/// directory that the program would run in, as any relative one is taken against it.
public final class SearchPath {
  private static final String DEFAULT = "/usr/bin";

  private final List<String> entries;

  /// @param value of PATH
  public SearchPath(String value) {
    entries = List.of(value.split(":", -1));
  }

  /// That of the user who started this process.
  public static SearchPath ofThisProcess() {
    return new SearchPath(Given.environment().getOrDefault("PATH", DEFAULT));
  }

  /// Whether a program may be another one in another directory.
  public boolean dependsOnDirectory() {
    return entries.stream().anyMatch(entry -> !entry.startsWith("/"));
  }

  /// The files of that name, in the order of the directories, whether or not they can be executed.
  ///
  /// @param name without a slash
  /// @param directory where the program would run
  public Stream<Path> files(String name, Path directory) {
    return entries.stream()
        .map(entry -> NativeText.resolve(NativeText.resolve(directory, entry), name))
        .filter(file -> NativeText.file(file).isFile());
  }

  /// The program that a shell would run; empty if there is none.
  ///
  /// @param name searched for, unless it has a slash
  /// @param directory where the program would run
  public Optional<Path> find(String name, Path directory) {
    var files = name.contains("/")
        ? Stream.of(NativeText.resolve(directory, name))
            .filter(file -> NativeText.file(file).isFile())
        : files(name, directory);
    return files.filter(SearchPath::isExecutable).findFirst();
  }

  /// Whether this user may execute it.
  public static boolean isExecutable(Path file) {
    return NativeText.file(file).canExecute();
  }
}
