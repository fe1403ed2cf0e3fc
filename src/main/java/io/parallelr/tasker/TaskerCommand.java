package io.parallelr.tasker;

import io.parallelr.flowfile.Rules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The options of tasker, as picocli fills them in.
@Command(name = "tasker", sortOptions = false, usageHelpAutoWidth = true, abbreviateSynopsis = true, description = {
    "Runs the tasks of a flow file: commands here or on other hosts, with conditions, jumps, loops and blocks.",
    "Without -r it only shows what each task would do."}, footer = {"",
        "tasker graph FILE draws a flow; tasker format FILE... puts files into their standard form."})
final class TaskerCommand {
  @Parameters(paramLabel = "FILE", arity = "0..1", description = "the flow file")
  @Nullable
  Path file;

  @Option(names = {"-r",
      "--run"}, description = "run the tasks; without this option they are only shown")
  boolean run;

  @Option(names = {"-n", "--dry-run"}, description = "only show them; what is done without -r")
  boolean dryRun;

  @Option(names = {"-l",
      "--log-dir"}, paramLabel = "DIR", description = "directory for logs (TASK_EXECUTOR_LOG); default ~/TASKER/logs")
  @Nullable
  Path logDir;

  @Option(names = "--log-level", paramLabel = "LEVEL", description = "ERROR, WARN, INFO or DEBUG")
  @Nullable
  String logLevel;

  @Option(names = {"-d",
      "--debug"}, description = "same as --log-level=DEBUG: log conditions, routes and whole command lines; show stack traces")
  boolean debug;

  @Option(names = {"-t",
      "--type"}, paramLabel = "TYPE", description = "execution type of tasks without exec: local, shell, ssh, pbrun, p7s or wwrs "
          + "(TASK_EXECUTOR_TYPE)")
  @Nullable
  String type;

  @Option(names = {"-o",
      "--timeout"}, paramLabel = "SECONDS", description = "time limit of tasks without timeout, 5 to 1000 (TASK_EXECUTOR_TIMEOUT)")
  @Nullable
  Integer timeout;

  @Option(names = {"-c",
      "--check-connectivity"}, description = "also test that commands can be run on each host")
  boolean checkConnectivity;

  @Option(names = {"-p",
      "--project"}, paramLabel = "NAME", description = "add a line to the summary file of this project")
  @Nullable
  String project;

  @Option(names = "--dialect", paramLabel = "1|2", description = "dialect of files that do not name one (tasker.dialect)")
  @Nullable
  String dialect;

  @Option(names = "--max-steps", paramLabel = "N", description = "most tasks that a flow may run before it is taken to loop forever (tasker.max-steps)")
  @Nullable
  Integer maxSteps;

  @Option(names = "--start-from", paramLabel = "ID", description = "begin with this task")
  @Nullable
  Integer startFrom;

  @Option(names = "--validate-only", description = "check the file and exit")
  boolean validateOnly;

  @Option(names = "--show-plan", description = "show the tasks and ask before they are run")
  boolean showPlan;

  @Option(names = {"-y", "--yes"}, description = "do not ask")
  boolean yes;

  @Option(names = "--skip-task-validation", description = "check only the syntax of the file")
  boolean skipTaskValidation;

  @Option(names = "--skip-host-validation", description = "do not check whether hosts are there")
  boolean skipHostValidation;

  @Option(names = "--skip-command-validation", description = "do not check whether the programs of execution types are there")
  boolean skipCommandValidation;

  @Option(names = "--skip-security-validation", description = "do not check hosts, commands and arguments for what may do harm")
  boolean skipSecurityValidation;

  @Option(names = "--skip-validation", description = "all of these")
  boolean skipValidation;

  @Option(names = "--skip-unresolved-host-validation", description = "allow hosts that are known only after a task has run (dialect 2)")
  boolean skipUnresolvedHostValidation;

  @Option(names = "--skip-subtask-range-validation", description = "do not warn about subtasks that are not numbered after their block (dialect 2)")
  boolean skipSubtaskRangeValidation;

  @Option(names = "--strict-env-validation", description = "take only variables that begin with TASKER_ from the environment (dialect 2)")
  boolean strictEnvValidation;

  @Option(names = {"--auto-recovery",
      "--resume"}, description = "keep the state of the flow on disk, and resume where an earlier run failed")
  boolean autoRecovery;

  @Option(names = "--show-recovery-info", description = "show the state left by an earlier run, and exit")
  boolean showRecoveryInfo;

  @Option(names = "--show-effective-args", description = "show the options in force and their origins, and exit")
  boolean showEffectiveArgs;

  @Option(names = "--instance-check", description = "refuse to run a flow that is already running with the same variables")
  boolean instanceCheck;

  @Option(names = "--force-instance", description = "run it anyway")
  boolean forceInstance;

  @Option(names = "--fire-and-forget", description = "continue after a failed task without routing, and do not count it as a failure of the flow")
  boolean fireAndForget;

  @Option(names = "--no-task-backup", description = "keep no copy of the flow file beside the log")
  boolean noTaskBackup;

  @Option(names = "--alert-on-failure", paramLabel = "PROGRAM", description = "program to run when the flow fails")
  @Nullable
  Path alert;

  @Option(names = "--output-json", paramLabel = "FILE", arity = "0..1", fallbackValue = "", description = "write the results as a JSON document, by default below ~/TASKER/output. Turns on "
      + "--auto-recovery")
  @Nullable
  String outputJson;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help and exit")
  boolean help;

  @Option(names = {"-V",
      "--version"}, versionHelp = true, description = "show the version and exit")
  boolean version;

  boolean skipsHosts() {
    return skipHostValidation || skipValidation;
  }

  /// What is looked at in the flow file.
  Set<Rules.Check> checks() {
    var checks = EnumSet.noneOf(Rules.Check.class);
    if (checksTasks()) {
      checks.add(Rules.Check.TASKS);
    }
    if (!skipSecurityValidation && !skipValidation) {
      checks.add(Rules.Check.SECURITY);
    }
    if (!skipSubtaskRangeValidation) {
      checks.add(Rules.Check.SUBTASK_RANGE);
    }
    if (!skipUnresolvedHostValidation && !skipsHosts()) {
      checks.add(Rules.Check.KNOWN_HOSTS);
    }
    if (strictEnvValidation) {
      checks.add(Rules.Check.STRICT_ENVIRONMENT);
    }
    return checks;
  }

  boolean checksTasks() {
    return !skipTaskValidation && !skipValidation;
  }

  /// What the user is reminded of: options that leave out a check.
  List<String> skipped() {
    var skipped = new ArrayList<String>();
    if (skipTaskValidation || skipValidation) {
      skipped.add("tasks are not checked");
    }
    if (skipsHosts()) {
      skipped.add("hosts are not checked");
    }
    if (skipCommandValidation || skipValidation) {
      skipped.add("programs of execution types are not checked");
    }
    if (skipSecurityValidation || skipValidation) {
      skipped.add("hosts, commands and arguments are not checked for harm");
    }
    if (fireAndForget) {
      skipped.add("the flow continues after failures, and ignores those without routing");
    }
    return skipped;
  }

  Optional<String> project() {
    return Optional.ofNullable(project);
  }

  boolean recovers() {
    return autoRecovery || outputJson != null;
  }

  /// Empty text stands for tasker's own directory.
  Optional<String> outputJson() {
    return Optional.ofNullable(outputJson);
  }

  Optional<Path> alert() {
    return Optional.ofNullable(alert);
  }
}
