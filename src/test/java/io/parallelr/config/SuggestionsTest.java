package io.parallelr.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class SuggestionsTest {
  static final Iterable<Key<?>> KEYS = Key.all();

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      limits.max-worker          | did you mean "limits.max-workers"?
      limits.MAX_WORKERS         | did you mean "limits.max-workers"?
      max-workers                | did you mean "limits.max-workers"?
      execution.timeout          | did you mean "limits.timeout"?
      execution.retry-dealy      | did you mean "execution.retry-delay"?
      limits.timeout_seconds     | it is "limits.timeout" here
      timeout_seconds            | it is "limits.timeout" here
      limits.timeout-second      | it is "limits.timeout" here
      logging.max_log_size_mb    | it is "logging.max-log-size" here, with a unit: "10 MB"
      advanced.memory_limit_mb   | it is "advanced.memory-limit" here, with a unit: "500 MB"
      advanced.retry_failed_tasks | it is "execution.retries" here, a number
      execution.use_process_groups | leave it out: each task always has its own session
      limits.max-workers         | write it without quotation marks
      limits.colour              | docs/configuration.md lists them all
      """)
  void aKeyIsTakenForTheOneItResembles(String unknown, String hint) {
    assertThat(Suggestions.forKey(unknown)).isEqualTo(hint);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      PARALLELR_LIMITS_MAX_WORKER      | did you mean "PARALLELR_LIMITS_MAX_WORKERS"?
      PARALLELR_EXECUTION_TIMEOUT      | did you mean "PARALLELR_LIMITS_TIMEOUT"?
      PARALLELR_LIMITS_TIMEOUT_SECONDS | it is "PARALLELR_LIMITS_TIMEOUT" here
      PARALLELR_LOGGING_COLOUR         | docs/configuration.md lists them all
      """)
  void aVariableIsTakenForTheOneItResembles(String unknown, String hint) {
    assertThat(Suggestions.forVariable(unknown)).isEqualTo(hint);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      limit   | did you mean "limits"?
      Logging | did you mean "logging"?
      colours | the sections are limits, admission, security, execution, queue, notify, metrics, tasker, logging, advanced, serve
      """)
  void aSectionIsTakenForTheOneItResembles(String unknown, String hint) {
    assertThat(Suggestions.forSection(unknown)).isEqualTo(hint);
  }

  @ParameterizedTest(name = "{0}")
  @FieldSource("KEYS")
  void eachKeyIsFoundWithALetterTooMany(Key<?> key) {
    assertThat(Suggestions.forKey(key.path() + 'x'))
        .isEqualTo("did you mean \"%s\"?", key.path());
  }
}
