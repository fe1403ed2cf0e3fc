package io.parallelr.tasker;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.config.Settings;
import io.parallelr.flowfile.Dialect;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectiveOptionsTest {
  private static final Settings.Tasker CONFIGURED =
      new Settings.Tasker("1", 44, "ping", Map.of());

  private static EffectiveOptions options(
      List<String> onCommandLine,
      List<String> inFile,
      Map<String, String> environment) {
    return EffectiveOptions.of(GivenOptions.parse(onCommandLine), environment, () -> CONFIGURED)
        .withFile(GivenOptions.parse(inFile));
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      -o 9, --timeout=8, 7, 9
      '',   --timeout=8, 7, 8
      '',   '',          7, 7
      '',   '',          '', 30
      """)
  void theMoreSpecificValueIsInForce(
      String onCommandLine,
      String inFile,
      String variable,
      int expected) {
    var options = options(
        words(onCommandLine),
        words(inFile),
        Map.of("TASK_EXECUTOR_TIMEOUT", variable));

    assertThat(options.value(TaskerOptions.TIMEOUT)).hasValue(expected);
  }

  @Test
  void theConfigurationIsBelowTheCommandLine() {
    assertThat(options(List.of(), List.of(), Map.of()).value(TaskerOptions.MAX_STEPS))
        .hasValue(44);
    assertThat(
        options(List.of("--max-steps=5"), List.of(), Map.of()).value(TaskerOptions.MAX_STEPS))
        .hasValue(5);
  }

  @Test
  void defaultsAreThoseOfTheDialectOfTheFlow() {
    var options = options(List.of(), List.of(), Map.of());

    assertThat(options.forFlow(Dialect.of("2").orElseThrow()).value(TaskerOptions.TIMEOUT))
        .hasValue(300);
  }

  @Test
  void anOptionThatImpliesAnotherDoesNotOverrideIt() {
    var implied = options(List.of("-d"), List.of(), Map.of());
    var given = options(List.of("-d"), List.of("--log-level=WARN"), Map.of());

    assertThat(implied.value(TaskerOptions.LOG_LEVEL)).hasValue("DEBUG");
    assertThat(given.value(TaskerOptions.LOG_LEVEL)).hasValue("WARN");
  }

  @Test
  void eachListedOptionHasALineWithItsOrigin() {
    var lines = options(List.of("-p", "nightly"), List.of("--auto-recovery"), Map.of()).lines();

    assertThat(lines)
        .hasSize((int) TaskerOptions.all().stream().filter(TaskerOption::isListed).count())
        .contains(
            "--project: nightly  (command line)",
            "--auto-recovery: true  (flow file)",
            "--max-steps: 44  (configuration tasker.max-steps)",
            "--alert-on-failure: none  (default)");
  }
}
