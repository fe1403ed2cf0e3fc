package io.parallelr.tasker;

import io.parallelr.flow.FlowEnd;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// Runs a program of the user's when a flow has failed.
final class Alert {
  private static final int LIMIT_SECONDS = 30;

  private Alert() {}

  static void run(
      Path given,
      Surroundings surroundings,
      Path file,
      Path logFile,
      FlowEnd end,
      Instant now,
      ConsoleLog log) {
    var program = surroundings.path(given);
    if (!program.toFile().isFile()) {
      log.warn("alert program %s is not there".formatted(program));
      return;
    }
    var builder = new ProcessBuilder(program.toString())
        .directory(surroundings.directory().toFile())
        .redirectInput(new File("/dev/null"))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD);
    var environment = builder.environment();
    environment.clear();
    environment.putAll(surroundings.environment());
    environment.put("TASKER_LOG_FILE", logFile.toString());
    environment.put("TASKER_STATE_FILE", "");
    environment.put("TASKER_TASK_FILE", file.toString());
    environment.put("TASKER_FAILED_TASK", Integer.toString(end.lastTask()));
    environment.put("TASKER_EXIT_CODE", Integer.toString(end.exitStatus()));
    environment.put("TASKER_ERROR", end.cause());
    environment.put("TASKER_TIMESTAMP", now.toString());
    try {
      var process = builder.start();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        log.warn("alert program was ended after %d seconds".formatted(LIMIT_SECONDS));
      } else if (process.exitValue() != 0) {
        log.warn("alert program ended with exit code %d".formatted(process.exitValue()));
      }
    } catch (IOException e) {
      log.warn("alert program cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
