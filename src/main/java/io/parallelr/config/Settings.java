package io.parallelr.config;

import io.parallelr.task.TimeLimit;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The configuration in force: checked values, with every default filled in.
public record Settings(
    Limits limits,
    StopLimits stopLimits,
    Security security,
    Execution execution,
    Queue queue,
    Tasker tasker,
    Logging logging,
    Advanced advanced) {

  /// How much is run, and for how long.
  ///
  /// @param maxWorkers slots
  /// @param timeout of a task; [TimeLimit#NONE] for none
  /// @param waitTime between two scans of a watched directory
  /// @param taskStartDelay pause between two starts
  /// @param maxOutputCapture characters of each output kept in results
  public record Limits(
      int maxWorkers,
      Duration timeout,
      Duration waitTime,
      Duration taskStartDelay,
      int maxOutputCapture) {}

  /// When a run is given up.
  ///
  /// @param maxFailureRate share of completed tasks, from 0 to 1
  /// @param resumeAfter how long a watched queue is left alone then; empty if the run ends
  public record StopLimits(
      boolean enabled,
      int maxConsecutiveFailures,
      double maxFailureRate,
      int minTasksForRateCheck,
      Optional<Duration> resumeAfter) {}

  /// What only the system's administrator decides.
  ///
  /// @param maxArgumentLength in characters; the highest number there is for any length
  public record Security(int maxArgumentLength) {}

  /// How tasks are run.
  ///
  /// @param workingDirectory of tasks: a path, or `task`, `workspace` or `slot`
  /// @param killAfter grace between SIGTERM and SIGKILL
  /// @param inProcessTasker whether flows run inside this process, without a JVM for each
  public record Execution(
      String workingDirectory,
      LauncherChoice launcher,
      Duration killAfter,
      int retries,
      Duration retryDelay,
      Duration maxRetryDelay,
      boolean inProcessTasker) {}

  /// Which way to start processes.
  public enum LauncherChoice {
    /// The system's own calls where they are to be had, else the JDK's.
    AUTO, POSIX, PORTABLE
  }

  /// How a watched directory is served.
  ///
  /// @param settle how long a file must stand still before it is taken
  /// @param order `arrival`, `name` or `size`
  /// @param onSuccess `done`, `delete` or `leave`
  /// @param onFailure `failed`, `delete` or `leave`
  /// @param onChange of a file that changed while its task ran: `failed`, `requeue` or `ignore`
  /// @param ignore patterns of names that unfinished files have, with blanks between them
  /// @param maxRedeliveries supervisors that may die over a file
  /// @param claimTimeout after which a silent supervisor on another machine is taken for dead
  /// @param journalPartSize of a part of the journal, in bytes; 0 for any
  /// @param journalPartAge of a part of the journal; empty for any
  public record Queue(
      Duration settle,
      String order,
      String onSuccess,
      String onFailure,
      String onChange,
      String ignore,
      int maxRedeliveries,
      Duration claimTimeout,
      long journalPartSize,
      Optional<Duration> journalPartAge) {}

  /// How flow files are run.
  ///
  /// @param dialect of files that do not name theirs: `1` or `2`
  /// @param maxSteps most tasks that a flow may run before it is taken to loop forever
  /// @param hostProbe how hosts are looked for: `ping`, `tcp` or `none`
  /// @param types execution types of the site's own, by name
  public record Tasker(
      String dialect,
      int maxSteps,
      String hostProbe,
      Map<String, ExecutionType> types) {}

  /// A way to run commands on hosts.
  ///
  /// @param command template of the command line
  /// @param probe template of a command that tells whether a host can be used; empty if none can
  /// @param expect what the probe prints then; empty if its exit code tells
  /// @param needsHost whether the host must be there
  public record ExecutionType(
      String command,
      Optional<String> probe,
      Optional<String> expect,
      Duration probeTimeout,
      boolean needsHost) {}

  /// What is logged, and how it looks.
  ///
  /// @param level of Logback
  /// @param consoleFormat pattern of Logback
  /// @param fileFormat pattern of Logback
  /// @param dateFormat what `%d` without a format of its own means in them
  /// @param maxLogSize in bytes, after which a log file is put aside
  /// @param backupCount how many of those are kept
  public record Logging(
      String level,
      String consoleFormat,
      String fileFormat,
      String dateFormat,
      long maxLogSize,
      int backupCount) {}

  /// What few need.
  ///
  /// @param maxFileSize of a task file, in bytes; the highest number there is for any size
  /// @param memoryLimit of a task with its descendants, in bytes; 0 for none
  public record Advanced(long maxFileSize, long memoryLimit) {}

  static Settings of(Values v) {
    return new Settings(
        new Limits(
            v.whole("limits.max-workers"),
            v.optionalTime("limits.timeout").orElse(TimeLimit.NONE),
            v.time("limits.wait-time"),
            v.time("limits.task-start-delay"),
            v.whole("limits.max-output-capture")),
        new StopLimits(
            v.flag("limits.stop-limits-enabled"),
            v.whole("limits.max-consecutive-failures"),
            v.fraction("limits.max-failure-rate"),
            v.whole("limits.min-tasks-for-rate-check"),
            v.optionalTime("limits.resume-after")),
        new Security(v.wholeOrMost("security.max-argument-length")),
        new Execution(
            v.text("execution.working-directory"),
            LauncherChoice.valueOf(v.text("execution.launcher").toUpperCase(Locale.ROOT)),
            v.time("execution.kill-after"),
            v.whole("execution.retries"),
            v.time("execution.retry-delay"),
            v.time("execution.max-retry-delay"),
            v.text("execution.in-process-tasker").equals("auto")),
        new Queue(
            v.time("queue.settle"),
            v.text("queue.order"),
            v.text("queue.on-success"),
            v.text("queue.on-failure"),
            v.text("queue.on-change"),
            v.text("queue.ignore"),
            v.whole("queue.max-redeliveries"),
            v.time("queue.claim-timeout"),
            v.bytes("queue.journal-part-size"),
            v.optionalTime("queue.journal-part-age")),
        new Tasker(
            v.text("tasker.dialect"),
            v.whole("tasker.max-steps"),
            v.text("tasker.host-probe"),
            v.types("tasker.types")),
        new Logging(
            v.text("logging.level"),
            v.text("logging.console-format"),
            v.text("logging.file-format"),
            v.text("logging.custom-date-format"),
            v.bytes("logging.max-log-size"),
            v.whole("logging.backup-count")),
        new Advanced(
            v.bytesOr("advanced.max-file-size", Long.MAX_VALUE),
            v.bytesOr("advanced.memory-limit", 0)));
  }
}
