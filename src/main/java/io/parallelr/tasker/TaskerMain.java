package io.parallelr.tasker;

import io.parallelr.cli.Installation;
import io.parallelr.config.Configuration;
import io.parallelr.config.Settings;
import io.parallelr.config.Sources;
import io.parallelr.flow.Commands;
import io.parallelr.flow.Dialect;
import io.parallelr.flow.Executed;
import io.parallelr.flow.Flow;
import io.parallelr.flow.FlowReader;
import io.parallelr.flow.Problem;
import io.parallelr.flow.Timeouts;
import io.parallelr.os.LockFile;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// The entry of tasker.
public final class TaskerMain {
  private static final int STOPPED = 1;
  private static final int USAGE = 2;
  private static final int DEPENDENCY = 12;
  private static final int VALIDATION = 20;
  private static final int NO_TASKS = 24;
  private static final int INSTANCE_RUNS = 25;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("ddMMMyy_HHmmss_SSS", Locale.ENGLISH);

  private final Surroundings surroundings;
  private final Map<String, String> environment;
  private final PrintStream stdout;
  private final PrintStream stderr;
  private final InstantSource clock = InstantSource.system();
  private Optional<Settings.Tasker> configured = Optional.empty();

  private TaskerMain(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.environment = surroundings.environment();
    this.stdout = surroundings.stdout();
    this.stderr = surroundings.stderr();
  }

  public static void main(String[] args) {
    System.exit(run(args, Surroundings.ofThisProcess()));
  }

  /// Runs as a process of its own would.
  ///
  /// @return the exit status
  static int run(String[] args, Surroundings surroundings) {
    return new TaskerMain(surroundings).status(args);
  }

  private int status(String[] args) {
    try {
      return run(args);
    } catch (TaskerError e) {
      stderr.println("tasker: " + e.getMessage());
      return e.exitStatus();
    } catch (IOException | RuntimeException e) {
      stderr.println("tasker: " + e);
      return STOPPED;
    }
  }

  private int run(String[] args) throws IOException {
    if (args.length > 0 && args[0].equals(GraphCommand.NAME)) {
      return graph(Arrays.copyOfRange(args, 1, args.length));
    }
    var command = parse(Arrays.asList(args));
    if (command.help) {
      stdout.print(new CommandLine(command).getUsageMessage());
      return 0;
    }
    if (command.version) {
      stdout.println("tasker " + version());
      return 0;
    }
    if (command.file == null) {
      throw new TaskerError(USAGE, "no flow file is given; see tasker --help");
    }
    var file = surroundings.path(command.file);
    var text = read(file);
    var read = read(command, text);
    if (!read.options().isEmpty()) {
      command = withOptions(read.options(), args);
      read = read(command, text);
    }
    return run(command, file, text, read);
  }

  private int graph(String[] args) throws IOException {
    var command = new GraphCommand();
    var commandLine = new CommandLine(command);
    try {
      commandLine.parseArgs(args);
    } catch (CommandLine.ParameterException e) {
      throw new TaskerError(USAGE, e.getMessage() + "; see tasker graph --help");
    }
    if (command.help || command.file == null) {
      stdout.print(commandLine.getUsageMessage());
      return 0;
    }
    var file = surroundings.path(command.file);
    var text = read(file);
    var read = FlowReader.read(text, dialect(command.dialect), false, true, environment);
    report(file, text, read.problems());
    if (read.flow().isEmpty()) {
      return VALIDATION;
    }
    command.print(read.flow().get(), stdout);
    stdout.flush();
    return 0;
  }

  private FlowReader.Read read(TaskerCommand command, String text) {
    return FlowReader.read(
        text,
        dialect(command.dialect),
        command.fireAndForget,
        command.checksTasks(),
        environment);
  }

