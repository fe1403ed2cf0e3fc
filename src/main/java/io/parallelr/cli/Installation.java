package io.parallelr.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where this product and its user's files lie.
///
/// @param directory of the product; empty if it runs otherwise than from its launcher
/// @param home of the user's files: configuration, runs, workspace; absolute
record Installation(Optional<Path> directory, Path home) {

  static Installation of(Map<String, String> environment) {
    var home = Optional.ofNullable(environment.get("PARALLELR_HOME"))
        .filter(h -> !h.isBlank())
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), "parallelr"));
    return new Installation(
        Optional.ofNullable(System.getProperty("parallelr.installation")).map(Path::of),
        home.toAbsolutePath().normalize());
  }

  Path systemConfiguration() {
    return directory.orElse(Path.of("/etc/parallelr")).resolve("conf/parallelr.conf");
  }

  Path userConfiguration() {
    return home.resolve("conf/parallelr.conf");
  }

  Path runs() {
    return home.resolve("runs");
  }

  Path workspace() {
    return home.resolve("workspace");
  }
}
