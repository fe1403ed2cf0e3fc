package io.parallelr.run;

import io.parallelr.batch.AbsolutePath;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.os.SearchPath;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;

/// Where this product and its user's files lie.
///
/// @param directory of the product; empty if it runs otherwise than from its launcher
/// @param home of the user's files: configuration, runs, workspace; absolute
public record Installation(Optional<Path> directory, Path home) {

  /// Where they lie for this process.
  ///
  /// @param directory against which relative paths are taken; absolute
  public static Installation of(Map<String, String> environment, Path directory) {
    var home = Optional.ofNullable(environment.get("PARALLELR_HOME"))
        .filter(h -> !h.isBlank())
        .map(NativeText::path)
        .orElseGet(() -> userHome(environment).resolve("parallelr"));
    return new Installation(
        Optional.ofNullable(System.getProperty("parallelr.installation")).map(NativeText::path),
        AbsolutePath.of(directory.resolve(home)));
  }

  /// Makes sure that the home can be used, if it is there.
  ///
  /// @throws UserError if it cannot
  public void requireHome(Map<String, String> environment) {
    var named = environment.getOrDefault("PARALLELR_HOME", "");
    var shown = named.isBlank() ? "the home " + NativeText.of(home) : "PARALLELR_HOME=" + named;
    if (named.startsWith("~")) {
      throw unusable(shown, ": no shell has expanded the ~; write the full path");
    }
    try {
      if (!Files.readAttributes(home, BasicFileAttributes.class).isDirectory()) {
        throw unusable(shown, " is not a directory");
      }
      if (!Files.isReadable(home) || !Files.isExecutable(home)) {
        throw unusable(
            shown,
            " cannot be read: permission denied"
                + PrivateFiles.objection(home).map(e -> " (" + Reason.of(e) + ")").orElse(""));
      }
    } catch (NoSuchFileException e) {
      return; // it is made when it is needed
    } catch (IOException e) {
      throw unusable(shown, " cannot be used: " + Reason.of(e));
    }
  }

  private static UserError unusable(String home, String reason) {
    return new UserError(ExitStatus.USAGE, Printable.of(home + reason));
  }

  /// HOME first, as a shell's `~`: the JVM goes by the user database alone.
  private static Path userHome(Map<String, String> environment) {
    var home = environment.getOrDefault("HOME", "");
    return NativeText.path(home.isBlank() ? System.getProperty("user.home") : home);
  }

  /// The version of the product.
  public static String version() {
    var version = Installation.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  /// The file of the system's administrator.
  public Path systemConfiguration() {
    return directory.orElse(Path.of("/etc/parallelr")).resolve("conf/parallelr.conf");
  }

  /// The user's file.
  public Path userConfiguration() {
    return home.resolve("conf/parallelr.conf");
  }

  /// Where supervisors enter themselves.
  public Path workers() {
    return home.resolve("workers");
  }

  public Path runs() {
    return home.resolve("runs");
  }

  /// Where what runs with `--single` is locked.
  Path singles() {
    return home.resolve("single");
  }

  public Path workspace() {
    return home.resolve("workspace");
  }

  /// Which commands call the tasker that belongs to this.
  public TaskerCalls taskerCalls() {
    var launchers = new ArrayList<Path>();
    Optional.ofNullable(System.getProperty("parallelr.bin"))
        .map(bin -> Path.of(bin, "tasker"))
        .ifPresent(launchers::add);
    directory.map(d -> d.resolve("bin/tasker")).ifPresent(launchers::add);
    return new TaskerCalls(
        launchers,
        directory.map(d -> d.resolve("lib/tasker.jar")).stream().toList(),
        SearchPath.ofThisProcess());
  }
}
