package io.parallelr.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LastLineTest {
  @Test
  void blankLinesAreSkipped() {
    assertThat(LastLine.of("first\n  last line \n\n \t\n")).contains("last line");
  }

  @Test
  void blankTextHasNone() {
    assertThat(LastLine.of("")).isEmpty();
    assertThat(LastLine.of("\n  \n")).isEmpty();
  }

  @Test
  void secretsAreMasked() {
    assertThat(LastLine.of("curl --token abc123secret").orElseThrow())
        .startsWith("curl --token ")
        .doesNotContain("abc123secret");
  }
}
