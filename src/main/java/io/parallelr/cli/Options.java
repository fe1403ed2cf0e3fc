package io.parallelr.cli;

import io.parallelr.batch.Separator;
import io.parallelr.cli.DeclaredOption.FilePath;
import io.parallelr.cli.DeclaredOption.FilePaths;
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

  /// What `--shuffle` means without a seed.
  static final String ANY_SEED = "any";

  // in the order of the help

  static final Values TASKS = values(
      Head.of(
          Mode.BATCHES,
          "tasks: a directory (its files), a file, a quoted glob, or @FILE, a list of paths (@- on "
              + "standard input); may be repeated",
          "-T",
          "--TasksDir"),
      "PATH");
  static final Value COMMAND = value(
      Head.of(
          Mode.BATCHES,
          "command; @TASK@ becomes the absolute path of the task file; @TASK_NAME@, _STEM@, _DIR@, "
              + "_EXT@ are its parts, @SEQ@ and @SLOT@ numbers of the task and its slot. Split into "
              + "words as in a shell, but no shell runs it unless it names one. In the script of a "
              + "shell (sh -c '...', ssh) values are quoted; @TASK:raw@ puts in text",
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
      "time limit of a task; fractions allowed, 0 for none. With a percent sign it follows the median "
          + "time of the tasks that have succeeded, once there are three: 300%%",
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
  static final Setting ADAPTIVE_DELAY = declared(new Setting(
      Head.of(
          Mode.CONFIGURED,
          "let the pause of -s grow by 30 percent with each failure, and shrink by 10 percent with "
              + "each success",
          "--adaptive-delay"),
      Optional.empty(),
      Key.ADAPTIVE_DELAY));
  static final Setting ON_TIMEOUT = setting(
      Key.ON_TIMEOUT,
      "COMMAND",
      "run a command with /bin/sh when the time of a task is over, before the task is ended, for at "
          + "most 30 seconds; it gets PARALLELR_PID, and prints to the error stream of the task",
      "--on-timeout");
  static final Setting MAX_LOAD = setting(
      Key.MAX_LOAD,
      "L",
      "start nothing while the load average is above this: a number, or a share of the CPUs such as "
          + "80%%",
      "--max-load");
  static final Setting MIN_FREE_MEMORY = setting(
      Key.MIN_FREE_MEMORY,
      "SIZE",
      "start nothing while less memory is free, such as 2GB",
      "--min-free-memory");
  static final Setting MIN_FREE_DISK = setting(
      Key.MIN_FREE_DISK,
      "SIZE",
      "start nothing while less is free where tasks print",
      "--min-free-disk");
  static final Setting MAX_PRESSURE = setting(
      Key.MAX_PRESSURE,
      "PERCENT",
      "start nothing while Linux reports more pressure (PSI, some avg10) on CPUs, memory or I/O: 40, "
          + "or cpu:80,memory:10,io:20",
      "--max-pressure");
  static final Setting LIMIT_COMMAND = setting(
      Key.LIMIT_COMMAND,
      "COMMAND",
      "start nothing while this command of a shell exits with another status than 0",
      "--limit-command");
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
  static final Setting HALT = setting(
      Key.HALT,
      "WHEN",
      "end the run early, as GNU parallel does: now (cancelling what runs) or soon, then a comma, "
          + "then fail, success, done, timeout or error and how many of them, as a number or a "
          + "percentage of all tasks: now,fail=1 or soon,fail=10%%. Several conditions are one word "
          + "with blanks",
      "--halt");
  static final Values EXTENSIONS = list(
      "EXT",
      "take only task files with one of these extensions",
      "--file-extension");
  static final FilePaths ARGUMENTS_FILES = declared(new FilePaths(
      Head.of(
          Mode.BATCHES,
          "one task for each line; @ARG@ or @ARG_1@, @ARG_2@... stand for its arguments. -T is then "
              + "one template file. - is standard input. Several need --combine",
          "-A",
          "--arguments-file")));
  static final Value COMBINE = value(
      Head.of(
          Mode.BATCHES,
          "how to combine the lines of several -A: product, each line with each, the last -A changing "
              + "fastest; or zip, the lines with the same number. @ARG_1@, @ARG_2@... count on from "
              + "one -A to the next",
          "--combine"),
      "HOW",
      "product", "zip");
  static final Flag NULL = flag(
      Mode.BATCHES,
      "lines of -A and of -T @FILE end with zero characters, as find -print0 writes them",
      "-0",
      "--null");
  static final Flag HEADER = flag(
      Mode.BATCHES,
      "the first line of -A has names: with a column host, @host@ is its argument",
      "--header");
  static final Flag RECURSIVE = flag(
      Mode.BATCHES,
      "also the files of the directories in those of -T; hidden ones and links to directories are "
          + "left out",
      "--recursive");
  static final Value SEPARATOR = value(
      Head.of(
          Mode.BATCHES,
          "separator of the arguments in a line: space, whitespace, tab, comma, semicolon, pipe, "
              + "colon, or csv or tsv with quoted fields; without it a line is one argument",
          "-S",
          "--separator"),
      "NAME",
      Separator.labels().toArray(String[]::new));
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
  static final Flag NO_HEADERS = flag(
      Mode.CONFIGURED,
      "do not look for headers in task files: lines such as # parallelr: timeout=60 retries=2 among "
          + "the first 20, which hold for their own task (execution.headers)",
      "--no-headers");
  static final Setting RETRIES = setting(
      Key.RETRIES,
      "N",
      "run a task that failed or timed out up to N more times",
      "--retries");
  static final Setting RETRY_ON = setting(
      Key.RETRY_ON,
      "ENDS",
      "after which ends --retries runs a task again: any, or some of failed, signal, timeout, "
          + "memory and exit statuses, with commas: timeout,137",
      "--retry-on");
  static final Setting RETRY_DELAY = setting(
      Key.RETRY_DELAY,
      "SECONDS",
      "wait before the first retry; doubles with each, up to execution.max-retry-delay",
      "--retry-delay");
  static final Setting NICE = setting(
      Key.NICE, "N", "nice value of tasks, 0 to 19: 19 leaves the CPUs to all others", "--nice");
  static final Setting CPUS_PER_SLOT = setting(
      Key.CPUS_PER_SLOT,
      "N",
      "give each slot N CPUs of its own, which its tasks cannot leave",
      "--cpus-per-slot");
  static final Setting MAKE_JOBSERVER = declared(
      new Setting(
          Head.of(
              Mode.CONFIGURED,
              "let make, ninja and cargo in tasks use slots that are free, and no more jobs run in all "
                  + "than there are slots. fifo is for GNU make 4.4, ninja 1.13 and cargo, pipe for "
                  + "older makes and cargo, auto for the make that is installed; without KIND, auto",
              "--make-jobserver"),
          Optional.of("KIND"),
          Optional.of("auto"),
          Key.MAKE_JOBSERVER));
  static final Setting MEMORY_LIMIT = setting(
      Key.MEMORY_LIMIT,
      "SIZE",
      "end a task whose processes use more memory: the kernel enforces it where parallelr has a "
          + "control group for itself, else memory is checked once a second",
      "--memory-limit");
  static final Setting MAX_OUTPUT = setting(
      Key.MAX_OUTPUT,
      "SIZE[:kill]",
      "cut off what a task prints after this size, for each of its two outputs; with :kill, end the "
          + "task",
      "--max-output");
  static final Setting KILL_AFTER = declared(
      new Setting(
          Head.of(Mode.CONFIGURED, "grace between SIGTERM and SIGKILL", "--kill-after")
              .and(Mode.KILL),
          Optional.of("SECONDS"),
          Key.KILL_AFTER));
  static final Value NAME = value(
      Head.of(
          Mode.RUNS,
          "call the run so: --resume, parallelr show and others find it by this name",
          "--name"),
      "NAME");
  static final Values TAGS = declared(new Values(
      Head.of(
          Mode.RUNS,
          "a tag of the run, which parallelr runs shows and filters by; may be repeated",
          "--tag"),
      "KEY=VALUE",
      Optional.of(Values.WHOLE))); // one in each option, with any characters
  static final Flag LOG_TASK_OUTPUT = flag(
      Mode.RUNS,
      "write TaskResults.txt: readable results with the full output of each task",
      "--log-task-output");
  static final Flag PRINT = flag(
      Mode.RUNS,
      "print each task's output when it ends, never interleaved with another's",
      "--print");
  static final Flag KEEP_ORDER = flag(
      Mode.RUNS,
      "with --print, print in the order of tasks: what later ones print waits for earlier ones, also "
          + "with --line-buffer",
      "--keep-order");
  static final Flag TAG_OUTPUT = flag(
      Mode.RUNS,
      "with --print, begin each line with the task that has printed it, and a tab",
      "--tag-output");
  static final Flag LINE_BUFFER = flag(
      Mode.RUNS,
      "with --print, print lines of tasks while they run, each as a whole",
      "--line-buffer");
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
  static final Flag VERBOSE = flag(
      Mode.RUNS,
      "show each task that succeeds, also on a terminal where the live line stands for more than "
          + "20 of them",
      "-v",
      "--verbose");
  static final Flag QUIET = flag(Mode.RUNS, "print only warnings and errors", "-q", "--quiet");
  static final Flag DEBUG =
      flag(Mode.ALL, "log in detail; show stack traces of errors", "--debug");
  static final Flag DETACH = flag(
      Mode.RUNS,
      "run detached from this terminal; prints PID, run id and run directory",
      "-d",
      "-D",
      "--daemon");
  static final Flag SINGLE = flag(
      Mode.RUNS,
      "run nothing if a run with --single of the same tasks and command is alive (exit status 7), or tasks of it are though it was killed (8): "
          + "for cron",
      "--single");
  static final Flag KEEP_STATUS = flag(
      Mode.RUNS,
      "record how tasks end even if the process of the run is killed meanwhile, so that --resume knows: "
          + "with -d that is the default (execution.keep-status); in the foreground it takes another "
          + "process",
      "--keep-status");
  static final Flag WATCH = flag(
      Set.of(Mode.RUN, Mode.DRY),
      "serve the tasks directory as a queue: run the files there and those that arrive, until "
          + "stopped",
      "--watch");
  static final Setting ON_FINISH = setting(
      Key.ON_FINISH,
      "COMMAND",
      "run a command with /bin/sh when the run is over; PARALLELR_EXIT_STATUS, "
          + "PARALLELR_RUN_DIRECTORY and others tell it how",
      "--on-finish");
  static final Setting ON_FAILURE = setting(
      Key.ON_FAILED_RUN,
      "COMMAND",
      "the same, if the exit status of the run is not 0",
      "--on-failure");
  static final Setting NOTIFY = setting(
      Key.NOTIFY_URL,
      "URL",
      "post the summary as JSON when the run is over; tried again for a minute",
      "--notify");
  static final Setting METRICS_FILE = setting(
      Key.METRICS_FILE,
      "FILE",
      "keep numbers for Prometheus in a file, which is replaced every 5 seconds and at the end",
      "--metrics-file");
  static final Setting METRICS_PORT = setting(
      Key.METRICS_PORT,
      "PORT",
      "serve numbers for Prometheus at http://127.0.0.1:PORT/metrics; ADDRESS:PORT for others",
      "--metrics-port");
  static final Value ORDER = value(
      Head.of(
          Mode.BATCHES,
          "in which order tasks start: given (of -T and -A), name, version (file9 before file10), size "
              + "(the smallest first), mtime (the oldest first) or longest-first, by earlier runs of "
              + "the same tasks. With --watch: arrival, name or size; default arrival "
              + "(queue.order)",
          "--order"),
      "ORDER",
      "given",
      "name",
      "version",
      "size",
      "mtime",
      "longest-first",
      "arrival");
  static final Value SHUFFLE = declared(new Value(
      Head.of(
          Mode.BATCHES,
          "start the tasks in random order; the same SEED gives the same order again",
          "--shuffle"),
      "SEED",
      Optional.of(ANY_SEED)));
  static final Value RESUME = value(
      Head.of(
          Mode.RESUMPTIONS,
          "resume a run that was cut off: run what has no final result yet. RUN is its name, its id "
              + "or the beginning of that, its directory, last, or last~1 for the one before. "
              + "Options given here override those of that run",
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
        .footer(HelpFooter.lines());
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