  private int run(TaskerCommand command, Path file, String text, FlowReader.Read read)
      throws IOException {
    var level = level(command); // before anything that takes time
    report(file, text, read.problems());
    if (read.tasks() == 0) {
      throw new TaskerError(NO_TASKS, file + " holds no task");
    }
    if (read.flow().isEmpty()) {
      stdout.println("# Task validation FAILED.");
      return VALIDATION;
    }
    var flow = read.flow().get();
    var start = start(command, flow);
    if (!command.skipsHosts()) {
      Hosts.check(
          flow,
          type(command, flow),
          configured().hostProbe(),
          command.checkConnectivity,
          !command.skipCommandValidation && !command.skipValidation,
          environment.getOrDefault("PATH", "/usr/bin:/bin"));
    }
    if (command.validateOnly) {
      stdout.println("# Task validation passed: dialect %d, %d tasks"
          .formatted(flow.dialect().number(), flow.size()));
      return 0;
    }
    if (!command.run || command.showPlan) {
      new Preview(flow, stdout).print();
    }
    if (!command.run || (command.showPlan && !command.yes && !isConfirmed())) {
      return 0;
    }
    return execute(command, file, flow, start, level);
  }

  private int execute(
      TaskerCommand command,
      Path file,
      Flow flow,
      int start,
      ConsoleLog.Level level)
      throws IOException {
    var started = clock.instant();
    var logs = logs(command);
    var stamp = STAMP.format(LocalDateTime.ofInstant(started, ZoneId.systemDefault()));
    var name = "%s_%s_%d".formatted(
        prefix(String.valueOf(file.getFileName())),
        stamp,
        ProcessHandle.current().pid());
    var logFile = logs.resolve(name + ".log");
    var commands = new Commands(
        flow.dialect(),
        type(command, flow),
        timeout(command, flow.dialect()),
        environment);
    try (var log =
        new ConsoleLog(stdout, open(logFile), level, Secrets.of(flow), clock);
        var _ = instance(command, file, flow, log)) {
      log.info("# Log file: " + logFile);
      log.info("# Task file: %s, dialect %d".formatted(file, flow.dialect().number()));
      if (!command.noTaskBackup) {
        Files.copy(file, logs.resolve(name + ".txt"));
      }
      var result = run(command, file, flow, start, commands, log);
      var end = result.end();
      log.info((end.exitStatus() == 0 ? "SUCCESS" : "FAILED") + ": " + end.cause());
      var reports = new Reports(file, logFile, started);
      if (command.outputJson().isPresent()) {
        var json = command.outputJson()
            .filter(path -> !path.isEmpty())
            .map(path -> surroundings.path(Path.of(path)))
            .orElse(base(command).resolve("output").resolve(name + ".json"));
        reports.writeJson(
            json,
            flow,
            end,
            result.executed(),
            result.results(),
            clock.instant());
        log.info("# Result file: " + json);
      }
      if (command.project().isPresent()) {
        var summary = logs.resolve(
            "project_%s_summary.log".formatted(prefix(command.project().get())));
        reports.addToProject(summary, end, last(result.executed(), end.lastTask()), now());
        log.info("# Project file: " + summary);
      }
      if (end.exitStatus() != 0 && command.alert().isPresent()) {
        Alert.run(command.alert().get(), surroundings, file, logFile, end, now(), log);
      }
      return end.exitStatus();
    }
  }

  private int maxSteps(TaskerCommand command) {
    return command.maxSteps == null ? configured().maxSteps() : command.maxSteps;
  }

  private boolean isConfirmed() throws IOException {
    stdout.print("Proceed with execution? [y/N]: ");
    stdout.flush();
    var answer =
        new BufferedReader(new InputStreamReader(surroundings.stdin(), StandardCharsets.UTF_8))
            .readLine();
    return answer != null
        && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
  }

  private FlowRun.Result run(
      TaskerCommand command,
      Path file,
      Flow flow,
      int start,
      Commands commands,
      ConsoleLog log)
      throws IOException {
    if (!command.recovers()) {
      return new FlowRun(flow, commands, log, surroundings)
          .run(start, maxSteps(command), Map.of());
    }
    var recovery = recovery(command, file);
    var state = state(recovery);
    state.ifPresent(
        s -> log.info("going on with task %d, where an earlier run stopped".formatted(s.next())));
    var result = new FlowRun(flow, commands, recovery.with(log), surroundings).run(
        state.map(Recovery.State::next).orElse(start),
        maxSteps(command),
        state.map(Recovery.State::results).orElse(Map.of()));
    if (result.end().exitStatus() == 0) {
      recovery.delete();
    } else {
      recovery.write(Math.max(0, result.end().lastTask()), result.results());
    }
    return result;
  }

