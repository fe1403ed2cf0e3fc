package io.parallelr.cli;

import io.parallelr.config.Suggestions;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `parallelr help`: another way to ask for the help of a command. The class declares it for the
/// completion and the manual.
@Command(name = "parallelr help", sortOptions = false, description = "Shows the help of a command, or of parallelr itself, as --help does.")
final class HelpCommand {
  /// The first word of the command line that asks for it.
  static final String NAME = "help";

  private static final String HELP = "--help";

  @Parameters(arity = "0..*", paramLabel = "COMMAND", completionCandidates = Commands.class, description = "the command, such as retry or jobs run")
  List<String> words = List.of();

  /// What shells offer.
  static final class Commands implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return HelpFooter.commands().stream().filter(name -> !name.equals(NAME)).iterator();
    }
  }

  /// The command line that asks for the same with `--help`; the same command line if it asks for
  /// something else.
  ///
  /// @throws UserError if the command is unknown
  static String[] resolved(String[] args) {
    if (args.length == 0 || !args[0].equals(NAME)) {
      return args;
    }
    var words = Arrays.stream(args).skip(1).filter(word -> !word.startsWith("-")).toList();
    if (words.isEmpty() || words.getFirst().equals(NAME)) {
      return new String[]{HELP};
    }
    var command = words.getFirst();
    if (!Subcommands.NAMES.contains(command)) {
      throw new UserError(
          ExitStatus.USAGE,
          "help: unknown command '%s'; %s".formatted(
              command,
              Suggestions.forName(command, Subcommands.NAMES)
                  .map("did you mean %s?"::formatted)
                  .orElse("parallelr --help lists all")));
    }
    return Stream.concat(words.stream(), Stream.of(HELP)).toArray(String[]::new);
  }
}
