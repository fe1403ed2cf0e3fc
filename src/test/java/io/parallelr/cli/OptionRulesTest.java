package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.parallelr.run.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

/// Options that contradict each other or do nothing were accepted and ignored.
class OptionRulesTest {
  private static final List<OptionSpec> OPTIONS =
      Options.parser().getCommandSpec().options();
  private static final List<String> MODES = List.of(
      "--list-workers", "-k", "--drain", "--validate-config", "--show-config", "-r", "-n",
      "--resume", "--retry-failed", "");

  /// Which option goes with which mode: `x` if it does. A dot is a mistake. The last column is a
  /// command line without a mode, which shows what would be run.
  private static final String TABLE = """
                       list kill drain valid show  -r   -n resume retry none
      -T                .    .    .     .     .     x    x    x     x    x
      -C                .    .    .     .     .     x    x    x     x    x
      -r                .    .    .     .     .     x    x    x     x    x
      -n                .    x    x     .     .     x    x    x     x    x
      -m                .    .    .     x     x     x    x    x     x    x
      -t                .    .    .     x     x     x    x    x     x    x
      -w                .    .    .     x     x     x    x    x     x    x
      -s                .    .    .     x     x     x    x    x     x    x
      --max-load        .    .    .     x     x     x    x    x     x    x
      --min-free-memory .    .    .     x     x     x    x    x     x    x
      --min-free-disk   .    .    .     x     x     x    x    x     x    x
      --max-pressure    .    .    .     x     x     x    x    x     x    x
      --limit-command   .    .    .     x     x     x    x    x     x    x
      --nice            .    .    .     x     x     x    x    x     x    x
      --no-headers      .    .    .     x     x     x    x    x     x    x
      --cpus-per-slot   .    .    .     x     x     x    x    x     x    x
      --make-jobserver  .    .    .     x     x     x    x    x     x    x
      --memory-limit    .    .    .     x     x     x    x    x     x    x
      --max-output      .    .    .     x     x     x    x    x     x    x
      --keep-order      .    .    .     .     .     x    x    x     x    .
      --tag-output      .    .    .     .     .     x    x    x     x    .
      --line-buffer     .    .    .     .     .     x    x    x     x    .
      --enable-stop-limits . .    .     x     x     x    x    x     x    x
      --max-consecutive-failures . . .  x     x     x    x    x     x    x
      --max-failure-rate .   .    .     x     x     x    x    x     x    x
      --min-tasks-for-rate . .    .     x     x     x    x    x     x    x
      --file-extension  .    .    .     .     .     x    x    x     x    x
      -A                .    .    .     .     .     x    x    x     x    x
      --combine         .    .    .     .     .     x    x    x     x    x
      -0                .    .    .     .     .     x    x    x     x    x
      --header          .    .    .     .     .     x    x    x     x    x
      --recursive       .    .    .     .     .     x    x    x     x    x
      -S                .    .    .     .     .     x    x    x     x    x
      -E                .    .    .     .     .     x    x    x     x    x
      --halt            .    .    .     x     x     x    x    x     x    x
      --retry-on        .    .    .     x     x     x    x    x     x    x
      --adaptive-delay  .    .    .     x     x     x    x    x     x    x
      --on-timeout      .    .    .     x     x     x    x    x     x    x
      --on-finish       .    .    .     x     x     x    x    x     x    x
      --on-failure      .    .    .     x     x     x    x    x     x    x
      --notify          .    .    .     x     x     x    x    x     x    x
      --metrics-file    .    .    .     x     x     x    x    x     x    x
      --metrics-port    .    .    .     x     x     x    x    x     x    x
      --retries         .    .    .     x     x     x    x    x     x    x
      --retry-delay     .    .    .     x     x     x    x    x     x    x
      --kill-after      .    x    .     x     x     x    x    x     x    x
      --log-task-output .    .    .     .     .     x    x    x     x    .
      --print           .    .    .     .     .     x    x    x     x    .
      --json            x    .    .     .     .     x    .    x     x    .
      --progress        .    .    .     .     .     x    x    x     x    .
      --config          .    .    .     x     x     x    x    x     x    x
      --validate-config .    .    .     x     .     .    .    .     .    x
      --show-config     .    .    .     .     x     .    .    .     .    x
      -q                .    .    .     .     .     x    x    x     x    .
      --debug           x    x    x     x     x     x    x    x     x    x
      -d                .    .    .     .     .     x    x    x     x    .
      --single          .    .    .     .     .     x    x    x     x    .
      --keep-status     .    .    .     .     .     x    x    x     x    .
      --watch           .    .    .     .     .     x    x    .     .    x
      --order           .    .    .     .     .     x    x    x     x    x
      --shuffle         .    .    .     .     .     x    x    x     x    x
      --name            .    .    .     .     .     x    x    x     x    .
      --tag             .    .    .     .     .     x    x    x     x    .
      -v                .    .    .     .     .     x    x    x     x    .
      --resume          .    .    .     .     .     x    x    x     .    x
      --retry-failed    .    .    .     .     .     x    x    .     x    x
      --orphans         .    .    .     .     .     .    .    x     x    .
      --on-unknown      .    .    .     .     .     .    .    x     x    .
      --rerun-all       .    .    .     .     .     .    .    x     x    .
      --chdir           .    .    .     x     x     x    x    x     x    x
      --secret-env      .    .    .     .     .     x    x    x     x    x
      --list-workers    x    .    .     .     .     .    .    .     .    x
      -k                .    x    .     .     .     .    x    .     .    x
      --drain           .    .    x     .     .     .    x    .     .    x
      -y                .    x    .     .     .     .    .    .     .    .
      """;

