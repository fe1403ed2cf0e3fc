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
import io.parallelr.run.Deaths;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.Home;
import io.parallelr.run.Installation;
import io.parallelr.run.Launchers;
import io.parallelr.run.ResolvedRun;
import io.parallelr.run.RunSignals;
import io.parallelr.run.RunSpec;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// The entry: takes the command line apart, and turns every problem into one line and an
/// exit status.
public final class Main {
  private final Map<String, String> environment;
  private final Terminal terminal;
  private final OutputStream stdout;
  private final PrintStream stderr;
  private final Deaths deaths;

  Main(Map<String, String> environment, Terminal terminal, Deaths deaths) {
    this.deaths = deaths;
    this.environment = environment;
    this.terminal = terminal;
    this.stdout = terminal.stdout();
    this.stderr = terminal.stderr();
  }

  public static void main(String[] args) {
    var main = begin(Subcommands.ended(args));
    System.exit(main.status(Given.arguments(args)));
  }

  /// Prepares this process: signals, memory, what is loaded in the background.
  ///
  /// @param ended what a signal means until a run takes it
  static Main begin(String ended) {
    RunSignals.untilRun(ended);
    Machine.saveAddressSpace();
    var deaths = Deaths.ofAllThreads(HeapGuard.start("parallelr", ExitStatus.INTERNAL));
    WarmUp.begin();
    var environment = Given.environment();
    var terminal = Terminal.ofThisProcess(LiveDisplay.ofThisProcess(environment));
    return new Main(environment, terminal, deaths);
  }

  Deaths deaths() {
    return deaths;
  }

  /// Does what a command line asks for; returns the exit status.
  int status(String[] args) {
    boolean debug = List.of(args).contains(Options.DEBUG.name());
    try {
      return run(args);
    } catch (UserError e) {
      complain(e.getMessage(), e, debug);
      return e.exitStatus();
    } catch (IOException | UncheckedIOException e) {
      if (e instanceof StandardOutput.ReaderGone
          || e.getCause() instanceof StandardOutput.ReaderGone) {
        return ExitStatus.READER_GONE;
      }
      complain(Printable.of(Reason.withPath(e)), e, debug);
      return ExitStatus.INTERNAL;
    } catch (Backend.ShortageException e) {
      complain(e.getMessage(), e, debug);
      return ExitStatus.INTERNAL;
    } catch (OutOfMemoryError e) {
      if (!Threads.isRefused(e)) {
        deaths.outOfMemory();
      }
      complain(Threads.refused("cannot start a run").getMessage(), e, debug);
      return ExitStatus.INTERNAL;
    } catch (RuntimeException | Error e) {
      complain(Printable.of("internal error, please report it: " + e), e, debug);
      return ExitStatus.INTERNAL;
    }
  }

  private int run(String[] args) throws IOException {
    var subcommand = new Subcommands(environment, terminal, deaths).status(args);
    if (subcommand.isPresent()) {
      return subcommand.getAsInt();
    }
    var verb = RerunVerb.of(args);
    var parser = verb.map(RerunVerb::parser).orElseGet(Options::parser);
    var options = parse(verb, parser, args);
    if (options.is(Options.HELP)) {
      print(parser.getUsageMessage());
      return ExitStatus.ALL_SUCCEEDED;
    }
    if (options.is(Options.VERSION)) {
      print(version());
      return ExitStatus.ALL_SUCCEEDED;
    }
    var rules = new OptionRules(options);
    rules.check();
    var directory = Detached.directoryOfThisProcess();
    var installation = Installation.of(environment, directory);
    installation.requireHome(environment);
    var continued = verb.filter(RerunVerb.RESUME::equals).isPresent()
        ? continued(options, installation, directory)
        : Optional.<String>empty();
    if (continued.isPresent()) {
      print(continued.get() + '\n');
      return ExitStatus.ALL_SUCCEEDED;
    }
    return switch (rules.mode()) {
      case LIST, KILL, DRAIN -> administer(options, installation, directory);
      case VALIDATE, SHOW -> configuration(options, installation, directory, rules);
      case RUN, RESUME, RETRY, DRY -> run(options, args, installation, directory, rules);
    };
  }

