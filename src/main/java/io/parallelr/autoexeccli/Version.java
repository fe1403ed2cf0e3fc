package io.parallelr.autoexeccli;

import io.parallelr.run.Installation;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What this program says about itself.
final class Version {
  private Version() {}

  static Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> version = new LinkedHashMap<>();
    version.put("version", Installation.version());
    version.put("buildTime", buildTime());
    version.put("build_time", buildTime());
    version.put("git", Map.of("branch", "", "commit", "", "url", ""));
    version.put(
        "go",
        Map.of(
            "os", "linux",
            "arch", System.getProperty("os.arch"),
            "version", "java " + System.getProperty("java.version")));
    version.put("user", Map.of("name", "parallelr", "email", ""));
    return version;
  }

  /// When the jar of this program was made.
  private static String buildTime() {
    try {
      return Files.getLastModifiedTime(jar()).toInstant().toString();
    } catch (IOException e) {
      return "";
    }
  }

  /// The jar of this program, by the class path: classes from the cache of the JVM do not know
  /// where they come from.
  static Path jar() {
    return Path.of(System.getProperty("java.class.path", "").split(File.pathSeparator, 2)[0]);
  }
}
