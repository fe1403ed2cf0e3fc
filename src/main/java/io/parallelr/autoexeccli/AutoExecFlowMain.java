package io.parallelr.autoexeccli;

import ch.qos.logback.classic.Level;
import io.parallelr.engine.Backend;
import io.parallelr.http.NotConnectedException;
import io.parallelr.os.Given;
import io.parallelr.os.HeapGuard;
import io.parallelr.os.Machine;
import io.parallelr.run.CommandLines;
import io.parallelr.run.Deaths;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/// The command `autoexecflow`.
public final class AutoExecFlowMain {
  private static final Set<String> CLIENT_VARIABLES = Set.of("ADDR", "TOKEN");

  private final Map<String, String> environment;
  private final Path directory;
  private final Deaths deaths;

  private AutoExecFlowMain(Map<String, String> environment, Path directory, Deaths deaths) {
    this.environment = environment;
    this.directory = directory;
    this.deaths = deaths;
  }

  /// Runs the command, and ends this process with its status.
  public static void main(String[] args) {
    Machine.saveAddressSpace();
    var deaths = Deaths.ofAllThreads(HeapGuard.start("autoexecflow", ExitStatus.INTERNAL));
    int status = status(deaths, Given.arguments(args));
    System.out.flush();
    System.exit(status);
  }

  @Command(name = "autoexecflow", description = "Tasks of steps over HTTP.", synopsisSubcommandLabel = "COMMAND")
  static final class Root {
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help")
    boolean wantsHelp;

    @Option(names = {"-v", "--version"}, versionHelp = true, description = "Show the version")
    boolean wantsVersion;
  }

  /// Runs the command without ending this process.
  ///
  /// @param deaths notices threads that die
  /// @return its exit status
  public static int status(Deaths deaths, String... arguments) {
    return new AutoExecFlowMain(Given.environment(), Given.directory(), deaths).run(arguments);
  }

  /// A parser of its command lines, for the completion; it is not to run anything.
  public static CommandLine parser() {
    var deaths = new Deaths(HeapGuard.start("autoexecflow", ExitStatus.INTERNAL));
    return new AutoExecFlowMain(Map.of(), Path.of("/"), deaths).commandLine();
  }

  private int run(String[] arguments) {
    var line = commandLine();
    try {
      return line.execute(arguments);
    } finally {
      line.getOut().flush();
    }
  }

  private CommandLine commandLine() {
    var server = new CommandLine(new ServerCommand());
    server.setDefaultValueProvider(this::variable);
    var line = new CommandLine(new Root())
        .addSubcommand("server", server, "run")
        .addSubcommand("client", client())
        .addSubcommand("token", new TokenCommand(directory, Clock.systemUTC(), System.out))
        .addSubcommand("service", new ServiceCommand(environment, System.out))
        .addSubcommand("version", new VersionCommand())
        .addSubcommand("help", new HelpCommand());
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    line.getCommandSpec().versionProvider(() -> new String[]{VersionCommand.text()});
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((problem, _) -> {
      complain(line, CommandLines.problem(problem));
      line.getErr()
          .println("See '%s --help'.".formatted(
              problem.getCommandLine().getCommandSpec().qualifiedName()));
      return ExitStatus.USAGE;
    });
    line.setExecutionExceptionHandler((problem, _, _) -> failed(line, problem));
    line.setExecutionStrategy(parsed -> {
      var last = parsed.asCommandLineList().getLast();
      if (!last.isUsageHelpRequested() && !last.isVersionHelpRequested()
          && last.getParent() == null) {
        line.usage(line.getErr());
        return ExitStatus.USAGE;
      }
      return new CommandLine.RunLast().execute(parsed);
    });
    return line;
  }

  private static CommandLine control(
      ClientOptions.Surroundings around,
      String action,
      String verb) {
    var command = new CommandLine(new ClientCommands.Control(around, action));
    command.getCommandSpec().usageMessage().description(verb + " a task, or a step of it.");
    return command;
  }

