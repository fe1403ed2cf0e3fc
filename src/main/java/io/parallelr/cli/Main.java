package io.parallelr.cli;

import io.parallelr.config.Configuration;
import io.parallelr.config.Key;
import io.parallelr.config.Sources;
import io.parallelr.daemon.Detached;
import io.parallelr.engine.Backend;
import io.parallelr.engine.Threads;
import io.parallelr.os.Given;
import io.parallelr.os.HeapGuard;
import io.parallelr.os.Machine;
import io.parallelr.os.NativeText;
import io.parallelr.run.CommandLines;
import io.parallelr.run.Deaths;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.Home;
import io.parallelr.run.Installation;
import io.parallelr.run.Launchers;
import io.parallelr.run.RunSignals;
import io.parallelr.run.SecretVariables;
import io.parallelr.run.UserError;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// The entry: takes the command line apart, and turns every problem into one line and an
/// exit status.
public final class Main {
  private final Map<String, String> environment;
  private final Terminal terminal;
  private final OutputStream stdout;
  private final PrintStream stderr;
  private final Deaths deaths;

  private Main(Map<String, String> environment, Terminal terminal, Deaths deaths) {
    this.deaths = deaths;
    this.environment = environment;
    this.terminal = terminal;
    this.stdout = terminal.stdout();
    this.stderr = terminal.stderr();
  }

  public static void main(String[] args) {
    RunSignals.untilRun();
    Machine.saveAddressSpace();
    var deaths = Deaths.ofAllThreads(HeapGuard.start("parallelr", ExitStatus.INTERNAL));
    WarmUp.begin();
    var environment = Given.environment();
    var terminal = Terminal.ofThisProcess(LiveDisplay.ofThisProcess(environment));
    System.exit(new Main(environment, terminal, deaths).status(Given.arguments(args)));
  }

  private int status(String[] args) {
    var command = new RunCommand();
    try {
      return run(command, args);
    } catch (UserError e) {
      complain(e.getMessage(), e, command.debug);
      return e.exitStatus();
    } catch (IOException | UncheckedIOException e) {
      if (e instanceof StandardOutput.ReaderGone
          || e.getCause() instanceof StandardOutput.ReaderGone) {
        return ExitStatus.READER_GONE;
      }
      complain(Printable.of(Reason.withPath(e)), e, command.debug);
      return ExitStatus.INTERNAL;
    } catch (Backend.ShortageException e) {
      complain(e.getMessage(), e, command.debug);
      return ExitStatus.INTERNAL;
    } catch (OutOfMemoryError e) {
      if (!Threads.isRefused(e)) {
        deaths.outOfMemory();
      }
      complain(Threads.refused("cannot start a run").getMessage(), e, command.debug);
      return ExitStatus.INTERNAL;
    } catch (RuntimeException | Error e) {
      complain(Printable.of("internal error, please report it: " + e), e, command.debug);
      return ExitStatus.INTERNAL;
    }
  }

  private int run(RunCommand command, String[] args) throws IOException {
    if (args.length > 0 && args[0].equals(QueueCommand.NAME)) {
      return queue(Arrays.copyOfRange(args, 1, args.length));
    }
    var commandLine = CommandLines.of(command);
    commandLine.getCommandSpec().usageMessage().exitCodeList(exitCodes());
    var rules = new OptionRules(parse(commandLine, args), command);
    if (command.help) {
      print(commandLine.getUsageMessage());
      return ExitStatus.ALL_SUCCEEDED;
    }
    if (command.version) {
      print(version());
      return ExitStatus.ALL_SUCCEEDED;
    }
    rules.check();
    var directory = Detached.directoryOfThisProcess();
    var installation = Installation.of(environment, directory);
    installation.requireHome(environment);
    if (command.listWorkers || command.kill().isPresent() || command.drain().isPresent()) {
      var grace = command.killAfter == null
          ? Optional.<Duration>empty()
          : Optional.of(load(command, installation, directory).settings().execution().killAfter());
      return new Administration(installation, stdout, stderr).execute(command, grace);
    }
    if (command.run || command.continued().isPresent()) {
      new Home(installation, this::warn).check();
    }
    var earlier =
        command.continued().map(_ -> ResumeRequest.of(command, installation, directory));
    var configuration = load(command, installation, directory);
    rules.checkRetries(configuration.settings().execution().retries());
    if (command.validateConfig) {
      print("configuration is valid\n" + files(command, installation));
      return ExitStatus.ALL_SUCCEEDED;
    }
    if (command.showConfig) {
      print(show(configuration) + '\n' + files(command, installation));
      return ExitStatus.ALL_SUCCEEDED;
    }
    return new Run(
        new Invocation(
            command,
            List.of(args),
            directory,
            configuration,
            installation,
            earlier,
            deaths,
            SecretVariables.of(command.secretVariables, environment),
            terminal))
        .execute();
  }

