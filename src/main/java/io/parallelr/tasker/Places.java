package io.parallelr.tasker;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// Where tasker keeps what it writes.
record Places(TaskerCommand command, Surroundings surroundings) {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("ddMMMyy_HHmmss_SSS", Locale.ENGLISH);
  private static final int LONGEST_NAME = 50;

  /// A log file that no other run has.
  ///
  /// @param name that all files of the run have, without an extension
  record LogFile(Path path, String name) {
    /// Opens it.
    OutputStream open() {
      try {
        return new FileOutputStream(path.toFile());
      } catch (IOException e) {
        throw unwritable(path, e);
      }
    }

    /// The place of the copy of the flow file.
    Path copy() {
      return path.resolveSibling(name + ".txt");
    }
  }

  /// Makes the log file of a run.
  LogFile logFile(Path flow, Instant started) {
    var logs = logs();
    var first = "%s_%s_%d".formatted(
        prefix(String.valueOf(flow.getFileName())),
        STAMP.format(LocalDateTime.ofInstant(started, ZoneId.systemDefault())),
        ProcessHandle.current().pid());
    var name = first;
    for (int i = 2;; i++) { // several may begin in the same instant inside one process
      var path = logs.resolve(name + ".log");
      try {
        return new LogFile(Files.createFile(path), name);
      } catch (FileAlreadyExistsException e) {
        name = first + '-' + i;
      } catch (IOException e) {
        throw unwritable(path, e);
      }
    }
  }

  /// The summary of a project.
  Path summary(String project) {
    return logs().resolve("project_%s_summary.log".formatted(prefix(project)));
  }

  /// The state of a flow, by whichever path its file is named.
  Path state(Path flow) {
    return base().resolve("recovery")
        .resolve(
            "%s_%s.recovery.json".formatted(
                prefix(String.valueOf(flow.getFileName())),
                Hashes.of(flow.normalize().toString()).substring(0, 8)));
  }

  /// The lock of a flow with its variables.
  Path lock(String hash) {
    return base().resolve("locks").resolve("workflow_%s.lock".formatted(hash.substring(0, 16)));
  }

  /// The result document.
  ///
  /// @param asked by the user; empty for a place of tasker's own
  Path results(String asked, LogFile log) {
    return asked.isEmpty()
        ? base().resolve("output").resolve(log.name() + ".json")
        : surroundings.path(Path.of(asked));
  }

  private Path logs() {
    var logs = surroundings.path(given().orElse(home().resolve("TASKER/logs")));
    try {
      return Files.createDirectories(logs);
    } catch (IOException e) {
      throw new TaskerError(
          ExitCodes.STOPPED,
          "log directory %s cannot be made: %s; choose another by -l".formatted(logs, e));
    }
  }

  /// Where state and results lie.
  private Path base() {
    return surroundings.path(given().orElse(home().resolve("TASKER")));
  }

  private Optional<Path> given() {
    return Optional.ofNullable(command.logDir)
        .or(
            () -> Optional.ofNullable(surroundings.environment().get("TASK_EXECUTOR_LOG"))
                .filter(d -> !d.isBlank())
                .map(Path::of));
  }

  private Path home() {
    return Path.of(
        surroundings.environment().getOrDefault("HOME", System.getProperty("user.home", ".")));
  }

  private static String prefix(String name) {
    int dot = name.lastIndexOf('.');
    var base = (dot > 0 ? name.substring(0, dot) : name).replaceAll("[^A-Za-z0-9._-]", "_");
    return base.substring(0, Math.min(LONGEST_NAME, base.length()));
  }

  private static TaskerError unwritable(Path path, IOException e) {
    return new TaskerError(
        ExitCodes.STOPPED,
        "%s cannot be written: %s; choose another directory by -l"
            .formatted(path, e.getMessage()));
  }
}
