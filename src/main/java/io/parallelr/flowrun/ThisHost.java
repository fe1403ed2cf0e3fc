package io.parallelr.flowrun;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// The machine on which tasker runs.
public final class ThisHost {
  private static final Path NAME = Path.of("/proc/sys/kernel/hostname");

  private ThisHost() {}

  /// Its names in lower case: those that each machine has for itself, and its own.
  public static Set<String> names() {
    var names = new TreeSet<>(List.of("localhost", "127.0.0.1", "::1"));
    try {
      var own = Files.readString(NAME).strip().toLowerCase(Locale.ROOT);
      if (!own.isEmpty()) {
        names.add(own);
        names.add(own.split("\\.", 2)[0]);
      }
    } catch (IOException e) {
      return names; // its own name is taken for another host
    }
    return names;
  }
}
