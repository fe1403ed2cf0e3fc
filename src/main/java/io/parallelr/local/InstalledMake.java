package io.parallelr.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// The make that tasks find, as it says itself.
public final class InstalledMake {
  private static final long PATIENCE_SECONDS = 2;
  private static final Pattern GNU = Pattern.compile("GNU Make (\\d{1,4})\\.(\\d{1,4})");

  private InstalledMake() {}

  /// Whether it takes the path of a FIFO as the place of a jobserver, as GNU make does from 4.4;
  /// earlier ones end with an error. True if there is none. Blocks while it is asked.
  public static boolean takesFifo() throws InterruptedException {
    try {
      var make = new ProcessBuilder("make", "--version")
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      try (var said = make.getInputStream(); var _ = make.getOutputStream()) {
        return make.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)
            && takesFifo(new String(said.readAllBytes(), StandardCharsets.UTF_8));
      } finally {
        make.destroyForcibly(); // which does nothing where it has ended
      }
    } catch (IOException e) {
      return true; // ninja and cargo take it
    }
  }

  /// The same of what it prints with `--version`.
  static boolean takesFifo(String version) {
    var found = GNU.matcher(version);
    if (!found.find()) {
      return false;
    }
    int major = Integer.parseInt(found.group(1));
    return major > 4 || (major == 4 && Integer.parseInt(found.group(2)) >= 4);
  }
}
