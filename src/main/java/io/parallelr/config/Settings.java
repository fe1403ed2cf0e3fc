package io.parallelr.config;

import io.parallelr.task.RetryOn;
import io.parallelr.task.TimeLimit;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The configuration in force: checked values, with every default filled in.
public record Settings(
    Limits limits,
    StopLimits stopLimits,
    Admission admission,
    Security security,
    Execution execution,
    Queue queue,
    Notices notices,
    Metrics metrics,
    Tasker tasker,
    Logging logging,
    Advanced advanced,
    ServeSettings serve) {

  /// How much is run, and for how long.
  ///
  /// @param maxWorkers slots
  /// @param timeout of a task; [TimeLimit#NONE] for none
  /// @param timeoutPercent the same, of the median time of tasks that have succeeded; empty for none
  /// @param maxTimeout the longest one that anybody may ask for; empty for any
  /// @param waitTime between two scans of a watched directory
  /// @param taskStartDelay pause between two starts
  /// @param adaptiveDelay whether that grows with failures and shrinks with successes
  /// @param halt when the run ends before all was run
  /// @param maxOutputCapture characters of each output kept in results
  /// @param maxOutput of a task; empty for any
  public record Limits(
      int maxWorkers,
      Duration timeout,
      Optional<Integer> timeoutPercent,
      Optional<Duration> maxTimeout,
      Duration waitTime,
      Duration taskStartDelay,
      boolean adaptiveDelay,
      List<Halt> halt,
      int maxOutputCapture,
      Optional<OutputLimit> maxOutput) {
    public Limits {
      halt = List.copyOf(halt);
    }

    /// The time limit in words.
    public String describeTimeout() {
      var fixed = TimeLimit.describe(timeout);
      return timeoutPercent
          .map(
              percent -> (TimeLimit.isNone(timeout) ? "time limit " : fixed + " or ") + percent
                  + " % of the median")
          .orElse(fixed);
    }
  }

  /// How much a task may print into each of its outputs.
  ///
  /// @param bytes of an output
  /// @param ends whether more ends the task; else its output is cut off
  public record OutputLimit(long bytes, boolean ends) {}

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

  /// What must hold for a task to be started. Empty limits are not checked.
  ///
  /// @param maxLoad average of the last minute
  /// @param minFreeMemory in bytes
  /// @param minFreeDisk in bytes, where tasks print
  /// @param maxPressure in percent, by resource
  /// @param limitCommand of a shell, which exits with 0 if tasks may start
  public record Admission(
      Optional<Double> maxLoad,
      Optional<Long> minFreeMemory,
      Optional<Long> minFreeDisk,
      Map<String, Double> maxPressure,
      Optional<String> limitCommand) {}

  /// What only the system's administrator decides.
  ///
  /// @param maxArgumentLength in characters; empty for any length
  public record Security(Optional<Integer> maxArgumentLength) {}

  /// How tasks are run.
  ///
  /// @param workingDirectory of tasks: a path, or `task`, `workspace` or `slot`
  /// @param killAfter grace between SIGTERM and SIGKILL
  /// @param retryOn after which ends a task is run again
  /// @param onTimeout a command that is run before a task is ended whose time is over
  /// @param nice value of tasks
  /// @param cpusPerSlot that a slot has for itself; empty if all share all
  /// @param makeJobserver how tasks share the slots with what they start by way of make
  /// @param headers whether what task files say of themselves counts
  /// @param inProcessTasker whether flows run inside this process, without a JVM for each
  /// @param keepStatus whether the ends of tasks are recorded though their detached supervisor died
  public record Execution(
      String workingDirectory,
      LauncherChoice launcher,
      Duration killAfter,
      int retries,
      Duration retryDelay,
      Duration maxRetryDelay,
      RetryOn retryOn,
      Optional<String> onTimeout,
      int nice,
      Optional<Integer> cpusPerSlot,
      MakeJobserver makeJobserver,
      boolean headers,
      boolean inProcessTasker,
      boolean keepStatus) {}

  /// How a jobserver is passed on to tasks.
  public enum MakeJobserver {
    /// There is none.
    OFF,
    /// In the way that the installed make takes.
    AUTO,
    /// By the path of a FIFO.
    FIFO,
    /// As two descriptors that tasks inherit.
    PIPE
  }

  /// Which way to start processes.
  public enum LauncherChoice {
    /// The system's own calls where they are available, else the JDK's.
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
  /// @param journalPartSize of a part of the journal, in bytes; empty for any
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
      Optional<Long> journalPartSize,
      Optional<Duration> journalPartAge) {}

  /// Who is told of the end of a run.
  ///
  /// @param onFinish a command; empty for none
  /// @param onFailure a command for runs that have not succeeded; empty for none
  /// @param url gets the summary
  /// @param timeLimit of each of these
  public record Notices(
      Optional<String> onFinish,
      Optional<String> onFailure,
      Optional<URI> url,
      Duration timeLimit) {}

  /// Where numbers for Prometheus are.
  ///
  /// @param file that has them; empty for none
  /// @param port that serves them; empty for none
  public record Metrics(Optional<String> file, Optional<Endpoint> port) {}

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
  /// @param probe template of a command that checks whether a host can be used; empty for no check
  /// @param expect what the probe prints then; empty if only its exit code counts
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
  /// @param maxFileSize of a task file, in bytes; empty for any size
  /// @param memoryLimit of a task with its descendants, in bytes; empty for none
  public record Advanced(Optional<Long> maxFileSize, Optional<Long> memoryLimit) {}

  static Settings of(Values v) {
    return new Settings(
        new Limits(
            v.get(Key.MAX_WORKERS),
            v.get(Key.TIMEOUT).orElse(TimeLimit.NONE),
            v.get(Key.TIMEOUT_PERCENT),
            v.get(Key.MAX_ALLOWED_TIMEOUT),
            v.get(Key.WAIT_TIME),
            v.get(Key.TASK_START_DELAY),
            v.get(Key.ADAPTIVE_DELAY),
            v.get(Key.HALT),
            v.get(Key.MAX_OUTPUT_CAPTURE),
            v.get(Key.MAX_OUTPUT)),
        new StopLimits(
            v.get(Key.STOP_LIMITS),
            v.get(Key.MAX_CONSECUTIVE_FAILURES),
            v.get(Key.MAX_FAILURE_RATE),
            v.get(Key.MIN_TASKS_FOR_RATE),
            v.get(Key.RESUME_AFTER)),
        new Admission(
            v.get(Key.MAX_LOAD),
            v.get(Key.MIN_FREE_MEMORY),
            v.get(Key.MIN_FREE_DISK),
            v.get(Key.MAX_PRESSURE).orElse(Map.of()),
            v.get(Key.LIMIT_COMMAND)),
        new Security(v.get(Key.MAX_ARGUMENT_LENGTH)),
        new Execution(
            v.get(Key.WORKING_DIRECTORY),
            LauncherChoice.valueOf(v.get(Key.LAUNCHER).toUpperCase(Locale.ROOT)),
            v.get(Key.KILL_AFTER),
            v.get(Key.RETRIES),
            v.get(Key.RETRY_DELAY),
            v.get(Key.MAX_RETRY_DELAY),
            v.get(Key.RETRY_ON),
            v.get(Key.ON_TIMEOUT),
            v.get(Key.NICE),
            v.get(Key.CPUS_PER_SLOT),
            MakeJobserver.valueOf(v.get(Key.MAKE_JOBSERVER).toUpperCase(Locale.ROOT)),
            v.get(Key.HEADERS),
            v.get(Key.IN_PROCESS_TASKER).equals("auto"),
            v.get(Key.KEEP_STATUS)),
        new Queue(
            v.get(Key.SETTLE),
            v.get(Key.ORDER),
            v.get(Key.ON_SUCCESS),
            v.get(Key.ON_FAILURE),
            v.get(Key.ON_CHANGE),
            v.get(Key.IGNORE),
            v.get(Key.MAX_REDELIVERIES),
            v.get(Key.CLAIM_TIMEOUT),
            v.get(Key.JOURNAL_PART_SIZE),
            v.get(Key.JOURNAL_PART_AGE)),
        new Notices(
            v.get(Key.ON_FINISH),
            v.get(Key.ON_FAILED_RUN),
            v.get(Key.NOTIFY_URL),
            v.get(Key.NOTIFY_LIMIT)),
        new Metrics(v.get(Key.METRICS_FILE), v.get(Key.METRICS_PORT)),
        new Tasker(
            v.get(Key.DIALECT),
            v.get(Key.MAX_STEPS),
            v.get(Key.HOST_PROBE),
            v.get(Key.TYPES)),
        new Logging(
            v.get(Key.LEVEL),
            v.get(Key.CONSOLE_FORMAT),
            v.get(Key.FILE_FORMAT),
            v.get(Key.CUSTOM_DATE_FORMAT),
            v.get(Key.MAX_LOG_SIZE),
            v.get(Key.BACKUP_COUNT)),
        new Advanced(v.get(Key.MAX_FILE_SIZE), v.get(Key.MEMORY_LIMIT)),
        ServeSettings.of(v));
  }
}
