package io.parallelr.run;

import io.parallelr.os.NativeText;
import io.parallelr.os.SearchPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Tells which commands are calls of the tasker of this product: `tasker FILE`, by the search path
/// or by a path, and `java -jar …/tasker.jar FILE`. For any threads.
public final class TaskerCalls {
  /// What is found relative to it is another file in each directory that tasks run in.
  private static final Path HERE = Path.of("");

  private final Set<Path> launchers;
  private final Set<Path> jars;
  private final SearchPath searched;
  private final Map<String, Boolean> known = new ConcurrentHashMap<>();

  /// @param launchers where `bin/tasker` of this product lies
  /// @param jars where its `tasker.jar` lies
  public TaskerCalls(List<Path> launchers, List<Path> jars, SearchPath searched) {
    this.launchers = real(launchers);
    this.jars = real(jars);
    this.searched = searched;
  }

  /// The arguments that a command gives to tasker.
  ///
  /// @return empty if it calls something else
  public Optional<List<String>> arguments(List<String> command) {
    var program = command.getFirst();
    if (known.computeIfAbsent(program, this::isTasker)) {
      return Optional.of(command.subList(1, command.size()));
    }
    boolean runsJar = command.size() > 2 && command.get(1).equals("-jar")
        && NativeText.path(program).endsWith("java");
    return runsJar && known.computeIfAbsent("-jar " + command.get(2), _ -> isJar(command.get(2)))
        ? Optional.of(command.subList(3, command.size()))
        : Optional.empty();
  }

  private boolean isTasker(String program) {
    return program.contains("/")
        ? isOneOf(launchers, NativeText.path(program))
        : searched.find(program, HERE).filter(file -> isOneOf(launchers, file)).isPresent();
  }

  /// A relative path is another file in each directory that tasks run in.
  private boolean isJar(String jar) {
    return isOneOf(jars, NativeText.path(jar));
  }

  private static boolean isOneOf(Set<Path> files, Path file) {
    return file.isAbsolute() && real(file).filter(files::contains).isPresent();
  }

  private static Set<Path> real(List<Path> paths) {
    return paths.stream()
        .flatMap(path -> real(path).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /// @return empty if it is not there
  private static Optional<Path> real(Path path) {
    try {
      return Optional.of(path.toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
