package io.parallelr.webruns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RunSummariesTest {
  private static final String ENDED = "20261129T100000.000Z-1";
  private static final String CUT_OFF = "20261129T120000.000Z-3";
  @TempDir
  Path home;
  private RunsFixture runs;

  @BeforeEach
  void start() throws IOException {
    runs = new RunsFixture(home);
    runs.run(ENDED, "");
    runs.end(ENDED, "nightly", 1);
    runs.run(CUT_OFF, "");
  }

  @AfterEach
  void close() {
    runs.close();
  }

  @Test
  void whatHasNotEndedIsCountedApart() throws Exception {
    var list = runs.json("/api/runs").objects("runs");

    assertThat(list.getFirst().number("not_ended")).contains(3L);
    assertThat(list.getFirst().number("other")).contains(0L);
    assertThat(list.getLast().number("not_ended")).contains(0L);
    assertThat(list.getLast().text("activity")).isEmpty();
  }

  @Test
  void workersHaveTheNumbersOfTheServerItself() throws Exception {
    assertThat(runs.json("/api/workers").number("server_memory_bytes").orElseThrow())
        .isPositive();
  }
}
