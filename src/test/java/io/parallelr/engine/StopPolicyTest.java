package io.parallelr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.Tasks;
import io.parallelr.task.Outcome;
import io.parallelr.task.RunSummary;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopPolicyTest {

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(delimiter = '|', textBlock = """
      FFFF       | false
      FFFFF      | true
      FFFFSF     | false
      FSFSFSFSFS | false
      FSFSFSFSFF | true
      FTE        | false
      FTEFT      | true
      FFCFCFF    | true
      CCCCCCCCCC | false
      SSSSSSSSSS | false
      """)
  void stopsAfterFiveInARowOrMoreThanHalfOfTen(String results, boolean stops) {
    var policy = new StopPolicy.AfterFailures(5, 0.5, 10);
    var summary = RunSummary.EMPTY;
    for (int i = 0; i < results.length(); i++) {
      summary = summary.plus(Tasks.result(Tasks.task(1), switch (results.charAt(i)) {
        case 'S' -> new Outcome.Exited(0);
        case 'F' -> new Outcome.Exited(1);
        case 'T' -> new Outcome.TimedOut(Duration.ofSeconds(1));
        case 'E' -> new Outcome.NotStarted("gone");
        default -> new Outcome.Cancelled();
      }));
    }

    assertThat(policy.reasonToStop(summary).isPresent()).isEqualTo(stops);
  }

  @Test
  void saysWhichRateWasExceeded() {
    var policy = new StopPolicy.AfterFailures(100, 0.25, 4);

    assertThat(policy.reasonToStop(new RunSummary(2, 1, 1, 0, 0, 0, 0, 1)))
        .map(StopPolicy.Stop::reason)
        .contains("2 of 4 tasks failed, a rate of 0.50 (limit 0.25)");
  }

  @Test
  void refusesLimitsThatMakeNoSense() {
    assertThatThrownBy(() -> new StopPolicy.AfterFailures(0, 0.5, 1))
        .hasMessageContaining("0, 0.5");
    assertThatThrownBy(() -> new StopPolicy.AfterFailures(1, 1.5, 1)).hasMessageContaining("1.5");
  }
}
