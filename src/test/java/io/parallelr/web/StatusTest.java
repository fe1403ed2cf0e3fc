package io.parallelr.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StatusTest {
  @TempDir
  Path directory;
  private WebFixture web;

  @BeforeEach
  void start() throws Exception {
    web = new WebFixture(directory);
  }

  @AfterEach
  void close() throws Exception {
    web.close();
  }

  @Test
  void numbersForPrometheus() throws Exception {
    web.awaitEnd(web.submit("p", "exit 1"));
    var running = web.submit("p", "sleep 60");
    web.submit("p", "true");
    await().until(() -> web.row(running).step("a").orElseThrow().started().isPresent());

    var answer = web.get("/metrics");

    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(answer.body().lines()).contains(
        "parallelr_jobs{state=\"waiting\"} 1.0",
        "parallelr_jobs{state=\"running\"} 1.0",
        "parallelr_jobs{state=\"ended\"} 1.0",
        "parallelr_jobs_submitted_total 3.0",
        "parallelr_jobs_ended_total{verdict=\"failed\"} 1.0",
        "parallelr_lane_running{lane=\"lane\"} 1.0",
        "parallelr_lane_waiting{lane=\"lane\"} 1.0",
        "parallelr_slots 8.0",
        "parallelr_steps_running 1.0",
        "parallelr_step_duration_seconds_count{state=\"failed\"} 1");
    assertThat(answer.body()).contains("jvm_memory_used_bytes", "process_cpu_seconds_total");
  }

  @Test
  void isHealthyWithoutAToken() throws Exception {
    var answer = web.get("/healthz", "none");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"status\":\"ok\",\"problem\":null}\n");
  }

  @Test
  void isNotHealthyIfTheJobsCannotBeRead() throws Exception {
    web.jobs().store().close();

    var answer = web.get("/healthz", "none");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("\"status\":\"failed\"", "the jobs cannot be read");
  }
}
