package io.parallelr.tasker;

import io.parallelr.flow.CommandCheck;
import io.parallelr.flowfile.Flow;
import io.parallelr.flowfile.FlowReader;
import io.parallelr.flowfile.Problem;
import io.parallelr.flowfile.Rules;
import io.parallelr.os.FileLimit;
import io.parallelr.os.Given;
import io.parallelr.os.HeapGuard;
import io.parallelr.os.Machine;
import io.parallelr.os.NativeText;
import io.parallelr.run.CommandLines;
import io.parallelr.task.Count;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// The entry of tasker.
public final class TaskerMain {
  private static final long LARGEST_FILE = 16 << 20;

  private final ExecutionContext context;
  private final PrintStream stdout;
  private final PrintStream stderr;

  private TaskerMain(ExecutionContext context) {
    this.context = context;
    this.stdout = context.stdout();
    this.stderr = context.stderr();
  }

  public static void main(String[] args) {
    int status;
    var heap = HeapGuard.start("tasker", ExitCodes.STOPPED);
    Machine.saveAddressSpace();
    if (System.getProperty("parallelr.installation") == null) {
      FileLimit.restore();
    }
    var context = ExecutionContext.ofThisProcess();
    try (var _ = context.scratch()) {
      status = run(Given.arguments(args), context);
    } catch (OutOfMemoryError e) {
      if (HeapGuard.isFull(e)) {
        heap.end();
      }
      throw e;
    }
    System.exit(status);
  }

  /// Runs as a process of its own would.
  ///
  /// @return the exit status
  static int run(String[] args, ExecutionContext context) {
    return new TaskerMain(context).status(args);
  }

  private int status(String[] args) {
    try {
      return traced(args);
    } catch (TaskerError e) {
      stderr.println("tasker: " + readable(e));
      return e.exitStatus();
    } catch (UncheckedIOException e) {
      stderr.println("tasker: " + readable(e));
      return ExitCodes.STOPPED;
    } catch (IOException e) {
      stderr.println("tasker: " + Printable.of(Reason.withPath(e)));
      return ExitCodes.STOPPED;
    } catch (RuntimeException e) {
      stderr.println("tasker: " + Printable.of(e.toString()));
      return ExitCodes.STOPPED;
    }
  }

  /// With `--debug`, says where an error comes from.
  private int traced(String[] args) throws IOException {
    try {
      return run(args);
    } catch (IOException | RuntimeException e) {
      if (Stream.of(args).anyMatch(List.of("-d", "--debug")::contains)) {
        e.printStackTrace(stderr);
      }
      throw e;
    }
  }

  private int run(String[] args) throws IOException {
    if (args.length > 0 && args[0].equals(GraphCommand.NAME)) {
      return graph(Arrays.copyOfRange(args, 1, args.length));
    }
    if (args.length > 0 && args[0].equals(FormatCommand.NAME)) {
      return format(Arrays.copyOfRange(args, 1, args.length));
    }
    var command = parse(Arrays.asList(args));
    if (command.help) {
      stdout.print(CommandLines.of(command).getUsageMessage());
      return 0;
    }
    if (command.version) {
      stdout.println("tasker " + version());
      return 0;
    }
    if (command.dryRun && command.run) {
      throw new TaskerError(ExitCodes.USAGE, "-n only shows what -r runs; choose one");
    }
    boolean dryRun = command.dryRun;
    if (command.file == null) {
      throw new TaskerError(ExitCodes.USAGE, "no flow file given; see tasker --help");
    }
    var file = context.path(command.file);
    var text = read(file);
    var read = read(command, text);
    var ofFile = read.options().isEmpty()
        ? List.<String>of()
        : new FileOptions(read.options(), file, stderr)
            .words(CommandSpec.forAnnotatedObject(new TaskerCommand()));
    if (!ofFile.isEmpty()) {
      command = parse(Stream.concat(ofFile.stream(), Arrays.stream(args)).toList());
      command.run &= !dryRun; // a file may ask to be run
      read = read(command, text);
    }
    if (command.showEffectiveArgs) {
      new EffectiveOptions(
          command,
          ofFile,
          List.of(args),
          read.draft().dialect(),
          context).lines()
          .forEach(stdout::println);
      return 0;
    }
    if (command.showRecoveryInfo) {
      Recovery.of(command, context, file)
          .describe()
          .stream()
          .map(Printable::of)
          .forEach(stdout::println);
      return 0;
    }
    command.skipped().forEach(what -> stdout.println("WARNING: " + what));
    return run(command, file, text, read);
  }

  private int graph(String[] args) throws IOException {
    var command = new GraphCommand();
    var commandLine = CommandLines.of(command);
    try {
      commandLine.parseArgs(args);
    } catch (CommandLine.ParameterException e) {
      throw new TaskerError(ExitCodes.USAGE, e.getMessage() + "; see tasker graph --help");
    }
    if (command.help || command.file == null) {
      stdout.print(commandLine.getUsageMessage());
      return 0;
    }
    var file = context.path(command.file);
    var text = read(file);
    var dialect = command.dialect == null ? context.configured().dialect() : command.dialect;
    var read = FlowReader.read(
        text,
        Rules.of(ResolvedOptions.dialect(dialect)));
    var _ = report(file, text, read.draft(), read.problems());
    if (read.flow().isEmpty()) {
      return ExitCodes.VALIDATION;
    }
    command.print(read.flow().get(), stdout);
    stdout.flush();
    return 0;
  }

