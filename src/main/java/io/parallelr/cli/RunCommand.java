package io.parallelr.cli;

import io.parallelr.os.NativeText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The options of the command line, as picocli fills them in.
@Command(name = "parallelr", sortOptions = false, usageHelpAutoWidth = true, abbreviateSynopsis = true, description = {
    "Runs each file of a directory through a command, many at a time: with time limits, stop "
        + "limits and a record of every result.",
    "Without -r it only shows what it would run."}, exitCodeListHeading = "%nExit codes:%n", footer = {
        "",
        "Examples:",
        "  parallelr -T ./tasks -C \"bash @TASK@\"          show what would be run",
        "  parallelr -T ./tasks -C \"bash @TASK@\" -r -m 8  run it, eight at a time",
        "  parallelr -A hosts.txt -C \"ping -c1 @ARG@\" -r  run a command for each line",
        "  parallelr -T ./tasks -C \"bash @TASK@\" -r -d    run it detached",
        "  parallelr --list-workers ; parallelr -k PID     see what is running, end it",
        "  parallelr --resume last                         resume a run that was cut off",
        "  parallelr -T ./in -C \"bash @TASK@\" -r --watch   run files as they arrive",
        "  parallelr queue -T ./in                         show the state of the queue"})
final class RunCommand {
  /// What `-k` and `--drain` mean without a process number.
  static final String ALL = "all";

  @Option(names = {"-T",
      "--TasksDir"}, paramLabel = "PATH", arity = "1..*", description = "tasks: a directory (its files, without subdirectories), a file or a quoted glob; "
          + "may be repeated")
  List<String> tasks = new ArrayList<>();

  @Option(names = {"-C",
      "--Command"}, paramLabel = "TEMPLATE", description = "command; @TASK@ becomes the absolute path of the task file. Split into words "
          + "as in a shell, but no shell runs it unless it names one")
  @Nullable
  String template;

  @Option(names = {"-r",
      "--run"}, description = "run the tasks; without this option they are only shown")
  boolean run;

  @Option(names = {"-n",
      "--dry-run"}, description = "show what would be run, the default without -r; with --resume, --retry-failed, "
          + "-k or --drain, show what these would do. Nothing is changed")
  boolean dryRun;

  @Option(names = {"-m",
      "--max"}, paramLabel = "N", description = "slots: how many tasks run at once; a number, auto or a share of the CPUs such as 200%%. "
          + "Default: auto, the number of usable CPUs (limits.max-workers)")
  @Nullable
  String max;

  @Option(names = {"-t",
      "--timeout"}, paramLabel = "SECONDS", description = "time limit of a task, default 600; fractions allowed, 0 for none (limits.timeout)")
  @Nullable
  String timeout;

  @Option(names = {"-w",
      "--wait"}, paramLabel = "SECONDS", description = "interval for scanning a watched directory and checking admission limits. "
          + "Free slots do not wait for it: they are filled at once (limits.wait-time)")
  @Nullable
  String wait;

  @Option(names = {"-s",
      "--sleep"}, paramLabel = "SECONDS", description = "pause between two task starts, default 0 (limits.task-start-delay)")
  @Nullable
  String sleep;

  @Option(names = "--enable-stop-limits", description = "stop the run after too many failures in a row or too high a failure rate")
  boolean stopLimits;

  @Option(names = "--max-consecutive-failures", paramLabel = "N", description = "failures in a row that stop the run; enables stop limits")
  @Nullable
  String maxConsecutiveFailures;

  @Option(names = "--max-failure-rate", paramLabel = "R", description = "share of failures, 0 to 1, above which the run stops; enables stop limits")
  @Nullable
  String maxFailureRate;

  @Option(names = "--min-tasks-for-rate", paramLabel = "N", description = "completed tasks before the rate is checked; enables stop limits")
  @Nullable
  String minTasksForRate;

  @Option(names = "--file-extension", paramLabel = "EXT", split = ",", description = "take only task files with one of these extensions")
  List<String> extensions = new ArrayList<>();

  @Option(names = {"-A",
      "--arguments-file"}, paramLabel = "FILE", description = "one task for each line; @ARG@ or @ARG_1@, @ARG_2@... stand for its arguments. "
          + "-T is then one template file")
  @Nullable
  Path argumentsFile;

  @Option(names = {"-S",
      "--separator"}, paramLabel = "NAME", description = "separator of the arguments in a line: space, whitespace, tab, comma, "
          + "semicolon, pipe or colon; without it a line is one argument")
  @Nullable
  String separator;

  @Option(names = {"-E",
      "--env-var"}, paramLabel = "NAME", split = ",", description = "environment variables set to the arguments of a line, by position")
  List<String> variables = new ArrayList<>();

