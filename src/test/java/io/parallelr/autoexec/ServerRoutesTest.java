package io.parallelr.autoexec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ServerRoutesTest {
  @TempDir
  Path directory;
  private LegacyFixture server;

  @BeforeEach
  void start() throws Exception {
    server = new LegacyFixture(directory);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  @Test
  void saysItsVersionInBothForms() throws Exception {
    var answer = server.get("/version");

    assertThat(answer.text("version")).contains("1.2.3");
    assertThat(answer.object("data").orElseThrow().text("version")).contains("1.2.3");
    assertThat(answer.number("code")).contains(0L);
  }

  @Test
  void saysThatItIsWell() throws Exception {
    var answer = server.get("/healthyz");

    assertThat(answer.text("state")).contains("Running");
    assertThat(answer.object("data").orElseThrow().text("server"))
        .contains("127.0.0.1:" + server.port());
  }

  @ParameterizedTest
  @CsvSource({"GET", "HEAD"})
  void hasAHeartbeat(String method) throws Exception {
    var answer = server.send(method, "/heartbeat", "");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void showsNumbersAboutItself() throws Exception {
    var state = server.get("/api/v1/state").object("data").orElseThrow();

    assertThat(state.number("heap_alloc").orElseThrow()).isPositive();
    assertThat(state.number("goroutine_num").orElseThrow()).isPositive();
    assertThat(state.names()).contains(
        "timestamp", "cpu_num", "gomaxprocs", "memory_sys", "gc_num", "gc_per_second", "gc_pause");
  }

  @Test
  void countsTasksInItsMetrics() throws Exception {
    server.create("ended", "true");
    server.awaitState("ended", "Stop");
    server.create("running", "exec sleep 60");
    server.awaitState("running", "Running");

    assertThat(server.send("GET", "/metrics", "").body().lines()).contains(
        "osreapi_task{mode=\"total\"} 2.0",
        "osreapi_task{mode=\"running\"} 1.0",
        "osreapi_task{mode=\"waiting\"} 0.0");
  }

  @ParameterizedTest
  @CsvSource({"/swagger/index.html,doc.json", "/swagger/doc.json,openapi"})
  void describesItself(String path, String content) throws Exception {
    var answer = server.send("GET", path, "");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains(content).doesNotContain("https://cdn");
  }

  @ParameterizedTest
  @CsvSource({
      "GET,goroutine,java.lang.Thread", "GET,heap,java.lang.String", "GET,allocs,java.lang.String",
      "GET,block,WAITING", "GET,mutex,''", "GET,threadcreate,started", "GET,cmdline,java",
      "GET,symbol,num_symbols", "POST,symbol,num_symbols", "GET,'',goroutine"})
  void showsWhatItDoes(String method, String profile, String content) throws Exception {
    var answer = server.send(method, "/debug/pprof/" + profile, "");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains(content);
  }
}