  private int format(String[] args) throws IOException {
    var command = new FormatCommand();
    var commandLine = CommandLines.of(command);
    try {
      commandLine.parseArgs(args);
    } catch (CommandLine.ParameterException e) {
      throw new TaskerError(ExitCodes.USAGE, e.getMessage() + "; see tasker format --help");
    }
    if (command.help || command.files.isEmpty()) {
      stdout.print(commandLine.getUsageMessage());
      return command.help ? 0 : ExitCodes.USAGE;
    }
    var dialect = command.dialect == null ? context.configured().dialect() : command.dialect;
    int status = 0;
    for (var given : command.files) {
      var file = context.path(given);
      var formatted = FormatCommand.Formatted.of(file, read(file), dialect);
      if (formatted.hasErrors()) {
        var _ =
            report(file, formatted.text(), formatted.read().draft(), formatted.read().problems());
        status = ExitCodes.VALIDATION;
      } else if (command.apply(formatted, stdout) && status == 0) {
        status = ExitCodes.STOPPED;
      }
    }
    stdout.flush();
    return status;
  }

  private FlowReader.Read read(TaskerCommand command, String text) {
    return FlowReader.read(text, new ResolvedOptions(command, context).rules());
  }

  private int run(TaskerCommand command, Path file, String text, FlowReader.Read read)
      throws IOException {
    var choices = new ResolvedOptions(command, context);
    var level = choices.level(); // before anything that takes time
    var check = new CommandCheck(read.draft(), choices.commands(read.draft(), Map.of()));
    var checked = command.checksTasks() ? read.with(check.problems()) : read;
    var told = report(file, text, checked.draft(), checked.problems());
    Map<String, String> hosts;
    try {
      hosts = examine(command, file, choices, checked);
    } catch (TaskerError e) {
      if (command.run && !command.validateOnly) {
        new RefusedRun(command, context, file, checked.draft()).tell(e, told);
      }
      throw e;
    }
    var flow = checked.draft();
    if (command.validateOnly) {
      stdout.println("# Task validation passed: dialect %d, %s"
          .formatted(flow.dialect().number(), Count.of(flow.size(), "task")));
      return 0;
    }
    if (!command.run || command.showPlan) {
      new Preview(flow, check, stdout).print();
    }
    if (!command.run || (command.showPlan && !command.yes && !isConfirmed())) {
      return 0;
    }
    return new LoggedRun(command, context, file, flow, hosts).execute(choices.start(flow),
        level);
  }

  /// Looks at all that may be wrong before anything is run.
  ///
  /// @return names of hosts in place of those that the flow has
  /// @throws TaskerError if something is
  private Map<String, String> examine(
      TaskerCommand command,
      Path file,
      ResolvedOptions choices,
      FlowReader.Read checked) {
    if (checked.tasks() == 0) {
      throw new TaskerError(ExitCodes.NO_TASKS, file + " has no tasks");
    }
    if (checked.flow().isEmpty()) {
      stdout.println("# Task validation FAILED.");
      throw new TaskerError(ExitCodes.VALIDATION, file + " has mistakes: nothing was run");
    }
    var flow = checked.flow().get();
    int _ = choices.start(flow);
    return command.skipsHosts() ? Map.of() : choices.hosts(flow).check(flow);
  }

  private boolean isConfirmed() throws IOException {
    stdout.print("Proceed with execution? [y/N]: ");
    stdout.flush();
    var answer =
        new BufferedReader(new InputStreamReader(context.stdin(), StandardCharsets.UTF_8))
            .readLine();
    return answer != null
        && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
  }

  private static String readable(Exception problem) {
    return String.valueOf(problem.getMessage())
        .lines()
        .map(Printable::of)
        .collect(Collectors.joining("\n"));
  }

  /// Says what is wrong; returns the lines.
  private List<String> report(Path file, String text, Flow draft, List<Problem> problems) {
    var lines = new ProblemReport(file, text).lines(problems)
        .stream()
        .map(FlowSecrets.of(draft)::masked)
        .toList();
    lines.forEach(stderr::println);
    return lines;
  }

  private static String read(Path file) throws IOException {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new TaskerError(ExitCodes.STOPPED,
            file + " is not a flow file: it is larger than 16 MB");
      }
      var text = NativeText.of(Files.readAllBytes(file));
      if (text.indexOf('\0') >= 0) {
        throw new TaskerError(ExitCodes.STOPPED, file + " is not a flow file: it is not text");
      }
      return text;
    } catch (NoSuchFileException e) {
      throw new TaskerError(ExitCodes.STOPPED, file + " not found");
    } catch (IOException e) {
      throw new TaskerError(ExitCodes.STOPPED,
          "%s cannot be read: %s".formatted(file, Reason.of(e)));
    }
  }

  private static TaskerCommand parse(List<String> args) {
    var command = new TaskerCommand();
    try {
      var _ = parse(command, args);
      return command;
    } catch (CommandLine.ParameterException e) {
      throw new TaskerError(ExitCodes.USAGE, e.getMessage() + "; see tasker --help");
    }
  }

  /// Fills in options.
  static CommandLine.ParseResult parse(TaskerCommand command, List<String> words) {
    // without a value it must not take the flow file for one
    var unambiguous = words.stream().map(w -> w.equals("--output-json") ? w + '=' : w);
    return CommandLines.of(command)
        .setOverwrittenOptionsAllowed(true)
        .parseArgs(unambiguous.toArray(String[]::new));
  }

  private static String version() {
    var version = TaskerMain.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
