package io.parallelr.flowrun;

import io.parallelr.flow.FlowEnd;
import io.parallelr.os.NativeText;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The program of the user that is run after a flow has failed.
final class Alert {
  private static final int LIMIT_SECONDS = 30;
  private final Path given;
  private final ExecutionContext context;
  private final Path file;
  private final Path logFile;
  private final Optional<Path> state;
  private final ConsoleLog log;

  /// @param given path as the user has given it
  /// @param file of the flow
  /// @param state empty if none is kept
  Alert(Path given, ExecutionContext context, Path file, Path logFile, Optional<Path> state,
      ConsoleLog log) {
    this.given = given;
    this.context = context;
    this.file = file;
    this.logFile = logFile;
    this.state = state;
    this.log = log;
  }

  /// Runs the program, and logs its output. The result of the flow stays the same if it fails.
  void run(FlowEnd end, Instant now) {
    var program = context.path(given);
    if (!NativeText.file(program).isFile()) {
      log.warn("alert program %s not found".formatted(program));
      return;
    }
    try {
      var printed = Files.createTempFile("tasker-alert", ".out");
      try {
        await(start(program, end, now, NativeText.file(printed)));
        try (var lines = Files.newBufferedReader(printed)) {
          lines.lines().forEach(line -> log.info("alert: " + line));
        }
      } finally {
        Files.delete(printed);
      }
    } catch (IOException | UncheckedIOException e) {
      log.warn("alert program cannot be run: " + e.getMessage());
    }
  }

  private Process start(Path program, FlowEnd end, Instant now, File printed) throws IOException {
    var builder = new ProcessBuilder(program.toString())
        .directory(NativeText.file(context.directory()))
        .redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(printed);
    var environment = builder.environment();
    environment.clear();
    environment.putAll(context.environment());
    environment.put("TASKER_LOG_FILE", NativeText.of(logFile));
    environment.put("TASKER_STATE_FILE", state.map(NativeText::of).orElse(""));
    environment.put("TASKER_TASK_FILE", NativeText.of(file));
    environment.put("TASKER_FAILED_TASK", Integer.toString(end.lastTask()));
    environment.put("TASKER_EXIT_CODE", Integer.toString(end.exitStatus()));
    environment.put("TASKER_ERROR", end.cause());
    environment.put("TASKER_TIMESTAMP", now.toString());
    return builder.start();
  }

  private void await(Process process) {
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        log.warn("alert program was ended after %d seconds".formatted(LIMIT_SECONDS));
      } else if (process.exitValue() != 0) {
        log.warn("alert program ended with exit code %d".formatted(process.exitValue()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