  @Option(names = "--chdir", paramLabel = "DIR", description = "where tasks run; by default where parallelr is started. A directory, or a word: "
      + "task (that of the task file), workspace (one in PARALLELR_HOME) or slot (one for each "
      + "slot there); ./task names a directory (execution.working-directory)")
  @Nullable
  String chdir;

  @Option(names = "--secret-env", paramLabel = "NAME", split = ",", description = "an environment variable whose value is passed to tasks but never shown or "
      + "recorded; may be repeated")
  List<String> secretVariables = new ArrayList<>();

  @Option(names = "--retries", paramLabel = "N", description = "run a task that failed or timed out up to N more times")
  @Nullable
  String retries;

  @Option(names = "--retry-delay", paramLabel = "SECONDS", description = "wait before the first retry; doubles with each, up to "
      + "execution.max-retry-delay")
  @Nullable
  String retryDelay;

  @Option(names = "--kill-after", paramLabel = "SECONDS", description = "grace between SIGTERM and SIGKILL (execution.kill-after)")
  @Nullable
  String killAfter;

  @Option(names = "--log-task-output", description = "write TaskResults.txt: readable results with the full output of each task")
  boolean logTaskOutput;

  @Option(names = "--print", description = "print each task's output when it ends, never interleaved with another's")
  boolean print;

  @Option(names = "--json", description = "print the summary as one JSON object, and nothing else")
  boolean json;

  @Option(names = "--progress", negatable = true, fallbackValue = "true", description = "live line on the terminal; on by default if there is one")
  @Nullable
  Boolean progress;

  @Option(names = "--config", paramLabel = "FILE", description = "configuration file; overrides those of the system and of the user")
  @Nullable
  Path config;

  @Option(names = "--validate-config", description = "check the configuration files and exit")
  boolean validateConfig;

  @Option(names = "--show-config", description = "show each value in force and its origin, and exit")
  boolean showConfig;

  @Option(names = {"-q", "--quiet"}, description = "print only warnings and errors")
  boolean quiet;

  @Option(names = "--debug", description = "log in detail; show stack traces of errors")
  boolean debug;

  @Option(names = {"-d", "-D",
      "--daemon"}, description = "run detached from this terminal; prints PID, run id and run directory")
  boolean daemon;

  @Option(names = "--watch", description = "serve the tasks directory as a queue: run the files there and those that arrive, until "
      + "stopped")
  boolean watch;

  @Option(names = "--order", paramLabel = "ORDER", description = "which file of a watched directory runs next: arrival, name or size (queue.order)")
  @Nullable
  String order;

  @Option(names = "--resume", paramLabel = "RUN", description = "resume a run that was cut off: run what has no final result yet. RUN is "
      + "its id, its directory, or last. Options given here override those of that run")
  @Nullable
  String resume;

  @Option(names = "--retry-failed", paramLabel = "RUN", description = "run again the tasks of a run that did not succeed or were not run")
  @Nullable
  String retryFailed;

  @Option(names = "--orphans", paramLabel = "WHAT", description = "what --resume does with tasks that are still running: adopt, the default, waits for "
      + "them and keeps their output and result; kill ends them and runs them again")
  @Nullable
  String orphans;

  @Option(names = "--on-unknown", paramLabel = "WHAT", description = "what --resume does with tasks whose end was not recorded: rerun, the default, runs "
      + "them again; skip records them as ERROR")
  @Nullable
  String onUnknown;

  @Option(names = "--rerun-all", description = "with --resume or --retry-failed, run all tasks again, finished or not: for a run whose journal is "
      + "missing or damaged")
  boolean rerunAll;

  @Option(names = "--list-workers", description = "list running supervisors with their tasks, and exit")
  boolean listWorkers;

  @Option(names = {"-k",
      "--kill"}, paramLabel = "PID", arity = "0..1", fallbackValue = ALL, description = "end the supervisor or task with this process number; without PID, all")
  @Nullable
  String kill;

  @Option(names = "--drain", paramLabel = "PID", arity = "0..1", fallbackValue = ALL, description = "have the supervisor with this process number, or all, start no more tasks and "
      + "end when the running tasks end")
  @Nullable
  String drain;

  @Option(names = {"-y", "--yes"}, description = "do not ask before -k")
  boolean yes;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help and exit")
  boolean help;

  @Option(names = {"-V", "--version"}, versionHelp = true, description = "show versions and exit")
  boolean version;

  @Nullable
  private Path templateDirectory;

  private boolean isChdirOfEarlier;

  /// Takes where tasks ran in an earlier run, if nothing else is asked for.
  void inheritWorkingDirectory(String recorded) {
    isChdirOfEarlier = chdir == null;
    chdir = chdir == null ? recorded : chdir;
  }

  /// Whether tasks are to run where they did in an earlier run.
  boolean isChdirOfEarlier() {
    return isChdirOfEarlier;
  }

