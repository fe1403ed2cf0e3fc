package io.parallelr.cli;

import io.parallelr.cli.DeclaredOption.FilePath;
import io.parallelr.cli.DeclaredOption.Flag;
import io.parallelr.cli.DeclaredOption.Head;
import io.parallelr.cli.DeclaredOption.Setting;
import io.parallelr.cli.DeclaredOption.Toggle;
import io.parallelr.cli.DeclaredOption.Value;
import io.parallelr.cli.DeclaredOption.Values;
import io.parallelr.config.Key;
import io.parallelr.run.ExitStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// The options of parallelr.
final class Options {
  private static final List<DeclaredOption> DECLARED = new ArrayList<>(); // complete once the class
                                                                          // is

  /// What `-k` and `--drain` mean without a process number.
  static final String EVERY = "all";

  // in the order of the help

  static final Values TASKS = values(
      Head.of(
          Mode.BATCHES,
          "tasks: a directory (its files, without subdirectories), a file or a quoted glob; "
              + "may be repeated",
          "-T",
          "--TasksDir"),
      "PATH");
  static final Value COMMAND = value(
      Head.of(
          Mode.BATCHES,
          "command; @TASK@ becomes the absolute path of the task file. Split into words as in a "
              + "shell, but no shell runs it unless it names one",
          "-C",
          "--Command"),
      "TEMPLATE");
  static final Flag RUN =
      flag(Mode.RUNS, "run the tasks; without this option they are only shown", "-r", "--run");
  static final Flag DRY_RUN = declared(new Flag(
      Head.of(
          Mode.RESUMPTIONS,
          "show what would be run, the default without -r; with --resume, --retry-failed, -k or "
              + "--drain, show what these would do. Nothing is changed",
          "-n",
          "--dry-run")
          .and(Mode.DRY)
          .and(Mode.KILL)
          .and(Mode.DRAIN)));
  static final Setting MAX = setting(
      Key.MAX_WORKERS,
      "N",
      "slots: how many tasks run at once; a number, auto for the number of usable CPUs, or a share "
          + "of them such as 200%%",
      "-m",
      "--max");
  static final Setting TIMEOUT = setting(
      Key.TIMEOUT,
      "SECONDS",
      "time limit of a task; fractions allowed, 0 for none",
      "-t",
      "--timeout");
  static final Setting WAIT = setting(
      Key.WAIT_TIME,
      "SECONDS",
      "interval for scanning a watched directory and checking admission limits. Free slots do not "
          + "wait for it: they are filled at once",
      "-w",
      "--wait");
  static final Setting SLEEP =
      setting(Key.TASK_START_DELAY, "SECONDS", "pause between two task starts", "-s", "--sleep");
  static final Setting STOP_LIMITS = declared(new Setting(
      Head.of(
          Mode.CONFIGURED,
          "stop the run after too many failures in a row or too high a failure rate",
          "--enable-stop-limits"),
      Optional.empty(),
      Key.STOP_LIMITS));
  static final Setting MAX_CONSECUTIVE_FAILURES = setting(
      Key.MAX_CONSECUTIVE_FAILURES,
      "N",
      "failures in a row that stop the run; enables stop limits",
      "--max-consecutive-failures");
  static final Setting MAX_FAILURE_RATE = setting(
      Key.MAX_FAILURE_RATE,
      "R",
      "share of failures, 0 to 1, above which the run stops; enables stop limits",
      "--max-failure-rate");
  static final Setting MIN_TASKS_FOR_RATE = setting(
      Key.MIN_TASKS_FOR_RATE,
      "N",
      "completed tasks before the rate is checked; enables stop limits",
      "--min-tasks-for-rate");
  static final Values EXTENSIONS = list(
      "EXT",
      "take only task files with one of these extensions",
      "--file-extension");
  static final FilePath ARGUMENTS_FILE = declared(new FilePath(
      Head.of(
          Mode.BATCHES,
          "one task for each line; @ARG@ or @ARG_1@, @ARG_2@... stand for its arguments. -T is then "
              + "one template file",
          "-A",
          "--arguments-file")));
  static final Value SEPARATOR = value(
      Head.of(
          Mode.BATCHES,
          "separator of the arguments in a line: space, whitespace, tab, comma, semicolon, pipe or "
              + "colon; without it a line is one argument",
          "-S",
          "--separator"),
      "NAME",
      "space", "whitespace", "tab", "comma", "semicolon", "pipe", "colon");
  static final Values VARIABLES = list(
      "NAME",
      "environment variables set to the arguments of a line, by position",
      "-E",
      "--env-var");
  static final Setting CHDIR = setting(
      Key.WORKING_DIRECTORY,
      "DIR",
      "where tasks run; by default where parallelr is started. A directory, or a word: task (that of "
          + "the task file), workspace (one in PARALLELR_HOME) or slot (one for each slot there); "
          + "./task names a directory",
      "--chdir");
  static final Values SECRET_VARIABLES = list(
      "NAME",
      "an environment variable whose value is passed to tasks but never shown or recorded; may be "
          + "repeated",
      "--secret-env");
  static final Setting RETRIES = setting(
      Key.RETRIES,
      "N",
      "run a task that failed or timed out up to N more times",
      "--retries");
  static final Setting RETRY_DELAY = setting(
      Key.RETRY_DELAY,
      "SECONDS",
      "wait before the first retry; doubles with each, up to execution.max-retry-delay",
      "--retry-delay");
  static final Setting KILL_AFTER = declared(
      new Setting(
          Head.of(Mode.CONFIGURED, "grace between SIGTERM and SIGKILL", "--kill-after")
              .and(Mode.KILL),
          Optional.of("SECONDS"),
          Key.KILL_AFTER));
  static final Flag LOG_TASK_OUTPUT = flag(
      Mode.RUNS,
      "write TaskResults.txt: readable results with the full output of each task",
      "--log-task-output");
  static final Flag PRINT = flag(
      Mode.RUNS,
      "print each task's output when it ends, never interleaved with another's",
      "--print");
  static final Flag JSON = declared(new Flag(
      Head.of(Mode.RUNS, "print the summary as one JSON object, and nothing else", "--json")
          .and(Mode.LIST)));
  static final Toggle PROGRESS = declared(new Toggle(
      Head.of(
          Mode.RUNS,
          "live line on the terminal; on by default if there is one",
          "--progress")));
  static final FilePath CONFIG = declared(new FilePath(
      Head.of(
          Mode.CONFIGURED,
          "configuration file; overrides those of the system and of the user",
          "--config")));
  static final Flag VALIDATE_CONFIG = flag(
      Set.of(Mode.VALIDATE),
      "check the configuration files and exit",
      "--validate-config");
  static final Flag SHOW_CONFIG = flag(
      Set.of(Mode.SHOW),
      "show each value in force and its origin, and exit",
      "--show-config");
  static final Flag QUIET = flag(Mode.RUNS, "print only warnings and errors", "-q", "--quiet");
  static final Flag DEBUG =
      flag(Mode.ALL, "log in detail; show stack traces of errors", "--debug");
  static final Flag DETACH = flag(
      Mode.RUNS,
      "run detached from this terminal; prints PID, run id and run directory",
      "-d",
      "-D",
      "--daemon");
  static final Flag WATCH = flag(
      Set.of(Mode.RUN, Mode.DRY),
      "serve the tasks directory as a queue: run the files there and those that arrive, until "
          + "stopped",
      "--watch");
  static final Setting ORDER = setting(
      Key.ORDER,
      "ORDER",
      "which file of a watched directory runs next: arrival, name or size",
      "--order");
  static final Value RESUME = value(
      Head.of(
          Mode.RESUMPTIONS,
          "resume a run that was cut off: run what has no final result yet. RUN is its id, its "
              + "directory, or last. Options given here override those of that run",
          "--resume"),
      "RUN");
  static final Value RETRY_FAILED = value(
      Head.of(
          Mode.RESUMPTIONS,
          "run again the tasks of a run that did not succeed or were not run",
          "--retry-failed"),
      "RUN");
  static final Value ORPHANS = value(
      Head.of(
          Mode.RESUMPTIONS,
          "what --resume does with tasks that are still running: adopt, the default, waits for them "
              + "and keeps their output and result; kill ends them and runs them again",
          "--orphans"),
      "WHAT",
      "adopt", "kill");
  static final Value ON_UNKNOWN = value(
      Head.of(
          Mode.RESUMPTIONS,
          "what --resume does with tasks whose end was not recorded: rerun, the default, runs them "
              + "again; skip records them as ERROR",
          "--on-unknown"),
      "WHAT",
      "rerun", "skip");
  static final Flag RERUN_ALL = flag(
      Mode.RESUMPTIONS,
      "with --resume or --retry-failed, run all tasks again, finished or not: for a run whose "
          + "journal is missing or damaged",
      "--rerun-all");
  static final Flag LIST_WORKERS = flag(
      Set.of(Mode.LIST),
      "list running supervisors with their tasks, and exit",
      "--list-workers");
  static final Value KILL = declared(new Value(
      Head.of(
          Set.of(Mode.KILL),
          "end the supervisor or task with this process number; without PID, all",
          "-k",
          "--kill"),
      "PID",
      Optional.of(EVERY)));
  static final Value DRAIN = declared(new Value(
      Head.of(
          Set.of(Mode.DRAIN),
          "have the supervisor with this process number, or all, start no more tasks and end when "
              + "the running tasks end",
          "--drain"),
      "PID",
      Optional.of(EVERY)));
  static final Flag YES = flag(Set.of(Mode.KILL), "do not ask before -k", "-y", "--yes");
  static final Flag HELP = flag(Mode.ALL, "show this help and exit", "-h", "--help");
  static final Flag VERSION = flag(Mode.ALL, "show versions and exit", "-V", "--version");

