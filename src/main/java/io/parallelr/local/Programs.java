package io.parallelr.local;

import io.parallelr.local.Launcher.Launch;
import io.parallelr.local.Launcher.NotStartedException;
import io.parallelr.os.NativeText;
import io.parallelr.os.SearchPath;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Finds programs as a shell does: by the directories of PATH, unless the name has a slash. Each is
/// looked for once: if it goes away after that, the system says so when it is started.
public final class Programs {
  private final SearchPath searched;
  private final Map<String, Path> found = new ConcurrentHashMap<>();

  Programs(SearchPath searched) {
    this.searched = searched;
  }

  /// The file to execute.
  ///
  /// @param directory where the program would run
  /// @throws NotStartedException if there is none, or it may not be executed
  Path find(String name, Path directory) throws NotStartedException {
    boolean isPath = name.contains("/");
    // tasks need not run in the same directory
    var key = isPath || searched.dependsOnDirectory()
        ? NativeText.of(NativeText.resolve(directory, name))
        : name;
    var known = found.get(key);
    if (known != null) {
      return known;
    }
    var file = isPath ? named(name, directory) : searchFor(name, directory);
    found.put(key, file);
    return file;
  }

  private static Path named(String name, Path directory) throws NotStartedException {
    var file = NativeText.resolve(directory, name);
    if (!Files.exists(file)) {
      throw new NotStartedException(new Fault.OfTask(file + " not found"));
    }
    if (Files.isDirectory(file)) {
      throw new NotStartedException(new Fault.OfTask(file + " is a directory"));
    }
    if (!Files.isExecutable(file)) {
      throw new NotStartedException(new Fault.OfTask(notExecutable(file)));
    }
    return file;
  }

  private Path searchFor(String name, Path directory) throws NotStartedException {
    var program = searched.find(name, directory);
    if (program.isPresent()) {
      return program.get();
    }
    throw new NotStartedException(
        new Fault.OfTask(
            searched.files(name, directory)
                .findFirst()
                .map(Programs::notExecutable)
                .orElse(name + " not found in PATH")));
  }

  private static String notExecutable(Path file) {
    return file + " is not executable; chmod +x it, or name a shell";
  }

  /// Why a program of tasks would not be found, before there is any; empty if it would, or that
  /// cannot be determined.
  ///
  /// @param directory where all tasks run; empty if each has its own
  public static Optional<String> missing(
      String name,
      SearchPath searched,
      Optional<Path> directory) {
    try {
      var programs = new Programs(searched);
      boolean isSameEverywhere =
          name.contains("/") ? name.startsWith("/") : !searched.dependsOnDirectory();
      var where = isSameEverywhere ? Optional.of(Path.of("/")) : directory;
      return where.flatMap(w -> reason(() -> programs.find(name, w)));
    } catch (InvalidPathException e) {
      return Optional.of(name + " is not a program name");
    }
  }

  private interface Search {
    Path run() throws NotStartedException;
  }

  private static Optional<String> reason(Search search) {
    try {
      var _ = search.run();
      return Optional.empty();
    } catch (NotStartedException e) {
      return Optional.of(e.fault().reason());
    }
  }

  /// Why the kernel found something missing when asked to execute a file, though the directories of
  /// its output and where it runs are there.
  static String explainMissing(Launch launch) {
    var program = launch.program();
    if (!Files.exists(program)) {
      return program + " not found";
    }
    try (var in = Files.newInputStream(program)) {
      var start = new String(in.readNBytes(256), StandardCharsets.UTF_8);
      return start.startsWith("#!")
          ? "%s: its interpreter %s not found"
              .formatted(program, start.lines().findFirst().orElse("").substring(2).strip())
          : program + ": its dynamic loader not found; was it built for another system?";
    } catch (IOException e) {
      return program + ": " + Reason.of(e);
    }
  }
}
