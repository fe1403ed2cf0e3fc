package io.parallelr.flowrun;

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

/// The paths of all that a run writes.
final class FlowPaths {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("ddMMMyy_HHmmss_SSS", Locale.ENGLISH);
  private static final int LONGEST_NAME = 50;
  private static final String LOCKS = "locks";
  private final RunOptions options;
  private final ExecutionContext context;

  FlowPaths(RunOptions options, ExecutionContext context) {
    this.options = options;
    this.context = context;
  }

  /// What a run writes.
  private enum Written {
    LOG("-l", false), DOCUMENT("--output-json", true), SUMMARY("-p", true), STATE("--auto-recovery",
        false), LOCK("--instance-check", false);

    private final String option;
    private final boolean isStreamAllowed;

    /// @param option that asks for it
    /// @param isStreamAllowed whether it may also go to a device, a FIFO or what is open
    Written(String option, boolean isStreamAllowed) {
      this.option = option;
      this.isStreamAllowed = isStreamAllowed;
    }

    TaskerError refused(Path path, String what) {
      return new TaskerError(ExitCodes.USAGE, "%s: %s %s".formatted(option, path, what));
    }
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

  /// Makes the directories that a run will write to, and checks all it will need at its end: better
  /// to refuse the run now than to lose its results then.
  ///
  /// @throws TaskerError naming what is missing
  void prepare(Path flow) {
    requireFiles(Written.LOG, logs());
    var reporting = options.reporting();
    reporting.document().ifPresent(asked -> {
      if (asked.isEmpty()) {
        requireFiles(Written.DOCUMENT, output());
      } else {
        requireWritable(Written.DOCUMENT, context.path(NativeText.path(asked)));
      }
    });
    reporting.project().ifPresent(project -> requireAppendable(Written.SUMMARY, summary(project)));
    reporting.alert().map(context::path).ifPresent(this::warnUnlessExecutable);
    if (options.keepsState()) {
      makePrivate(parent(state(flow)));
      requireWritable(Written.STATE, state(flow));
    }
    if (options.secondInstance() != RunOptions.SecondInstance.NOT_CHECKED) {
      var locks = base().resolve(LOCKS);
      makePrivate(locks);
      requireFiles(Written.LOCK, locks);
    }
  }

  /// Only warns: the flow itself does not need the program.
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

  private static void requireWritable(Written written, Path file) {
    if (!Files.isDirectory(parent(file))) {
      throw written.refused(parent(file), "is not a directory (make it first)");
    }
    try {
      var destination = Destination.of(file);
      if (!written.isStreamAllowed) {
        var _ = destination.file();
      }
      destination.objection().ifPresent(why -> {
        throw written.refused(file, why);
      });
    } catch (IOException e) {
      throw written.refused(file, "cannot be written: " + Reason.withPath(e));
    }
  }

  private static void requireAppendable(Written written, Path file) {
    if (Files.isDirectory(file)) {
      throw written.refused(file, "is a directory");
    }
    if (Files.exists(file) && !Files.isWritable(file)) {
      throw written.refused(file, "cannot be written: permission denied");
    }
  }

  /// Tries to make a file in a directory, as permissions alone do not tell whether one can be made.
  private static void requireFiles(Written written, Path directory) {
    try {
      AtomicFile.tryDraft(directory.resolve("any"));
    } catch (IOException e) {
      throw written.refused(directory, "takes no files: " + Reason.of(e));
    }
  }

  /// Makes a directory. If the user has not chosen the place, only the user can enter it.
  ///
  /// @param advice the option that names another place
  private Path make(Path directory, String advice) {
    try {
      if (options.logDirectory().isEmpty()) {
        PrivateFiles.makeDirectory(base());
        PrivateFiles.tightenIfPossible(base());
      }
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw unmade(directory, e, advice);
    }
  }

  /// Makes a directory for state or locks, which only the user can enter wherever it is.
  private void makePrivate(Path directory) {
    var _ = make(parent(directory), Written.LOG.option);
    try {
      PrivateFiles.makeDirectory(directory);
      PrivateFiles.tightenIfPossible(directory);
    } catch (IOException e) {
      throw unmade(directory, e, Written.LOG.option);
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
    return make(
        context.path(options.logDirectory().orElse(home().resolve("TASKER/logs"))),
        Written.LOG.option);
  }

  private Path output() {
    return make(base().resolve("output"), Written.DOCUMENT.option + "=FILE");
  }

  /// Where state and results lie.
  private Path base() {
    return context.path(options.logDirectory().orElse(home().resolve("TASKER")));
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
