package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MisspellingTest {
  private static final Pattern ENDING =
      Pattern.compile("(?i)(^|\\s)(-k|-y|--kill|--drain|--yes|--delete\\S*|--stop)\\b(?!-)");

  @Test
  void listsOfGnuParallelAreExplained() {
    var args = new String[]{"-C", "echo @ARG@", ":::", "a", "b"};
    var problem = catchThrowable(() -> Options.parser().parseArgs(args));

    assertThat(Misspelling.describe((CommandLine.ParameterException) problem, args)).isEqualTo(
        "':::' is of GNU parallel; here lists are files or standard input, as in: "
            + "printf '%s\\n' a b | parallelr -A - -C 'echo @ARG@' -r");
  }

  /// `--dry-run` was answered by `--drain`, which ends runs.
  @Test
  void noSuggestionEndsAnything() {
    int suggestions = 0;
    for (var commandLine : List.of(
        Options.parser(),
        new CommandLine(new QueueCommand()).setExpandAtFiles(false))) {
      var names = commandLine.getCommandSpec()
          .options()
          .stream()
          .flatMap(option -> Stream.of(option.names()))
          .toList();
      for (var name : names) {
        for (var misspelled : misspellings(name)) {
          var problem = catchThrowable(() -> commandLine.parseArgs(misspelled));
          if (!(problem instanceof CommandLine.ParameterException wrong)) {
            continue; // it is another option
          }
          var message = Misspelling.describe(wrong, new String[]{misspelled});
          var said = message.replace("'" + misspelled + "'", "");
          assertThat(ENDING.matcher(said).find()).as(message).isFalse();
          suggestions += said.contains("did you mean") ? 1 : 0;
        }
      }
    }
    assertThat(suggestions).isGreaterThan(400);
  }

  /// With a letter less, more or another, and two that change places.
  private static Set<String> misspellings(String name) {
    var all = new LinkedHashSet<String>();
    for (int i = 1; i < name.length(); i++) {
      var before = name.substring(0, i);
      all.add(before + name.substring(i + 1));
      all.add(before + 'x' + name.substring(i));
      all.add(before + 'x' + name.substring(i + 1));
      all.add(before);
      if (i + 1 < name.length()) {
        all.add(before + name.charAt(i + 1) + name.charAt(i) + name.substring(i + 2));
      }
    }
    all.add(name + "ed");
    all.add("--dry" + name.substring(1));
    all.removeIf(word -> !word.startsWith("-") || word.equals("-") || word.equals("--"));
    return all;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      --dryrun              | unknown option '--dryrun'; did you mean --dry-run?
      --dran                | unknown option '--dran'; see parallelr --help
      --kil                 | unknown option '--kil'; see parallelr --help
      --TasksDirs           | unknown option '--TasksDirs'; did you mean --TasksDir?
      --tasksdir            | unknown option '--tasksdir'; did you mean --TasksDir?
      --no-progres          | unknown option '--no-progres'; did you mean --no-progress?
      --timout=3            | unknown option '--timout'; did you mean --timeout?
      qeue -T x             | unknown command 'qeue'; did you mean queue?
      frob                  | unknown command 'frob'; see parallelr --help
      -r rest               | 'rest' does not belong to any option; see parallelr --help
      -C true --kil 3       | unknown option '--kil'; see parallelr --help
      -C bash @TASK@ -T t   | -C takes one word: quote the command, as in -C "bash @TASK@"
      -C echo a b -T t      | -C takes one word: quote the command, as in -C "echo a b"
      -C sh -x @ARG_2@ -r   | -C takes one word: quote the command, as in -C "sh -x @ARG_2@"
      """)
  void saysWhatWasMeant(String line, String message) {
    var args = line.split(" ", -1);

    var problem = catchThrowableOfType(
        CommandLine.UnmatchedArgumentException.class,
        () -> Options.parser().parseArgs(args));

    assertThat(Misspelling.describe(problem, args)).isEqualTo(message);
  }
}
