package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// Examples would else be broken anywhere: only descriptions are made to fit.
class HelpTest {
  private static final int COLUMNS = 80;

  static Stream<CommandLine> parsers() {
    return Stream.concat(
        Stream.concat(
            Stream.of(Options.parser()),
            RunVerbs.NAMES.stream().map(RunVerbs::parser)),
        Stream.of(RerunVerb.values()).map(RerunVerb::parser));
  }

  /// `resume` and `retry` run tasks at once.
  @ParameterizedTest
  @EnumSource
  void verbsThatRunTasksDoNotAskForAnOption(RerunVerb verb) throws Exception {
    assertThat(verb.parser().getUsageMessage()).contains("only show what would be run")
        .doesNotContain("without -r", "without this option", "--run\n");
    assertThat(verb.parse(new String[]{verb.word(), "last", "-r"}).is(Options.RUN)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("parsers")
  void examplesFitIntoALine(CommandLine parser) {
    assertThat(parser.getCommandSpec().usageMessage().footer())
        .allMatch(line -> line.length() < COLUMNS);
  }
}