  /// Continues the run that is to be resumed, if it is alive and paused; returns what it says.
  private Optional<String> continued(
      GivenOptions options,
      Installation installation,
      Path directory) throws IOException {
    var registry = new RunVerb.Place(installation, directory, stdout).registry();
    try {
      var paused = RunningRun.paused(registry, options.of(Options.RESUME).orElseThrow());
      return options.is(Options.DRY_RUN)
          ? paused.map(run -> "run %s is paused; it would continue".formatted(run.id()))
          : paused.isPresent() ? Optional.of(paused.get().unpause()) : Optional.empty();
    } catch (InterruptedException e) {
      throw new UserError(ExitStatus.INTERNAL, "interrupted", e);
    }
  }

  private int administer(GivenOptions options, Installation installation, Path directory)
      throws IOException {
    var grace = options.has(Options.KILL_AFTER)
        ? Optional.of(
            load(options.spec(directory), installation).settings().execution().killAfter())
        : Optional.<Duration>empty();
    return new Administration(installation, stdout, stderr).execute(options, grace);
  }

  private int configuration(
      GivenOptions options,
      Installation installation,
      Path directory,
      OptionRules rules)
      throws IOException {
    var spec = options.spec(directory);
    var configuration = load(spec, installation);
    rules.checkRetries(configuration.settings().execution().retries());
    var files = files(spec, installation);
    print(
        options.is(Options.SHOW_CONFIG)
            ? show(configuration) + '\n' + files
            : "configuration is valid\n" + files);
    return ExitStatus.ALL_SUCCEEDED;
  }

  private int run(
      GivenOptions options,
      String[] args,
      Installation installation,
      Path directory,
      OptionRules rules)
      throws IOException {
    if (options.is(Options.RUN) || options.resumed().isPresent()) {
      new Home(installation, this::warn).check();
    }
    var earlier = ResumeOptions.of(options, installation.runs(), directory);
    var asked = options.spec(directory);
    var spec = earlier.map(e -> asked.over(e.spec())).orElse(asked).withQueueOrder();
    var configuration = load(spec, installation);
    rules.checkRetries(configuration.settings().execution().retries());
    var resolved = new ResolvedRun(
        spec,
        configuration,
        installation,
        earlier,
        List.of(args),
        SecretVariables.of(spec.secretVariables(), environment));
    return new Run(new Invocation(options, resolved, deaths, terminal)).execute();
  }

  private static GivenOptions parse(
      Optional<RerunVerb> verb,
      CommandLine parser,
      String[] args) {
    try {
      return verb.isPresent()
          ? verb.get().parse(args)
          : GivenOptions.parse(parser, List.of(args));
    } catch (ParameterException e) {
      throw new UserError(ExitStatus.USAGE, Misspelling.describe(e, args), e);
    }
  }

  private Configuration.Valid load(RunSpec spec, Installation installation) {
    return configurationFiles(installation)
        .load(
            spec.configurationPath(),
            spec.settings().stream().map(Main::option).toList());
  }

  private ConfigurationFiles configurationFiles(Installation installation) {
    return new ConfigurationFiles(installation, environment, stderr);
  }

  /// @throws UserError if this version does not have the key, which an earlier run of another
  ///   version may have set
  private static Sources.Option option(RunSpec.Setting setting) {
    return Key.named(setting.key())
        .map(key -> new Sources.Option(key, setting.value(), setting.origin()))
        .orElseThrow(
            () -> new UserError(
                ExitStatus.USAGE,
                "%s: this version has no setting %s".formatted(setting.origin(), setting.key())));
  }

  private static String show(Configuration.Valid configuration) {
    return configuration.entries()
        .stream()
        .map(
            e -> "%-34s = %-34s # %s%n"
                .formatted(e.key(), Printable.of(e.value()), Printable.of(e.origin())))
        .collect(Collectors.joining());
  }

  private static String files(RunSpec spec, Installation installation) {
    return "system file: %s%nuser file:   %s%n%s".formatted(
        state(installation.systemConfiguration()),
        state(installation.userConfiguration()),
        spec.configurationPath().map(f -> "--config:    %s%n".formatted(state(f))).orElse(""));
  }

  private static String state(Path file) {
    return Printable.of(NativeText.of(file))
        + (NativeText.file(file).exists() ? "" : " (does not exist)");
  }

  private static String version() {
    return "parallelr %s%nJava %s (%s, %s)%nlauncher: %s%n".formatted(
        Installation.version(),
        System.getProperty("java.version"),
        System.getProperty("java.vendor"),
        System.getProperty("java.home"),
        Launchers.nameOfAuto());
  }

  private void print(String text) throws IOException {
    terminal.print(text);
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
