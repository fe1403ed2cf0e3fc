package io.parallelr.flowrun;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.os.CallersLocale;
import io.parallelr.task.Reason;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The result of a short command that tests a host, or asks for information.
///
/// @param text its output
record ProbeResult(int status, String text) {
  private static final int NOT_FOUND = 127;
  private static final int LONGEST = 1 << 16;

  /// Runs the command, without input.
  ///
  /// @return empty if it did not end in time
  static Optional<ProbeResult> of(List<String> command, Duration limit)
      throws InterruptedException {
    try {
      var printed = File.createTempFile("tasker-answer", "");
      try {
        var builder = new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(printed)
            .redirectErrorStream(true);
        CallersLocale.restore(builder.environment());
        var process = builder.start();
        if (!endsWithin(process, limit)) {
          return Optional.empty();
        }
        try (var in = Files.newInputStream(printed.toPath())) {
          return Optional.of(
              new ProbeResult(process.exitValue(), new String(in.readNBytes(LONGEST), UTF_8)));
        }
      } finally {
        boolean _ = printed.delete();
      }
    } catch (IOException e) {
      return Optional.of(new ProbeResult(NOT_FOUND, Reason.withPath(e)));
    }
  }

  /// Also ends the processes that the command has started.
  private static boolean endsWithin(Process process, Duration limit) throws InterruptedException {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  boolean succeeded() {
    return status == 0;
  }
}