  /// Against which a relative path of the command's program is taken, if it is not that of
  /// this process.
  Optional<Path> templateDirectory() {
    return Optional.ofNullable(templateDirectory);
  }

  Optional<String> template() {
    return Optional.ofNullable(template);
  }

  Optional<Path> argumentsFile() {
    return Optional.ofNullable(argumentsFile);
  }

  Optional<String> separator() {
    return Optional.ofNullable(separator);
  }

  Optional<Path> config() {
    return Optional.ofNullable(config);
  }

  Optional<Boolean> progress() {
    return Optional.ofNullable(progress);
  }

  Optional<String> kill() {
    return Optional.ofNullable(kill);
  }

  Optional<String> drain() {
    return Optional.ofNullable(drain);
  }

  /// The run to resume, whatever is to be run of it.
  Optional<String> continued() {
    return Optional.ofNullable(resume).or(() -> Optional.ofNullable(retryFailed));
  }

  /// Takes from the command line of an earlier run what this one does not say itself. How it is
  /// shown, and whether it is detached, is not taken.
  ///
  /// @param directory against which its paths were taken
  void inherit(RunCommand earlier, Path directory) {
    tasks = tasks.isEmpty()
        ? earlier.tasks.stream()
            .map(t -> t.startsWith("/") ? t : NativeText.of(directory) + "/" + t)
            .toList()
        : tasks;
    argumentsFile =
        argumentsFile().or(() -> earlier.argumentsFile().map(directory::resolve)).orElse(null);
    config = config().or(() -> earlier.config().map(directory::resolve)).orElse(null);
    if (template == null) {
      template = earlier.template;
      templateDirectory = directory;
    }
    extensions = extensions.isEmpty() ? earlier.extensions : extensions;
    variables = variables.isEmpty() ? earlier.variables : variables;
    secretVariables = Stream.concat(earlier.secretVariables.stream(), secretVariables.stream())
        .distinct()
        .toList();
    separator = separator == null ? earlier.separator : separator;
    max = max == null ? earlier.max : max;
    timeout = timeout == null ? earlier.timeout : timeout;
    wait = wait == null ? earlier.wait : wait;
    sleep = sleep == null ? earlier.sleep : sleep;
    order = order == null ? earlier.order : order;
    retries = retries == null ? earlier.retries : retries;
    retryDelay = retryDelay == null ? earlier.retryDelay : retryDelay;
    killAfter = killAfter == null ? earlier.killAfter : killAfter;
    maxConsecutiveFailures =
        maxConsecutiveFailures == null
            ? earlier.maxConsecutiveFailures
            : maxConsecutiveFailures;
    maxFailureRate = maxFailureRate == null ? earlier.maxFailureRate : maxFailureRate;
    minTasksForRate = minTasksForRate == null ? earlier.minTasksForRate : minTasksForRate;
    stopLimits |= earlier.stopLimits;
    logTaskOutput |= earlier.logTaskOutput;
    watch |= earlier.watch;
    run = !dryRun;
  }

  /// The values that go over the configuration.
  List<Given> overrides() {
    var given = new ArrayList<Given>();
    var values = new LinkedHashMap<List<String>, @Nullable String>();
    values.put(List.of("limits.max-workers", "-m"), max);
    values.put(List.of("limits.timeout", "-t"), timeout);
    values.put(List.of("limits.wait-time", "-w"), wait);
    values.put(List.of("limits.task-start-delay", "-s"), sleep);
    values.put(
        List.of("limits.max-consecutive-failures", "--max-consecutive-failures"),
        maxConsecutiveFailures);
    values.put(List.of("limits.max-failure-rate", "--max-failure-rate"), maxFailureRate);
    values.put(List.of("limits.min-tasks-for-rate-check", "--min-tasks-for-rate"), minTasksForRate);
    values.put(List.of("queue.order", "--order"), order);
    values.put(List.of("execution.working-directory", "--chdir"), chdir);
    values.put(List.of("execution.retries", "--retries"), retries);
    values.put(List.of("execution.retry-delay", "--retry-delay"), retryDelay);
    values.put(List.of("execution.kill-after", "--kill-after"), killAfter);
    for (Map.Entry<List<String>, @Nullable String> entry : values.entrySet()) {
      var value = entry.getValue();
      if (value != null) {
        given.add(new Given(entry.getKey().getFirst(), entry.getKey().getLast(), value));
      }
    }
    boolean limitGiven =
        maxConsecutiveFailures != null || maxFailureRate != null || minTasksForRate != null;
    if (stopLimits || limitGiven) {
      given.add(new Given("limits.stop-limits-enabled", "--enable-stop-limits", "true"));
    }
    return given;
  }

  /// A value from the command line.
  ///
  /// @param key in the configuration
  /// @param option that gave it
  record Given(String key, String option, String value) {}
}
