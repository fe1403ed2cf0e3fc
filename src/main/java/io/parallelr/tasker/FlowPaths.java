package io.parallelr.tasker;

import io.parallelr.os.AtomicFile;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
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
import java.util.Objects;
import java.util.Optional;

/// Where tasker keeps what it writes.
final class FlowPaths {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("ddMMMyy_HHmmss_SSS", Locale.ENGLISH);
  private static final int LONGEST_NAME = 50;
  private static final String LOCKS = "locks";
  private static final String JSON = "--output-json";
  private static final String RECOVERY = "--auto-recovery";
  private static final String BY_L = "-l";
  private final TaskerCommand command;
  private final ExecutionContext context;

  FlowPaths(TaskerCommand command, ExecutionContext context) {
    this.command = command;
    this.context = context;
  }

  /// A log file that no other run has.
  ///
  /// @param name that all files of the run have, without an extension
  record LogFile(Path path, String name) {
    /// Opens it.
    OutputStream open() {
      try {
        return new FileOutputStream(NativeText.file(path));
      } catch (IOException e) {
        throw unwritable(path, e);
      }
    }

    /// The place of the copy of the flow file.
    Path copy() {
      return path.resolveSibling(name + ".txt");
    }
  }

  /// Makes the directories that a run will write to, and looks at what else it will need when it is
  /// over: better refused now than lost then.
  ///
  /// @throws TaskerError naming what is missing
  void prepare(Path flow) {
    var logs = logs();
    requireFiles("-l", logs);
    command.outputJson().ifPresent(asked -> {
      if (asked.isEmpty()) {
        requireFiles(JSON, output());
      } else {
        requireWritable(JSON, context.path(NativeText.path(asked)));
      }
    });
    command.project().ifPresent(project -> requireAppendable("-p", summary(project)));
    command.alert().map(context::path).ifPresent(this::warnUnlessExecutable);
    if (command.recovers()) {
      madeOwn(parent(state(flow)));
      requireWritable(RECOVERY, state(flow));
    }
    if (command.instanceCheck) {
      var locks = base().resolve(LOCKS);
      madeOwn(locks);
      requireFiles("--instance-check", locks);
    }
  }

  /// The flow does not need it.
  private void warnUnlessExecutable(Path program) {
    if (!Files.isRegularFile(program) || !Files.isExecutable(program)) {
      context.stderr()
          .println(
              "tasker: warning: --alert-on-failure: %s %s: no alert will be sent"
                  .formatted(
                      Printable.of(program.toString()),
                      Files.isRegularFile(program)
                          ? "is not executable (chmod +x it)"
                          : "not found"));
    }
  }

  /// The place of a document.
  private static void requireWritable(String option, Path file) {
    if (!Files.isDirectory(parent(file))) {
      throw refused(option, parent(file), "is not a directory (make it first)");
    }
    try {
      var destination = Destination.of(file);
      if (option.equals(RECOVERY)) {
        var _ = destination.file();
      }
      destination.objection().ifPresent(why -> {
        throw refused(option, file, why);
      });
    } catch (IOException e) {
      throw refused(option, file, "cannot be written: " + Reason.withPath(e));
    }
  }

  private static void requireAppendable(String option, Path file) {
    if (Files.isDirectory(file)) {
      throw refused(option, file, "is a directory");
    }
    if (Files.exists(file) && !Files.isWritable(file)) {
      throw refused(option, file, "cannot be written: permission denied");
    }
  }

  /// A directory in which files have to be made: permissions do not tell.
  private static void requireFiles(String option, Path directory) {
    try {
      AtomicFile.tryDraft(directory.resolve("any"));
    } catch (IOException e) {
      throw refused(option, directory, "takes no files: " + Reason.of(e));
    }
  }

  private static TaskerError refused(String option, Path path, String what) {
    return new TaskerError(ExitCodes.USAGE, "%s: %s %s".formatted(option, path, what));
  }

  /// Where the user has not chosen the place, all that is there is the user's alone.
  ///
  /// @param advice what names another place
  private Path made(Path directory, String advice) {
    try {
      if (given().isEmpty()) {
        PrivateFiles.makeDirectory(base());
        PrivateFiles.tightenIfPossible(base());
      }
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw unmade(directory, e, advice);
    }
  }

  /// State and locks are the user's alone wherever they lie.
  private void madeOwn(Path directory) {
    var _ = made(parent(directory), BY_L);
    try {
      PrivateFiles.makeDirectory(directory);
      PrivateFiles.tightenIfPossible(directory);
    } catch (IOException e) {
      throw unmade(directory, e, BY_L);
    }
  }

  private static TaskerError unmade(Path directory, IOException e, String advice) {
    return new TaskerError(
        ExitCodes.USAGE,
        "cannot create directory %s: %s; choose another place with %s".formatted(
            directory,
            e instanceof FileAlreadyExistsException taken
                ? taken.getFile() + " is not a directory"
                : Reason.withPath(e),
            advice));
  }

  private static Path parent(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent());
  }

  /// Makes the log file of a run.
  LogFile logFile(Path flow, Instant started) {
    var logs = logs();
    var first = "%s_%s_%d".formatted(
        prefix(NativeText.nameOf(flow)),
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
                prefix(NativeText.nameOf(flow)),
                Hashes.of(NativeText.of(flow.normalize())).substring(0, 8)));
  }

  /// The lock of a flow with its variables.
  Path lock(String hash) {
    return base().resolve(LOCKS).resolve("workflow_%s.lock".formatted(hash.substring(0, 16)));
  }

  /// The result document.
  ///
  /// @param asked by the user; empty for tasker's own directory
  Path results(String asked, LogFile log) {
    return asked.isEmpty()
        ? output().resolve(log.name() + ".json")
        : context.path(NativeText.path(asked));
  }

  private Path logs() {
    return made(context.path(given().orElse(home().resolve("TASKER/logs"))), BY_L);
  }

  private Path output() {
    return made(base().resolve("output"), "--output-json=FILE");
  }

  /// Where state and results lie.
  private Path base() {
    return context.path(given().orElse(home().resolve("TASKER")));
  }

  private Optional<Path> given() {
    return Optional.ofNullable(command.logDir)
        .or(
            () -> Optional.ofNullable(context.environment().get("TASK_EXECUTOR_LOG"))
                .filter(d -> !d.isBlank())
                .map(NativeText::path));
  }

  private Path home() {
    return NativeText.path(
        context.environment().getOrDefault("HOME", System.getProperty("user.home", ".")));
  }

  private static String prefix(String name) {
    int dot = name.lastIndexOf('.');
    var base = (dot > 0 ? name.substring(0, dot) : name).replaceAll("[^A-Za-z0-9._-]", "_");
    return base.substring(0, Math.min(LONGEST_NAME, base.length()));
  }

  private static TaskerError unwritable(Path path, IOException e) {
    return new TaskerError(
        ExitCodes.USAGE,
        "%s cannot be written: %s; choose another directory with -l"
            .formatted(path, Reason.of(e)));
  }
}