  private CommandLine client() {
    var around = new ClientOptions.Surroundings(environment, directory);
    var client = new CommandLine(new ClientCommands.Root())
        .addSubcommand("run", new RunFile(around, System.out, this::host))
        .addSubcommand("ls", new ClientCommands.ListTasks(around, System.out))
        .addSubcommand("get", new ClientCommands.Get(around, System.out))
        .addSubcommand("logs", new ClientCommands.Logs(around, System.out))
        .addSubcommand("kill", control(around, "kill", "Kill"))
        .addSubcommand("pause", control(around, "pause", "Pause"))
        .addSubcommand("resume", control(around, "resume", "Resume"))
        .addSubcommand("rm", new ClientCommands.Remove(around))
        .addSubcommand("cp", new CopyCommand(around))
        .addSubcommand("shell", new ShellCommand(around));
    client.getSubcommands().values().forEach(c -> c.setDefaultValueProvider(this::clientVariable));
    return client;
  }

  private int failed(CommandLine line, Exception problem) {
    return switch (problem) {
      case UserError e -> {
        String.valueOf(e.getMessage()).lines().forEach(text -> complain(line, text));
        yield e.exitStatus();
      }
      case NotConnectedException e -> {
        complain(line, Reason.of(e) + "; --addr or ADDR names the address of the server");
        yield ExitStatus.INTERNAL;
      }
      case IOException e -> {
        complain(line, Reason.withPath(e));
        yield ExitStatus.INTERNAL;
      }
      case Backend.ShortageException e -> {
        complain(line, String.valueOf(e.getMessage()));
        yield ExitStatus.INTERNAL;
      }
      case InterruptedException _ -> ExitStatus.INTERNAL;
      default -> {
        complain(line, "internal error, please report it: " + problem);
        if (environment.getOrDefault("DEBUG", "").equals("true")) {
          problem.printStackTrace();
        }
        yield ExitStatus.INTERNAL;
      }
    };
  }

  private static void complain(CommandLine line, String text) {
    line.getErr().println("autoexecflow: " + Printable.of(text));
  }

  /// The value of an option's variable; empty ones do not count.
  private @Nullable String variable(ArgSpec argument) {
    var value = argument instanceof OptionSpec option && !option.usageHelp()
        ? environment.getOrDefault(variable(option), "")
        : "";
    return value.isEmpty() ? null : value; // as the library wants it
  }

  /// Only where the server is: names such as KEEP may mean something else to the user.
  private @Nullable String clientVariable(ArgSpec argument) {
    return argument instanceof OptionSpec option && CLIENT_VARIABLES.contains(variable(option))
        ? variable(argument)
        : null;
  }

  private static String variable(OptionSpec option) {
    return option.longestName().replaceFirst("^--", "").replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private TaskServer.Host host() {
    return new TaskServer.Host(
        environment,
        directory,
        withheld(),
        Clock.systemUTC(),
        System::nanoTime,
        deaths);
  }

  /// What the server itself is given, which is nothing to its tasks.
  private static Set<String> withheld() {
    var names = new TreeSet<String>();
    CommandLine.Model.CommandSpec.forAnnotatedObject(new ServerOptions())
        .options()
        .forEach(option -> names.add(variable(option)));
    names.add("PARALLELR_TOKEN");
    return names;
  }

  @Command(name = "server", description = "Start the server.", sortOptions = false, mixinStandardHelpOptions = false)
  final class ServerCommand implements java.util.concurrent.Callable<Integer> {
    @Mixin
    private final ServerOptions options = new ServerOptions();

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help")
    boolean wantsHelp;

    @Override
    public Integer call() throws IOException, InterruptedException {
      var server = TaskServer.of(options, host());
      ServerLog.start(options, server.root());
      server.run();
      return ExitStatus.ALL_SUCCEEDED;
    }

  }

  @Command(name = "version", description = "Show the version.")
  static final class VersionCommand implements java.util.concurrent.Callable<Integer> {
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help")
    boolean wantsHelp;

    static String text() {
      return "autoexecflow " + Version.json().get("version");
    }

    @Override
    public Integer call() {
      System.out.println(text());
      return ExitStatus.ALL_SUCCEEDED;
    }
  }

  /// The least that is logged.
  static Level level(String word) {
    return Level.toLevel(
        Checked.word("--log_level", word, Set.copyOf(List.of("debug", "info", "warn", "error"))));
  }
}
