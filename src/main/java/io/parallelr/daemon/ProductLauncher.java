package io.parallelr.daemon;

import io.parallelr.os.CallersLocale;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Reason;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// Runs command lines of this product in processes of their own, such as those that start a
/// detached run. Immutable.
///
/// @param program its launcher
/// @param home where its user's files lie
/// @param withheld names of variables of this process that they do not get
public record ProductLauncher(Path program, Path home, Set<String> withheld) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  public ProductLauncher {
    withheld = Set.copyOf(withheld);
  }

  /// The outcome of a command line.
  ///
  /// @param said what it printed to both streams
  public record Result(int status, String said) {}

  /// Runs one to its end. Blocks.
  ///
  /// @param words without the name of the program
  /// @throws IOException if it cannot be started, or does not end
  public Result run(List<String> words) throws IOException, InterruptedException {
    var output = home.resolve(".said-" + UUID.randomUUID());
    PrivateFiles.makeFile(output);
    try {
      var process = start(words, output);
      try {
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new IOException(
              "%s did not end within %d s".formatted(program, PATIENCE.toSeconds()));
        }
        return new Result(process.exitValue(), NativeText.of(Files.readAllBytes(output)));
      } finally {
        process.destroy(); // which does nothing where it has ended
      }
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private Process start(List<String> words, Path output) throws IOException {
    try {
      var command = new ArrayList<>(List.of(NativeText.of(program)));
      command.addAll(words);
      var builder = new ProcessBuilder(command)
          .directory(NativeText.file(home))
          .redirectInput(Redirect.from(new File("/dev/null")))
          .redirectErrorStream(true)
          .redirectOutput(NativeText.file(output));
      CallersLocale.restore(builder.environment());
      builder.environment().keySet().removeAll(withheld);
      builder.environment().putAll(Map.of("PARALLELR_HOME", NativeText.of(home)));
      return builder.start();
    } catch (IOException e) {
      throw new IOException("cannot run %s: %s".formatted(program, Reason.of(e)), e);
    }
  }
}
