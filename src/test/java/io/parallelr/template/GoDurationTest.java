package io.parallelr.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
  private static final long SEED = 20260101;

  @ParameterizedTest
  @CsvSource({
      "0, PT0S", "-0, PT0S", "5s, PT5S", "1h30m, PT1H30M", "300ms, PT0.3S", "1.5s, PT1.5S",
      "-1s, PT-1S", "+2m, PT2M", ".5m, PT30S", "1.s, PT1S", "1us, PT0.000001S",
      "1\u00b5s, PT0.000001S", "1\u03bcs, PT0.000001S", "0.3ns, PT0S", "3ns, PT0.000000003S",
      "1s1s, PT2S", "2562047h47m16.854775807s, PT2562047H47M16.854775807S"})
  void readsWhatGoReads(String text, Duration duration) {
    assertThat(GoDuration.parse(text)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "3", ".s", "1d", "10 seconds", "1h 2m", "s", "--1s", "1e3s",
      "2562047h47m16.854775808s", "99999999999999999999h", "1\u0660s", "0x1s"})
  void readsNothingElse(String text) {
    assertThat(GoDuration.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 0s", "PT1H, 1h0m0s", "PT48H, 48h0m0s", "PT1M30S, 1m30s", "PT1.5S, 1.5s",
      "PT0.3S, 300ms", "PT0.0015S, 1.5ms", "PT0.0000015S, 1.5\u00b5s", "PT0.000000007S, 7ns",
      "PT-1M, -1m0s"})
  void printsWhatGoPrints(Duration duration, String text) {
    assertThat(GoDuration.text(duration)).isEqualTo(text);
  }

  @Test
  void readsAgainWhatItPrints() {
    var random = new Random(SEED);
    for (int n = 0; n < 10_000; n++) {
      var duration = Duration.ofNanos(random.nextLong() >> random.nextInt(64));

      assertThat(GoDuration.parse(GoDuration.text(duration))).contains(duration);
    }
  }

  @Test
  void saysWhatToWrite() {
    assertThat(GoDuration.objection("5")).isEqualTo("5 has no unit; write 5s for seconds");
    assertThat(GoDuration.objection("x"))
        .isEqualTo("x is not a duration; write it as 1h30m, 10s or 300ms");
  }
}
