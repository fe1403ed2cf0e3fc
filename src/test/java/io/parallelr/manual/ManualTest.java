package io.parallelr.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManualTest {
  private static Program program(String name) {
    return Manual.programs().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void everyOptionOfEveryCommandIsInThePageAndTheCompletion() {
    for (var program : Manual.programs()) {
      var page = Manual.page(program, List.of(), LocalDate.EPOCH).replace("\\-", "-");
      var fish = FishCompletion.of(program);
      var zsh = ZshCompletion.of(program);
      var bash = BashCompletion.of(program);
      for (var command : program.commands()) {
        for (var option : command.options()) {
          var name = option.longestName();
          assertThat(page).contains(option.negatable() ? "--[no-]" + name.substring(2) : name);
          assertThat(zsh).contains("*" + name);
          assertThat(bash).contains(name);
          assertThat(fish)
              .contains((name.startsWith("--") ? "-l " : "-s ") + name.replaceFirst("^--?", ""));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "parallelr|--orphans|adopt kill",
      "parallelr|--order|given name version size mtime longest-first arrival",
      "tasker|--log-level|ERROR WARN INFO DEBUG",
      "prunner|--on-restart|cancel continue"})
  void theValuesOfAnOptionAreOffered(String program, String option, String values) {
    assertThat(FishCompletion.of(program(program)).lines())
        .anyMatch(
            line -> line.contains(" -l " + option.substring(2) + " ")
                && line.contains("-a '" + values + "'"));
    assertThat(ZshCompletion.of(program(program)))
        .contains("*" + option + "=")
        .contains("(" + values + ")");
  }

  @Test
  void placesOfRunsAndTasksComeFromTheDeclarations() {
    var names = new LiveNames(program("parallelr"));

    assertThat(names.runs().split("\\|", -1))
        .contains("show:0", "slots:0", "wait:[0-9]*", ":--resume")
        .doesNotContain("runs:0", "slots:1", "jobs\\ show:0");
    assertThat(names.tasks().split("\\|", -1))
        .containsExactlyInAnyOrder("log:1", "explain:1", "retry:[1-9]*", "kill:--task");
    assertThat(BashCompletion.of(program("parallelr"))).contains(names.tasks() + ") kind=tasks");
    assertThat(BashCompletion.of(program("tasker"))).doesNotContain("kind=tasks");
  }

  @Test
  void whatRoffWouldTakeForItsOwnIsEscaped() {
    assertThat(Roff.escaped("a\\b -c 'd' ~\"")).isEqualTo("a\\eb \\-c \\(aqd\\(aq \\(ti\\(dq");
  }
}
