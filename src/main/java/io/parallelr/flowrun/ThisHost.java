package io.parallelr.flowrun;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// The machine that tasker runs on.
public final class ThisHost {
  private static final Path NAME = Path.of("/proc/sys/kernel/hostname");

  private ThisHost() {}

  /// What it is called, in small letters: as each machine calls itself, and by its own name.
  public static Set<String> names() {
    var names = new TreeSet<>(List.of("localhost", "127.0.0.1", "::1"));
    try {
      var own = Files.readString(NAME).strip().toLowerCase(Locale.ROOT);
      if (!own.isEmpty()) {
        names.add(own);
        names.add(own.split("\\.", 2)[0]);
      }
    } catch (IOException e) {
      return names; // it is another host then, which is what it was taken for before
    }
    return names;
  }
}
