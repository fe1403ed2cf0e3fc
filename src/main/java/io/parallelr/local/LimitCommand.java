package io.parallelr.local;

import io.parallelr.os.ShellCommand;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// A command of a shell that says whether tasks may be started.
public final class LimitCommand {
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final ShellCommand.Mark MARK = new ShellCommand.Mark(
      "PARALLELR_LIMIT_COMMAND", Long.toString(ProcessHandle.current().pid()));

  private LimitCommand() {}

  /// Why nothing may start; empty if it exits with 0. An interrupt ends it, and stays pending.
  public static Optional<String> objection(String command) {
    try {
      var status =
          new ShellCommand(command, Map.of(), MARK, Redirect.DISCARD, LONGEST).run();
      if (status.isEmpty()) {
        return Optional.of(
            "'%s' has not ended within %d s (--limit-command)"
                .formatted(command, LONGEST.toSeconds()));
      }
      return status.getAsInt() == 0
          ? Optional.empty()
          : Optional.of(
              "'%s' exits with %d (--limit-command)".formatted(command, status.getAsInt()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the run is over
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "'%s' cannot be started: %s (--limit-command)".formatted(command, Reason.of(e)));
    }
  }
}