  /// Not a subcommand of the library's: a directory may well have its name.
  private int queue(String[] args) throws IOException {
    var queue = new QueueCommand();
    var commandLine = CommandLines.of(queue);
    var _ = parse(commandLine, args);
    if (queue.help) {
      print(commandLine.getUsageMessage());
      return ExitStatus.ALL_SUCCEEDED;
    }
    return queue.execute(unfinishedNames(), stdout);
  }

  /// What a look at a queue takes from the configuration; it is possible without.
  private String unfinishedNames() {
    var directory = Detached.directoryOfThisProcess();
    var configuration = load(new RunCommand(), Installation.of(environment, directory), directory);
    return configuration.settings().queue().ignore();
  }

  private static ParseResult parse(CommandLine commandLine, String[] args) {
    try {
      // a word such as @TASK@ is no file with further words
      return commandLine.setExpandAtFiles(false).parseArgs(args);
    } catch (ParameterException e) {
      throw new UserError(ExitStatus.USAGE, Misspelling.describe(e, args), e);
    }
  }

  private Configuration.Valid load(
      RunCommand command,
      Installation installation,
      Path directory) {
    List<Sources.Option> options = command.overrides()
        .stream().<Sources
            .Option>map(
                o -> new Sources.Option(
                    Key.named(o.key()).orElseThrow(),
                    o.value(),
                    "option " + o.option()))
        .toList();
    var sources = new Sources(
        installation.systemConfiguration(),
        installation.userConfiguration(),
        command.config().map(directory::resolve).stream().toList(),
        environment,
        options);
    return switch (Configuration.load(sources)) {
      case Configuration.Invalid(var errors) ->
        throw new UserError(ExitStatus.USAGE, errors);
      case Configuration.Valid valid -> {
        valid.warnings().forEach(w -> stderr.println("parallelr: warning: " + Printable.of(w)));
        yield valid;
      }
    };
  }

  private static String show(Configuration.Valid configuration) {
    return configuration.entries()
        .stream()
        .map(
            e -> "%-34s = %-34s # %s%n"
                .formatted(e.key(), Printable.of(e.value()), Printable.of(e.origin())))
        .collect(Collectors.joining());
  }

  private static String files(RunCommand command, Installation installation) {
    return "system file: %s%nuser file:   %s%n%s".formatted(
        state(installation.systemConfiguration()),
        state(installation.userConfiguration()),
        command.config().map(f -> "--config:    %s%n".formatted(state(f))).orElse(""));
  }

  private static String state(Path file) {
    return Printable.of(NativeText.of(file))
        + (NativeText.file(file).exists() ? "" : " (does not exist)");
  }

  private static String version() {
    return "parallelr %s%nJava %s (%s, %s)%nlauncher: %s%n".formatted(
        productVersion(),
        System.getProperty("java.version"),
        System.getProperty("java.vendor"),
        System.getProperty("java.home"),
        Launchers.nameOfAuto());
  }

  static String productVersion() {
    var version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  private static Map<String, String> exitCodes() {
    var codes = new java.util.LinkedHashMap<String, String>();
    for (var line : ExitStatus.TABLE) {
      int colon = line.indexOf(':');
      codes.put(" " + line.substring(0, colon), line.substring(colon + 1));
    }
    return codes;
  }

  private void print(String text) throws IOException {
    stdout.write(NativeText.bytes(text));
  }

  private void warn(String message) {
    stderr.println("parallelr: warning: " + Printable.of(message));
  }

  private void complain(@Nullable String message, Throwable problem, boolean debug) {
    String.valueOf(message).lines().forEach(line -> stderr.println("parallelr: " + line));
    if (debug) {
      problem.printStackTrace(stderr);
    }
  }
}
