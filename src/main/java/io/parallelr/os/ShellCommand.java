package io.parallelr.os;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// A command of the user's that runs beside the tasks, by `/bin/sh`, for a limited time. When it is
/// over, so is all that it has started.
///
/// @param text the script
/// @param environment beside that of this process
/// @param mark a variable and its value, by which its processes are recognised
/// @param output where both its streams go
/// @param limit how long it may run
public record ShellCommand(
    String text,
    Map<String, String> environment,
    Mark mark,
    Redirect output,
    Duration limit) {
  private static final int SIGKILL = 9;
  /// The kernel takes 128 KiB for each, in which a character has at most three bytes.
  private static final int LONGEST_VALUE = 32_768;

  /// What its processes are recognised by.
  public record Mark(String name, String value) {
    String text() {
      return name + '=' + value;
    }
  }

  public ShellCommand {
    environment = Map.copyOf(environment);
  }

  /// Runs it to its end. Blocks.
  ///
  /// @return its exit status; empty if its time was over
  /// @throws IOException if it cannot be started
  public OptionalInt run() throws IOException, InterruptedException {
    var builder = new ProcessBuilder("/bin/sh", "-c", text)
        .redirectInput(Redirect.from(new File("/dev/null")))
        .redirectErrorStream(true)
        .redirectOutput(output);
    CallersLocale.restore(builder.environment());
    environment.forEach((name, value) -> builder.environment().put(name, possible(value)));
    builder.environment().put(mark.name(), possible(mark.value()));
    var process = builder.start();
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
          ? OptionalInt.of(process.exitValue())
          : OptionalInt.empty();
    } finally {
      end(process);
    }
  }

  /// What a variable can hold: a name may have any characters.
  private static String possible(String value) {
    return value.substring(0, Math.min(value.length(), LONGEST_VALUE)).replace('\0', '\uFFFD');
  }

  private void end(Process process) {
    for (var entry : ProcessTable.read()
        .withDescendants(
            e -> (process.isAlive() && e.pid() == process.pid()) // else it may be another's by now
                || ProcessTable.hasVariables(e.pid(), List.of(mark.text())))) {
      boolean _ = Processes.signal(entry, SIGKILL);
    }
  }
}
