package io.parallelr.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.daemon.Supervisor;
import io.parallelr.journal.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunWatchTest {
  private static final Instant START = Instant.parse("2026-01-31T22:00:00Z");
  private static final Instant NOW = START.plusSeconds(90);

  @TempDir
  private Path directory;

  @Test
  void theEndIsForetoldFromTasksThatHaveSucceeded() throws IOException {
    write("FAILED", "CANCELLED", "FAILED", "SUCCESS", "SUCCESS");
    assertThat(look("sh @TASK@").remaining()).as("two have succeeded").isEmpty();

    write("FAILED", "CANCELLED", "FAILED", "SUCCESS", "SUCCESS", "SUCCESS");
    var row = look("sh @TASK@");

    assertThat(row.remaining()).as("4 are left, of 30 s each").contains(Duration.ofMinutes(2));
    assertThat(row.rate()).contains(6 / 90.0);
    assertThat(row.isServer()).isFalse();
  }

  @Test
  void aServerHasAName() throws IOException {
    write();

    var row = look(Supervisor.SERVER);

    assertThat(row.isServer()).isTrue();
    assertThat(row.label()).contains("jobs of a server");
  }

  private RunRow look(String template) throws IOException {
    var supervisor = Supervisor.ofThisProcess(
        "host", "r", directory, START, List.of("tasks"), template, 2, Duration.ZERO);
    return new RunWatch(new RunDirectory("r", directory), supervisor)
        .look(new TaskLoads(), NOW);
  }

  private void write(String... statuses) throws IOException {
    var journal = new StringBuilder("{\"type\":\"session\",\"schema_version\":2}\n");
    for (int i = 1; i <= statuses.length; i++) {
      journal.append("""
          {"type":"task","status":"%s","sequence":%d,"task":"/t%2$d","worker_id":1,"attempt":1,\
          "final":true}
          """.formatted(statuses[i - 1], i));
    }
    Files.writeString(directory.resolve("results.jsonl"), journal);
    Files.writeString(directory.resolve("status.json"), """
        {"schema_version":1,"state":"running","tasks":10,"done":%d,"failed":0}
        """.formatted(statuses.length));
  }
}
