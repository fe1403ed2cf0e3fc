package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.parallelr.run.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HelpCommandTest {
  @Test
  void theHelpListsEveryCommandOnce() {
    assertThat(HelpFooter.commands())
        .containsExactlyInAnyOrderElementsOf(Subcommands.NAMES)
        .doesNotHaveDuplicates();
    assertThat(Options.parser().getUsageMessage())
        .contains("\n  serve    run a server of jobs\n")
        .contains("\n  psr      select and add up lines of results\n");
    assertThat(HelpFooter.lines()).allMatch(line -> line.length() <= 80);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "help            | --help",
      "help --help     | --help",
      "help help       | --help",
      "help retry      | retry --help",
      "help jobs run   | jobs run --help",
      "show help       | show help",
      "-T help         | -T help"})
  void asksForTheHelpOfACommand(String typed, String meant) {
    assertThat(String.join(" ", HelpCommand.resolved(typed.split(" ", -1)))).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "retyr | help: unknown command 'retyr'; did you mean retry?",
      "x     | help: unknown command 'x'; parallelr --help lists all"})
  void anUnknownCommandIsAnError(String word, String message) {
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> HelpCommand.resolved(new String[]{"help", word}))
        .withMessage(message);
  }

  /// They said that tasks are only shown without -r.
  @ParameterizedTest
  @EnumSource(RerunVerb.class)
  void theHelpOfVerbsSaysThatTheyRunTasks(RerunVerb verb) {
    assertThat(verb.parser().getUsageMessage().replaceAll("\\s+", " "))
        .contains("-n, --dry-run only show what would be run; nothing is changed")
        .doesNotContain("--run ")
        .doesNotContain("the default without -r");
  }
}
