package io.parallelr.prunner;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogLinesTest {
  private static LoggingEvent event(String message) {
    var event = new LoggingEvent(
        "",
        new LoggerContext().getLogger("x"),
        Level.WARN,
        message,
        null,
        null);
    event.setInstant(Instant.parse("2026-01-02T03:04:05.678901Z"));
    event.addKeyValuePair(new KeyValuePair("plain", 5));
    event.addKeyValuePair(new KeyValuePair("text", "a \"b\" \\ \n"));
    event.addKeyValuePair(new KeyValuePair("none", ""));
    return event;
  }

  @Test
  void logfmtQuotesWhatNeedsIt() {
    assertThat(new LogLines(false).doLayout(event("two words"))).isEqualTo(
        "timestamp=2026-01-02T03:04:05.678Z level=warn message=\"two words\" plain=5 "
            + "text=\"a \\\"b\\\" \\\\ \\n\" none=\"\"\n");
  }

  @Test
  void colorsStandAroundKeysAndLevel() {
    assertThat(new LogLines(true).doLayout(event("said"))).startsWith(
        "\033[33m   \u2022\033[0m said" + " ".repeat(21) + " \033[33mplain\033[0m=5");
  }
}
