package io.parallelr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// What the system allows this process.
final class Host {
  private Host() {}

  /// How many files this process may have open; empty where that is not known.
  static OptionalLong openFiles() {
    try {
      return Files.readAllLines(Path.of("/proc/self/limits"))
          .stream()
          .filter(line -> line.startsWith("Max open files"))
          .map(line -> line.replaceFirst("Max open files +", "").split(" +", 2)[0])
          .filter(number -> !number.equals("unlimited"))
          .mapToLong(Long::parseLong)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
