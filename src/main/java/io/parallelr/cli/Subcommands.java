package io.parallelr.cli;

import io.parallelr.client.JobsCommand;
import io.parallelr.client.Surroundings;
import io.parallelr.daemon.Detached;
import io.parallelr.run.CommandLines;
import io.parallelr.run.Deaths;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.Home;
import io.parallelr.run.Installation;
import io.parallelr.run.ServerPaths;
import io.parallelr.run.UserError;
import io.parallelr.runcli.Around;
import io.parallelr.runcli.RunCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.ParameterException;

/// The commands that have a word of their own. They are not subcommands of the parser of batches,
/// for which the word may well be the name of a directory.
record Subcommands(Map<String, String> environment, Terminal terminal, Deaths deaths) {
  static final List<String> NAMES =
      Stream.of(
          Stream.of(HelpCommand.NAME, QueueCommand.NAME, ServeCommand.NAME, JobsCommand.NAME),
          RunCommands.NAMES.stream(),
          RerunVerb.names().stream(),
          RunVerbs.NAMES.stream())
          .flatMap(names -> names)
          .toList();

  /// What it means that a signal ends this process before it runs anything.
  static String ended(String[] args) {
    var word = args.length == 0 ? "" : args[0];
    if (word.equals("wait")) {
      return "no longer waiting; what runs continues";
    }
    return NAMES.contains(word) && !RerunVerb.names().contains(word)
        ? "ended"
        : "ended before anything was run";
  }

  /// Does what a command line asks for, if it begins with the word of one.
  OptionalInt status(String[] args) throws IOException {
    if (args.length == 0 || !NAMES.contains(args[0]) || RerunVerb.of(args).isPresent()) {
      return OptionalInt.empty();
    }
    var rest = Arrays.copyOfRange(args, 1, args.length);
    try {
      return OptionalInt.of(switch (args[0]) {
        case QueueCommand.NAME -> queue(rest);
        case ServeCommand.NAME -> ServeCommand.run(
            List.of(rest),
            new ServeCommand.Surroundings(
                environment, installation(directory()), directory(), terminal, deaths));
        case JobsCommand.NAME -> JobsCommand.run(List.of(rest), surroundings());
        default -> RunVerbs.NAMES.contains(args[0])
            ? verb(args[0], rest)
            : RunCommands.run(args[0], List.of(rest), around());
      });
    } catch (ParameterException e) {
      throw new UserError(ExitStatus.USAGE, Misspelling.describe(e, rest), e);
    } catch (InterruptedException e) {
      throw new UserError(ExitStatus.INTERNAL, "interrupted", e);
    }
  }

  private int verb(String name, String[] args) throws IOException, InterruptedException {
    var commandLine = RunVerbs.parser(name);
    var parsed = commandLine.parseArgs(args);
    if (parsed.isUsageHelpRequested()) {
      terminal.print(commandLine.getUsageMessage());
      return ExitStatus.ALL_SUCCEEDED;
    }
    var directory = directory();
    var installation = installation(directory);
    installation.requireHome(environment);
    new Home(installation, message -> terminal.stderr().println("parallelr: warning: " + message))
        .check();
    RunVerb verb = commandLine.getCommand();
    return verb.execute(new RunVerb.Place(installation, directory, terminal.stdout()));
  }

  private int queue(String[] args) throws IOException {
    var queue = new QueueCommand();
    var commandLine = CommandLines.of(queue).setExpandAtFiles(false);
    var _ = commandLine.parseArgs(args);
    if (queue.help) {
      terminal.print(commandLine.getUsageMessage());
      return ExitStatus.ALL_SUCCEEDED;
    }
    // a look at a queue is possible without a home
    return queue.execute(
        files(installation(directory())).load(Optional.empty(), List.of())
            .settings()
            .queue()
            .ignore(),
        terminal.stdout());
  }

  private Around around() {
    var installation = installation(directory());
    installation.requireHome(environment);
    return new Around(
        installation,
        directory(),
        System.in,
        terminal.stdout(),
        terminal.stderr(),
        InstantSource.system(),
        ZoneId.systemDefault());
  }

  private Surroundings surroundings() {
    Supplier<Surroundings.Configured> configured = () -> {
      var installation = installation(directory());
      var settings = files(installation).load(Optional.empty(), List.of()).settings().serve();
      return new Surroundings.Configured(
          settings, ServerPaths.of(settings, installation, directory()));
    };
    return new Surroundings(
        environment,
        configured,
        System.getProperty("user.name"),
        System.in,
        terminal.stdout(),
        terminal.stderr(),
        InstantSource.system(),
        ZoneId.systemDefault());
  }

  private static Path directory() {
    return Detached.directoryOfThisProcess();
  }

  private Installation installation(Path directory) {
    return Installation.of(environment, directory);
  }

  private ConfigurationFiles files(Installation installation) {
    return new ConfigurationFiles(installation, environment, terminal.stderr());
  }
}