  private static final List<DeclaredOption> ALL = List.copyOf(DECLARED);

  private Options() {}

  /// All there are, in the order of the help.
  static List<DeclaredOption> all() {
    return ALL;
  }

  /// A parser of command lines.
  static CommandLine parser() {
    var spec = CommandSpec.create().name("parallelr");
    ALL.forEach(option -> spec.addOption(option.spec()));
    spec.usageMessage()
        .sortOptions(false)
        .autoWidth(true)
        .abbreviateSynopsis(true)
        .description(
            "Runs each file of a directory through a command, many at a time: with time limits, stop "
                + "limits and a record of every result.",
            "Without -r it only shows what it would run.")
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(exitCodes())
        .footer(
            "",
            "Examples:",
            "  parallelr -T ./tasks -C \"bash @TASK@\"          show what would be run",
            "  parallelr -T ./tasks -C \"bash @TASK@\" -r -m 8  run it, eight at a time",
            "  parallelr -A hosts.txt -C \"ping -c1 @ARG@\" -r  run a command for each line",
            "  parallelr -T ./tasks -C \"bash @TASK@\" -r -d    run it detached",
            "  parallelr --list-workers ; parallelr -k PID     see what is running, end it",
            "  parallelr --resume last                         resume a run that was cut off",
            "  parallelr -T ./in -C \"bash @TASK@\" -r --watch   run files as they arrive",
            "  parallelr queue -T ./in                         show the state of the queue");
    // a word such as @TASK@ is not a file with further words
    return new CommandLine(spec).setExpandAtFiles(false);
  }

  private static Map<String, String> exitCodes() {
    var codes = new LinkedHashMap<String, String>();
    for (var line : ExitStatus.TABLE) {
      int colon = line.indexOf(':');
      codes.put(" " + line.substring(0, colon), line.substring(colon + 1));
    }
    return codes;
  }

  private static Flag flag(Set<Mode> modes, String help, String... names) {
    return declared(new Flag(Head.of(modes, help, names)));
  }

  private static Value value(Head head, String label, String... choices) {
    return declared(new Value(head, label, Optional.empty(), List.of(choices)));
  }

  private static Values values(Head head, String label) {
    return declared(new Values(head, label, Optional.empty()));
  }

  /// Names with commas between them, or in several options.
  private static Values list(String label, String help, String... names) {
    return declared(new Values(Head.of(Mode.BATCHES, help, names), label, Optional.of(",")));
  }

  private static Setting setting(Key<?> key, String label, String help, String... names) {
    return declared(
        new Setting(Head.of(Mode.CONFIGURED, help, names), Optional.of(label), key));
  }

  private static <T extends DeclaredOption> T declared(T option) {
    DECLARED.add(option);
    return option;
  }
}
