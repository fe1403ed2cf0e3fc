package io.parallelr.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRequestTest {
  @TempDir
  Path run;

  @Test
  void knowsTheGraceThatTheRunWasAskedFor() throws Exception {
    write("{\"config\":[\"limits.timeout=600 s\",\"execution.kill-after=1.5 s\"]}");

    assertThat(RunRequest.of(run).killAfter()).isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void takesTheUsualGraceWhereNothingCanBeMadeOut() throws Exception {
    var usual = Duration.ofSeconds(5);
    assertThat(RunRequest.of(run).killAfter()).as("no file").isEqualTo(usual);
    for (var odd : new String[]{"", "[]", "{}", "{\"config\":[\"execution.kill-after=x\"]}",
        "{\"config\":[\"execution.kill-after=-1 s\"]}", "{\"config\":{}}",
        "{\"config\":[\"execution.kill-after=1e99999 s\"]}"}) {
      write(odd);
      assertThat(RunRequest.of(run).killAfter()).as(odd).isEqualTo(usual);
    }
  }

  @Test
  void describesASupervisorWhoseEntryIsGone() throws Exception {
    write("""
        {"start_time":"2026-11-20T12:00:00.000+01:00","sources":["tasks"],\
        "command_template":"sh @TASK@","max_workers":3,"config":["execution.kill-after=2 s"]}""");

    var supervisor = RunRequest.of(run).supervisor(1, "id");

    assertThat(supervisor.started()).hasToString("2026-11-20T11:00:00Z");
    assertThat(supervisor.sources()).containsExactly("tasks");
    assertThat(supervisor.template()).isEqualTo("sh @TASK@");
    assertThat(supervisor.slots()).isEqualTo(3);
    assertThat(supervisor.killAfter()).isEqualTo(Duration.ofSeconds(2));
  }

  private void write(String text) throws Exception {
    Files.writeString(run.resolve("request.json"), text);
  }
}
