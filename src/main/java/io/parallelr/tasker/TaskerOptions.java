package io.parallelr.tasker;

import static io.parallelr.tasker.TaskerOption.flag;
import static io.parallelr.tasker.TaskerOption.valued;

import io.parallelr.config.Settings;
import io.parallelr.flowfile.Dialect;
import io.parallelr.flowfile.Timeouts;
import io.parallelr.os.NativeText;
import io.parallelr.tasker.TaskerOption.InFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The options of tasker, in the order of the usage message. What is declared here decides how an
/// option is parsed, where its value comes from, and what `--show-effective-args` prints.
final class TaskerOptions {
  private static final List<TaskerOption<?>> DECLARED = new ArrayList<>();

  static final TaskerOption<Boolean> RUN =
      declared(flag("-r", "--run")
          .description("run the tasks; without this option they are only shown"));

  static final TaskerOption<Boolean> DRY_RUN =
      declared(flag("-n", "--dry-run")
          .description("only show them; what is done without -r")
          .inFile(InFile.REFUSED)
          .unlisted());

  static final TaskerOption<Path> LOG_DIR =
      declared(valued(Path.class, "DIR", "-l", "--log-dir")
          .description("directory for logs, by default ~/TASKER/logs")
          .variable("TASK_EXECUTOR_LOG", (_, path) -> NativeText.path(path))
          .defaultShownAs(_ -> "~/TASKER/logs"));

  static final TaskerOption<String> LOG_LEVEL =
      declared(valued(String.class, "LEVEL", "--log-level")
          .description("ERROR, WARN, INFO or DEBUG")
          .choices("ERROR", "WARN", "INFO", "DEBUG")
          .defaultValue(_ -> "INFO"));

  static final TaskerOption<Boolean> DEBUG =
      declared(flag("-d", "--debug")
          .description(
              "same as --log-level=DEBUG: log conditions, routes and whole command lines; show stack traces")
          .implies(LOG_LEVEL, "DEBUG"));

  static final TaskerOption<String> TYPE =
      declared(valued(String.class, "TYPE", "-t", "--type")
          .description(
              "execution type of tasks without exec: local, shell, ssh, pbrun, p7s or wwrs")
          .choices("local", "shell", "ssh", "pbrun", "p7s", "wwrs")
          .variable("TASK_EXECUTOR_TYPE", (_, type) -> type)
          .defaultValue(Dialect::defaultType)
          .defaultShownAs(dialect -> dialect.defaultType() + ", and local for this host"));

  static final TaskerOption<Integer> TIMEOUT =
      declared(valued(Integer.class, "SECONDS", "-o", "--timeout")
          .description("time limit of tasks without timeout, 5 to 1000")
          .variable("TASK_EXECUTOR_TIMEOUT", Seconds::read)
          .defaultValue(Dialect::timeoutSeconds)
          .shownAs(seconds -> Integer.toString(Timeouts.clamp(seconds))));

  static final TaskerOption<Boolean> CHECK_CONNECTIVITY =
      declared(flag("-c", "--check-connectivity")
          .description("also test that commands can be run on each host"));

  static final TaskerOption<String> PROJECT =
      declared(valued(String.class, "NAME", "-p", "--project")
          .description("add a line to the summary file of this project"));

  static final TaskerOption<String> DIALECT =
      declared(valued(String.class, "1|2", "--dialect")
          .description("dialect of files that do not name one")
          .configured("tasker.dialect", Settings.Tasker::dialect));

  static final TaskerOption<Integer> MAX_STEPS =
      declared(valued(Integer.class, "N", "--max-steps")
          .description("most tasks that a flow may run before it is taken to loop forever")
          .configured("tasker.max-steps", Settings.Tasker::maxSteps));

  static final TaskerOption<Integer> START_FROM =
      declared(valued(Integer.class, "ID", "--start-from")
          .description("begin with this task"));

  static final TaskerOption<Boolean> VALIDATE_ONLY =
      declared(flag("--validate-only")
          .description("check the file and exit"));

  static final TaskerOption<Boolean> SHOW_PLAN =
      declared(flag("--show-plan")
          .description("show the tasks and ask before they are run"));

  static final TaskerOption<Boolean> YES =
      declared(flag("-y", "--yes")
          .description("do not ask"));

  static final TaskerOption<Boolean> SKIP_TASK_VALIDATION =
      declared(flag("--skip-task-validation")
          .description("check only the syntax of the file"));

  static final TaskerOption<Boolean> SKIP_HOST_VALIDATION =
      declared(flag("--skip-host-validation")
          .description("do not check whether hosts are there"));

  static final TaskerOption<Boolean> SKIP_COMMAND_VALIDATION =
      declared(flag("--skip-command-validation")
          .description("do not check whether the programs of execution types are there"));

