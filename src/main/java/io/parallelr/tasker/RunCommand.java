package io.parallelr.tasker;

import io.parallelr.flow.CommandCheck;
import io.parallelr.flowfile.Flow;
import io.parallelr.flowfile.FlowReader;
import io.parallelr.flowrun.ExecutionContext;
import io.parallelr.flowrun.ExitCodes;
import io.parallelr.flowrun.Hosts;
import io.parallelr.flowrun.LoggedRun;
import io.parallelr.flowrun.RefusedRun;
import io.parallelr.flowrun.RunOptions;
import io.parallelr.flowrun.StateFile;
import io.parallelr.flowrun.TaskerError;
import io.parallelr.run.CommandLines;
import io.parallelr.run.Confirmation;
import io.parallelr.run.Installation;
import io.parallelr.task.Count;
import io.parallelr.task.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/// `tasker FILE`: checks a flow, shows it, and with `-r` runs it.
final class RunCommand {
  private final ExecutionContext context;
  private final PrintStream stdout;

  RunCommand(ExecutionContext context) {
    this.context = context;
    this.stdout = context.stdout();
  }

  /// Runs the command; returns the exit status.
  int run(List<String> arguments) throws IOException {
    var given = GivenOptions.parse(arguments);
    if (given.isSet(TaskerOptions.HELP)) {
      stdout.print(CommandLines.of(TaskerOptions.specification()).getUsageMessage());
      return 0;
    }
    if (given.isSet(TaskerOptions.VERSION)) {
      stdout.println("tasker " + Installation.version());
      return 0;
    }
    if (given.isSet(TaskerOptions.DRY_RUN) && given.isSet(TaskerOptions.RUN)) {
      throw new TaskerError(ExitCodes.USAGE, "-n only shows what -r runs; choose one");
    }
    var source = FlowSource.read(
        given.file()
            .map(context::path)
            .orElseThrow(
                () -> new TaskerError(
                    ExitCodes.USAGE,
                    "no flow file given; see tasker --help")));
    var options = EffectiveOptions.of(given, context.environment(), context::configured);
    var read = read(source, options);
    if (!read.options().isEmpty()) {
      var inFile = new FileOptions(source.file(), context.stderr()).read(read.options());
      options = options.withFile(
          given.isSet(TaskerOptions.DRY_RUN) ? inFile.without(TaskerOptions.RUN) : inFile);
      read = read(source, options);
    }
    return run(source, read, options.forFlow(read.draft().dialect()));
  }

  private FlowReader.Read read(FlowSource source, EffectiveOptions options) {
    return FlowReader.read(source.text(), new OptionResolver(options, context).rules());
  }

  private int run(FlowSource source, FlowReader.Read read, EffectiveOptions options)
      throws IOException {
    if (options.isSet(TaskerOptions.SHOW_EFFECTIVE_ARGS)) {
      options.lines().forEach(stdout::println);
      return 0;
    }
    var resolver = new OptionResolver(options, context);
    var runOptions = resolver.forRun();
    if (options.isSet(TaskerOptions.SHOW_RECOVERY_INFO)) {
      StateFile.of(runOptions, context, source.file())
          .describe()
          .stream()
          .map(Printable::of)
          .forEach(stdout::println);
      return 0;
    }
    resolver.warnings().forEach(warning -> stdout.println("WARNING: " + warning));
    var check = new CommandCheck(
        read.draft(),
        runOptions.launching().commands(context.environment(), Map.of()));
    var checked = resolver.checksTasks() ? read.with(check.problems()) : read;
    var problems = source.report(checked, context.stderr());
    boolean isValidation = options.isSet(TaskerOptions.VALIDATE_ONLY);
    boolean isRun = options.isSet(TaskerOptions.RUN) && !isValidation;
    Validated flow;
    try {
      flow = validate(source, checked, options, runOptions);
    } catch (TaskerError e) {
      if (isRun) {
        new RefusedRun(runOptions, context, source.file(), checked.draft()).report(e, problems);
      }
      throw e;
    }
    if (isValidation) {
      stdout.println("# Task validation passed: dialect %d, %s".formatted(
          flow.flow().dialect().number(),
          Count.of(flow.flow().size(), "task")));
      return 0;
    }
    boolean showsPlan = options.isSet(TaskerOptions.SHOW_PLAN);
    if (!isRun || showsPlan) {
      new Preview(flow.flow(), check, stdout).print();
    }
    if (!isRun || (showsPlan && !options.isSet(TaskerOptions.YES) && !isConfirmed())) {
      return 0;
    }
    return new LoggedRun(runOptions, context, source.file(), flow.flow(), flow.hosts())
        .execute(flow.start());
  }

  /// A flow without mistakes.
  ///
  /// @param start id of the first task
  /// @param hosts names in place of those that the flow has
  private record Validated(Flow flow, int start, Map<String, String> hosts) {}

  /// Checks everything that can be checked before a task runs.
  ///
  /// @throws TaskerError if something is wrong
  private Validated validate(
      FlowSource source,
      FlowReader.Read read,
      EffectiveOptions options,
      RunOptions runOptions) {
    if (read.tasks() == 0) {
      throw new TaskerError(ExitCodes.NO_TASKS, source.file() + " has no tasks");
    }
    if (read.flow().isEmpty()) {
      stdout.println("# Task validation FAILED.");
      throw new TaskerError(
          ExitCodes.VALIDATION,
          source.file() + " has mistakes: nothing was run");
    }
    var flow = read.flow().get();
    int start = options.value(TaskerOptions.START_FROM).orElse(flow.start());
    if (!flow.steps().containsKey(start)) {
      throw new TaskerError(
          ExitCodes.DEPENDENCY,
          "--start-from: task %d is not defined".formatted(start));
    }
    boolean checksHosts = new OptionResolver(options, context).checksHosts();
    return new Validated(
        flow,
        start,
        checksHosts ? new Hosts(runOptions, context).check(flow) : Map.of());
  }

  private boolean isConfirmed() throws IOException {
    stdout.print("Proceed with execution? [y/N]: ");
    stdout.flush();
    return Confirmation.isYes(context.stdin());
  }
}