  private Recovery recovery(TaskerCommand command, Path file) throws IOException {
    var name = "%s_%s.recovery.json".formatted(
        prefix(String.valueOf(file.getFileName())),
        Hashes.of(file.toString()).substring(0, 8));
    return new Recovery(
        base(command).resolve("recovery").resolve(name),
        Hashes.of(Files.readAllBytes(file)));
  }

  private static Optional<Recovery.State> state(Recovery recovery) {
    try {
      return recovery.read();
    } catch (IOException e) {
      throw new TaskerError(
          DEPENDENCY,
          "%s cannot be gone on with: %s".formatted(recovery.file(), e.getMessage()));
    }
  }

  /// Holds a lock for as long as the flow runs, if that is asked for.
  private Closeable instance(TaskerCommand command, Path file, Flow flow, ConsoleLog log)
      throws IOException {
    if (!command.instanceCheck) {
      return () -> {};
    }
    var what = Hashes.of(Hashes.of(Files.readAllBytes(file)) + flow.globals());
    var locks = Files.createDirectories(base(command).resolve("locks"));
    var path = locks.resolve("workflow_%s.lock".formatted(what.substring(0, 16)));
    var lock = LockFile.tryHold(path);
    if (lock.isPresent()) {
      log.info("Instance lock acquired: " + path);
      return lock.get()::close;
    }
    if (command.forceInstance) {
      log.warn("this flow is running already; it is run all the same");
      return () -> {};
    }
    throw new TaskerError(
        INSTANCE_RUNS,
        "this flow is running already, with the same variables (%s); wait, or use --force-instance"
            .formatted(path));
  }

  private Instant now() {
    return clock.instant();
  }

  private static Optional<Executed> last(List<Executed> executed, int id) {
    return executed.stream().filter(e -> e.id() == id).reduce((_, later) -> later);
  }

  private static OutputStream open(Path file) {
    try {
      return new FileOutputStream(file.toFile());
    } catch (IOException e) {
      throw new TaskerError(
          STOPPED,
          "%s cannot be written: %s; choose another directory by -l"
              .formatted(file, e.getMessage()));
    }
  }

  /// Where state and results lie.
  private Path base(TaskerCommand command) {
    return surroundings.path(given(command).orElse(Path.of(home(), "TASKER")));
  }

  private Optional<Path> given(TaskerCommand command) {
    return Optional.ofNullable(command.logDir)
        .or(
            () -> Optional.ofNullable(environment.get("TASK_EXECUTOR_LOG"))
                .filter(d -> !d.isBlank())
                .map(Path::of));
  }

  private String home() {
    return environment.getOrDefault("HOME", System.getProperty("user.home", "."));
  }

  private Path logs(TaskerCommand command) {
    var logs = given(command).orElse(Path.of(home(), "TASKER", "logs"));
    try {
      return Files.createDirectories(surroundings.path(logs));
    } catch (IOException e) {
      throw new TaskerError(
          STOPPED,
          "log directory %s cannot be made: %s; choose another by -l".formatted(logs, e));
    }
  }

  private static String prefix(String name) {
    int dot = name.lastIndexOf('.');
    var base = (dot > 0 ? name.substring(0, dot) : name).replaceAll("[^A-Za-z0-9._-]", "_");
    return base.substring(0, Math.min(50, base.length()));
  }

  private static ConsoleLog.Level level(TaskerCommand command) {
    var name = command.logLevel == null
        ? command.debug ? "DEBUG" : "INFO"
        : command.logLevel.toUpperCase(Locale.ROOT);
    for (var level : ConsoleLog.Level.values()) {
      if (level.name().equals(name)) {
        return level;
      }
    }
    throw new TaskerError(USAGE, "--log-level: '%s' is not ERROR, WARN, INFO or DEBUG"
        .formatted(command.logLevel));
  }