  static final TaskerOption<Boolean> SKIP_SECURITY_VALIDATION =
      declared(flag("--skip-security-validation")
          .description("do not check hosts, commands and arguments for what may do harm")
          .inFile(InFile.IGNORED));

  static final TaskerOption<Boolean> SKIP_VALIDATION =
      declared(flag("--skip-validation")
          .description("all of these")
          .inFile(InFile.IGNORED));

  static final TaskerOption<Boolean> SKIP_UNRESOLVED_HOST_VALIDATION =
      declared(flag("--skip-unresolved-host-validation")
          .description("allow hosts that are known only after a task has run (dialect 2)"));

  static final TaskerOption<Boolean> SKIP_SUBTASK_RANGE_VALIDATION =
      declared(flag("--skip-subtask-range-validation")
          .description(
              "do not warn about subtasks that are not numbered after their block (dialect 2)"));

  static final TaskerOption<Boolean> STRICT_ENV_VALIDATION =
      declared(flag("--strict-env-validation")
          .description(
              "take only variables that begin with TASKER_ from the environment (dialect 2)"));

  static final TaskerOption<Boolean> AUTO_RECOVERY =
      declared(flag("--auto-recovery", "--resume")
          .description(
              "keep the state of the flow on disk, and resume where an earlier run failed"));

  static final TaskerOption<Boolean> SHOW_RECOVERY_INFO =
      declared(flag("--show-recovery-info")
          .description("show the state left by an earlier run, and exit")
          .unlisted());

  static final TaskerOption<Boolean> SHOW_EFFECTIVE_ARGS =
      declared(flag("--show-effective-args")
          .description("show the options in force and their origins, and exit")
          .unlisted());

  static final TaskerOption<Boolean> INSTANCE_CHECK =
      declared(flag("--instance-check")
          .description("refuse to run a flow that is already running with the same variables"));

  static final TaskerOption<Boolean> FORCE_INSTANCE =
      declared(flag("--force-instance")
          .description("run it anyway")
          .inFile(InFile.REFUSED));

  static final TaskerOption<Boolean> FIRE_AND_FORGET =
      declared(flag("--fire-and-forget")
          .description(
              "continue after a failed task without routing, and do not count it as a failure of the flow")
          .inFile(InFile.IGNORED));

  static final TaskerOption<Boolean> NO_TASK_BACKUP =
      declared(flag("--no-task-backup")
          .description("keep no copy of the flow file beside the log"));

  static final TaskerOption<Path> ALERT =
      declared(valued(Path.class, "PROGRAM", "--alert-on-failure")
          .description("program to run when the flow fails"));

  static final TaskerOption<String> OUTPUT_JSON =
      declared(valued(String.class, "FILE", "--output-json")
          .description(
              "write the results as a JSON document, by default below ~/TASKER/output. Turns on --auto-recovery")
          .valueIfEmpty("")
          .implies(AUTO_RECOVERY, true)
          .shownAs(file -> file.isEmpty() ? "tasker's own directory" : file));

  static final TaskerOption<Boolean> HELP =
      declared(flag("-h", "--help")
          .description("show this help and exit")
          .usageHelp()
          .inFile(InFile.REFUSED)
          .unlisted());

  static final TaskerOption<Boolean> VERSION =
      declared(flag("-V", "--version")
          .description("show the version and exit")
          .versionHelp()
          .inFile(InFile.REFUSED)
          .unlisted());

  private TaskerOptions() {}

  private static <T> TaskerOption<T> declared(TaskerOption.Builder<T> builder) {
    var option = builder.build();
    DECLARED.add(option);
    return option;
  }

  static List<TaskerOption<?>> all() {
    return Collections.unmodifiableList(DECLARED);
  }

  /// The option with a name, which must not be abbreviated.
  static Optional<TaskerOption<?>> named(String name) {
    return DECLARED.stream().filter(option -> option.names().contains(name)).findFirst();
  }

  /// The command for the parser of the command line.
  static CommandSpec specification() {
    var spec = CommandSpec.create().name("tasker");
    spec.usageMessage()
        .sortOptions(false)
        .autoWidth(true)
        .abbreviateSynopsis(true)
        .description(
            "Runs the tasks of a flow file: commands here or on other hosts, with conditions, jumps, loops and blocks.",
            "Without -r it only shows what each task would do.")
        .footer(
            "",
            "tasker graph FILE draws a flow; tasker format FILE... puts files into their standard form.");
    spec.addPositional(
        PositionalParamSpec.builder()
            .type(Path.class)
            .paramLabel("FILE")
            .arity("0..1")
            .description("the flow file")
            .build());
    DECLARED.forEach(option -> spec.addOption(option.specification()));
    return spec;
  }
}