  @Test
  void eachOptionInEachMode() {
    TABLE.lines().skip(1).map(line -> line.strip().split(" +", -1)).forEach(row -> {
      for (int i = 0; i < MODES.size(); i++) {
        check(MODES.get(i), row[0], row[i + 1].equals("x"));
      }
    });
  }

  private static void check(String mode, String option, boolean goes) {
    var words = new ArrayList<String>();
    for (var name : mode.equals(option) ? List.of(option) : List.of(option, mode)) {
      words.addAll(words(name));
    }
    var problem = catchThrowable(() -> check(words));
    if (goes) {
      assertThat(problem).as(words.toString()).isNull();
    } else {
      assertThat(problem).as(words.toString())
          .isInstanceOf(UserError.class)
          .hasMessageContaining(option);
    }
  }

  @Test
  void theTableHasEveryOption() {
    var rows = TABLE.lines().skip(1).map(line -> line.strip().split(" +", -1)[0]).toList();

    assertThat(rows).containsExactlyInAnyOrderElementsOf(
        OPTIONS.stream()
            .map(option -> option.names()[0])
            .filter(name -> !List.of("-h", "-V").contains(name)) // with which nothing else counts
            .toList());
  }

  /// Pairs of options that go with one mode, but not with each other.
  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      -r --json --print          | --json and --print both write to standard output; choose one
      -r -d --json               | -d leaves no process here that could print: leave out --json
      -r -d --print              | -d leaves no process here that could print: leave out --print
      -r -d --progress           | -d leaves no terminal for a live line: leave out --progress
      -r -q --debug              | -q and --debug contradict each other; choose one
      --resume last --retry-failed last | --resume and --retry-failed are mutually exclusive
      --resume last -n --json    | --json works only with --list-workers and -r; leave it out
      -r -n -q -v                | -q and -v contradict each other; choose one
      -A list --file-extension x | --file-extension applies to the files of -T; leave it out
      -k --drain                 | -k and --drain are mutually exclusive
      -k --resume last           | -k and --resume are mutually exclusive
      """)
  void optionsThatContradictEachOther(String line, String message) {
    assertThatThrownBy(() -> check(List.of(line.split(" ", -1)))).hasMessage(message);
  }

  /// As in make and rsync: `-n` may be added to any command line that runs something.
  @ParameterizedTest
  @ValueSource(strings = {"-r -n", "-n -q", "-r -d -n -q", "-k -n -y", "--resume last -n -d -q",
      "-r -n --print --keep-order --line-buffer", "-r --single -n --name x --tag a=b"})
  void aTrialChangesNothingElse(String line) {
    assertThatCode(() -> check(List.of(line.split(" ", -1)))).doesNotThrowAnyException();
  }

  @Test
  void goingOnMayBeTried() {
    assertThatCode(() -> check(List.of("--resume", "last", "-n", "--orphans", "kill")))
        .doesNotThrowAnyException();
  }

  private static void check(List<String> words) {
    new OptionRules(GivenOptions.parse(Options.parser(), words)).check();
  }

  /// An option with a value that it takes.
  private static List<String> words(String name) {
    if (name.isEmpty()) {
      return List.of();
    }
    var option = OPTIONS.stream()
        .filter(o -> Arrays.asList(o.names()).contains(name))
        .findFirst()
        .orElseThrow();
    return option.arity().min() > 0 ? List.of(name, "1") : List.of(name);
  }

}