  private String type(TaskerCommand command, Flow flow) {
    if (command.type != null) {
      return command.type;
    }
    return environment.getOrDefault("TASK_EXECUTOR_TYPE", flow.dialect().defaultType());
  }

  private int timeout(TaskerCommand command, Dialect dialect) {
    if (command.timeout != null) {
      return clamped("-o", command.timeout);
    }
    var variable = environment.getOrDefault("TASK_EXECUTOR_TIMEOUT", "").strip();
    if (variable.isEmpty()) {
      return dialect.timeoutSeconds();
    }
    if (!variable.matches("\\d{1,9}")) {
      throw new TaskerError(
          USAGE,
          "TASK_EXECUTOR_TIMEOUT is '%s', not a number of seconds".formatted(variable));
    }
    return clamped("TASK_EXECUTOR_TIMEOUT", Integer.parseInt(variable));
  }

  private int clamped(String origin, int seconds) {
    int used = Timeouts.clamp(seconds);
    if (used != seconds) {
      stderr.println("tasker: warning: %s: %d is taken as %d".formatted(origin, seconds, used));
    }
    return used;
  }

  private static int start(TaskerCommand command, Flow flow) {
    if (command.startFrom == null) {
      return flow.start();
    }
    if (!flow.steps().containsKey(command.startFrom)) {
      throw new TaskerError(
          DEPENDENCY,
          "--start-from: task %d is not defined".formatted(command.startFrom));
    }
    return command.startFrom;
  }

  /// Each problem with its line, and a mark below the place.
  private void report(Path file, String text, List<Problem> problems) {
    var lines = text.split("\n", -1);
    for (var problem : problems) {
      stderr.println("%s:%d:%d: %s: %s".formatted(
          file,
          problem.line(),
          problem.column(),
          problem.severity() == Problem.Severity.ERROR ? "error" : "warning",
          problem.message()));
      stderr.println("  " + lines[problem.line() - 1].stripTrailing());
      stderr.println(" ".repeat(problem.column() + 1) + '^');
    }
  }

  /// Read when it is first asked for: most flows do without.
  private Settings.Tasker configured() {
    configured = configured.or(() -> Optional.of(settings()));
    return configured.orElseThrow();
  }

  private Settings.Tasker settings() {
    var installation = Installation.of(environment, surroundings.directory());
    var sources = new Sources(
        installation.systemConfiguration(),
        installation.userConfiguration(),
        List.of(),
        environment,
        List.of());
    return switch (Configuration.load(sources)) {
      case Configuration.Invalid(var errors) ->
        throw new TaskerError(USAGE, String.join("\ntasker: ", errors));
      case Configuration.Valid valid -> valid.settings().tasker();
    };
  }

  private Dialect dialect(@Nullable String option) {
    var number = option == null ? configured().dialect() : option;
    return Dialect.of(number)
        .orElseThrow(
            () -> new TaskerError(USAGE, "--dialect: '%s' is not 1 or 2".formatted(number)));
  }

  private static String read(Path file) throws IOException {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new TaskerError(STOPPED, file + " not found");
    } catch (IOException e) {
      throw new TaskerError(STOPPED, "%s cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  /// Options in the file are taken first, so that those of the command line go over them.
  private static TaskerCommand withOptions(List<String> options, String[] args) {
    var all = new ArrayList<>(options);
    all.addAll(Arrays.asList(args));
    return parse(all);
  }

  private static TaskerCommand parse(List<String> args) {
    var command = new TaskerCommand();
    try {
      // without a value it must not take the flow file for one
      var words = args.stream().map(a -> a.equals("--output-json") ? a + '=' : a);
      new CommandLine(command).setOverwrittenOptionsAllowed(true)
          .parseArgs(words.toArray(String[]::new));
      return command;
    } catch (CommandLine.ParameterException e) {
      throw new TaskerError(USAGE, e.getMessage() + "; see tasker --help");
    }
  }

  private static String version() {
    var version = TaskerMain.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
