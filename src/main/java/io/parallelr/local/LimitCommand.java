package io.parallelr.local;

import io.parallelr.task.Reason;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A command of a shell that says whether tasks may be started.
public final class LimitCommand {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private LimitCommand() {}

  /// Why nothing may start; empty if it exits with 0. An interrupt ends it, and stays pending.
  public static Optional<String> objection(String command) {
    try {
      var process = new ProcessBuilder("sh", "-c", command)
          .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      try {
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
          return Optional.of(
              "'%s' has not ended within %d s (--limit-command)"
                  .formatted(command, LONGEST.toSeconds()));
        }
        return process.exitValue() == 0
            ? Optional.empty()
            : Optional.of(
                "'%s' exits with %d (--limit-command)".formatted(command, process.exitValue()));
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the run is over
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "'%s' cannot be started: %s (--limit-command)".formatted(command, Reason.of(e)));
    }
  }
}
