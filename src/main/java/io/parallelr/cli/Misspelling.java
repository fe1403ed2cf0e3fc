package io.parallelr.cli;

import io.parallelr.batch.ShellWords;
import io.parallelr.config.Suggestions;
import io.parallelr.run.CommandLines;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Says what is wrong with a command line that cannot be taken apart, and what may have been meant.
final class Misspelling {
  /// What ends, deletes or confirms is never suggested: who pastes a suggestion has not asked
  /// for that.
  private static final Set<String> NEVER_SUGGESTED =
      Set.of("-k", "--kill", "--drain", "-y", "--yes", "clean", "kill", "drain");

  private static final Pattern PLACEHOLDER = Pattern.compile("@(TASK|ARG(_[0-9]+)?)@");

  private static final Set<String> OF_GNU_PARALLEL = Set.of(":::", ":::+", "::::", "::::+");

  private static final String WHAT_RUNS =
      "--list-workers shows what is running, and parallelr queue -T DIR what is waiting";

  private static final String WHAT_THERE_IS =
      "parallelr runs lists runs, and --list-workers what is running";

  /// First words of other tools, and what does that here.
  private static final Map<String, String> ELSEWHERE = Map.ofEntries(
      Map.entry("version", "see parallelr --version"),
      Map.entry("status", WHAT_RUNS),
      Map.entry("list", WHAT_THERE_IS),
      Map.entry("ls", WHAT_THERE_IS),
      Map.entry("history", WHAT_THERE_IS),
      Map.entry("ps", WHAT_RUNS),
      Map.entry("workers", WHAT_RUNS),
      Map.entry("run", "-r runs the tasks of -T"),
      Map.entry("watch", "--watch serves the directory of -T as a queue"),
      Map.entry("config", "--show-config shows each value in force"));
  private final List<String> args;
  private final CommandLine commandLine;
  private final String help;

  private Misspelling(List<String> args, CommandLine commandLine) {
    this.args = args;
    this.commandLine = commandLine;
    this.help = "see %s --help".formatted(commandLine.getCommandSpec().qualifiedName());
  }

  /// The message, which names the help of the command.
  ///
  /// @param args the command line
  static String describe(ParameterException problem, String[] args) {
    var misspelling = new Misspelling(List.of(args), problem.getCommandLine());
    return problem instanceof UnmatchedArgumentException unmatched
        ? misspelling.describe(unmatched.getUnmatched())
        : CommandLines.problem(problem) + "; " + misspelling.help;
  }

  private String describe(List<String> unmatched) {
    return ofOthers(unmatched)
        .or(() -> unquoted(unmatched))
        .or(() -> option(unmatched))
        .or(() -> command(unmatched))
        .orElseGet(
            () -> (isMain()
                ? "'%s' does not belong to any option; %s"
                : "'%s' is one word too many; %s")
                .formatted(unmatched.getFirst(), help));
  }

  /// Lists in the command line, as GNU parallel has them.
  private Optional<String> ofOthers(List<String> unmatched) {
    return unmatched.stream()
        .filter(OF_GNU_PARALLEL::contains)
        .findFirst()
        .map(
            mark -> mark.startsWith(":::") && !mark.startsWith("::::")
                ? "'%s' is of GNU parallel; here lists are files or standard input, as in: printf '%%s\\n' a b | parallelr -A - -C 'echo @ARG@' -r"
                    .formatted(mark)
                : "'%s' is of GNU parallel; here -A FILE takes a list"
                    .formatted(mark));
  }

  /// A command that was not quoted: the shell has made several words of it.
  private Optional<String> unquoted(List<String> unmatched) {
    int begin = Math.max(args.indexOf("-C"), args.indexOf("--Command")) + 1;
    if (begin == 0) {
      return Optional.empty();
    }
    int end = begin + 1;
    while (end < args.size() && !args.get(end).startsWith("-")
        && unmatched.contains(args.get(end))) {
      end++;
    }
    for (int i = end; i < args.size(); i++) {
      if (PLACEHOLDER.matcher(args.get(i)).find() && unmatched.contains(args.get(i))) {
        end = i + 1;
      }
    }
    return end > begin + 1
        ? Optional.of(
            "-C takes one word: quote the command, as in -C %s"
                .formatted(quoted(args.subList(begin, end))))
        : Optional.empty();
  }

  /// As one word for a shell, which has words with blanks quoted inside.
  private static String quoted(List<String> words) {
    var command = words.size() == 1 ? words.getFirst() : ShellWords.show(words);
    return command.contains("'") || command.contains("\\")
        ? ShellWords.show(List.of(command))
        : '"' + command + '"';
  }

  private Optional<String> option(List<String> unmatched) {
    return unmatched.stream().filter(word -> word.startsWith("-")).findFirst().map(word -> {
      var name = word.replaceFirst("=.*", "");
      return "unknown option '%s'; %s".formatted(
          name,
          suggestion(name).map("did you mean %s?"::formatted).orElse(help));
    });
  }

  /// The option that was most likely meant.
  private Optional<String> suggestion(String name) {
    var names = commandLine.getCommandSpec()
        .options()
        .stream()
        .filter(option -> Collections.disjoint(List.of(option.names()), NEVER_SUGGESTED))
        .flatMap(
            option -> option.negatable()
                ? Stream.of(option.longestName(), option.longestName().replace("--", "--no-"))
                : Stream.of(option.names()))
        .filter(option -> option.startsWith("--"))
        .toList();
    return name.length() > 3 ? Suggestions.forName(name, names) : Optional.empty();
  }

  /// Whether it is the command without a word of its own.
  private boolean isMain() {
    return !commandLine.getCommandSpec().qualifiedName().contains(" ");
  }

  private Optional<String> command(List<String> unmatched) {
    boolean hasCommands = isMain() || !commandLine.getSubcommands().isEmpty();
    if (!hasCommands || args.isEmpty() || args.getFirst().startsWith("-")
        || !unmatched.contains(args.getFirst())) {
      return Optional.empty();
    }
    var word = args.getFirst();
    var known = Stream
        .concat(
            isMain() ? Subcommands.NAMES.stream() : Stream.of(),
            commandLine.getSubcommands().keySet().stream())
        .filter(name -> !NEVER_SUGGESTED.contains(name))
        .toList();
    var meant = Suggestions.forName(word, known)
        .map("did you mean %s?"::formatted)
        .or(() -> Optional.ofNullable(ELSEWHERE.get(word)).filter(_ -> isMain()))
        .orElse(help);
    return Optional.of("unknown command '%s'; %s".formatted(word, meant));
  }
}
