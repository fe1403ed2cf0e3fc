package io.parallelr.autoexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.http.Address;
import io.parallelr.http.Limits;
import io.parallelr.http.Listener;
import io.parallelr.http.OpenAccess;
import io.parallelr.http.Origins;
import io.parallelr.http.Rights;
import io.parallelr.http.Router;
import io.parallelr.http.Sse;
import io.parallelr.http.TokenClaims;
import io.parallelr.job.Countdown;
import io.parallelr.job.JobSpec;
import io.parallelr.job.JobState;
import io.parallelr.job.Recorded;
import io.parallelr.job.StepSpec;
import io.parallelr.job.Verdict;
import io.parallelr.job.Waits;
import io.parallelr.job.Work;
import io.parallelr.json.JsonObject;
import io.parallelr.os.HeapGuard;
import io.parallelr.run.Deaths;
import io.parallelr.run.Installation;
import io.parallelr.serve.JobServer;
import io.parallelr.serve.JobServerSettings;
import io.parallelr.store.JobHead;
import io.parallelr.store.JobRow;
import io.parallelr.web.WebApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A server of tasks, open to everybody, on a free port.
final class LegacyFixture {
  private final JobServer server;
  private final AutoExec tasks;
  private final WebApi web;
  private final Listener listener;
  private final HttpClient client = HttpClient.newHttpClient();

  LegacyFixture(Path directory) throws Exception {
    server = JobServer.open(
        new JobServerSettings(
            directory.resolve("data"),
            directory,
            Map.of("PATH", "/usr/bin:/bin"),
            Set.of(),
            8,
            Duration.ofSeconds(5),
            JobServer.OnRestart.CONTINUE,
            false,
            false),
        new JobServer.Host(
            new Installation(Optional.empty(), directory.resolve("home")),
            Clock.systemUTC(),
            System::nanoTime,
            new Deaths(HeapGuard.start("test", 5))::end));
    tasks = AutoExec.open(
        new AutoExec.Settings(
            directory.resolve("data"),
            "",
            4,
            Duration.ofHours(1),
            "node",
            Optional.empty(),
            1 << 20,
            true,
            Optional.empty(),
            false,
            Map.of("version", "1.2.3")),
        server.jobs(),
        Clock.systemUTC(),
        System::nanoTime);
    server.start();
    tasks.start();
    web = WebApi.start(server.jobs(), Clock.systemUTC(), Sse.Limits.DEFAULT, "epoch");
    tasks.addTo(web);
    var open = new OpenAccess(
        new Origins(List.of()),
        new TokenClaims("ann", Set.of(Rights.READ, Rights.RUN, Rights.CANCEL, Rights.ADMIN)));
    var mounts = new ArrayList<>(web.mounts(open));
    mounts.addAll(tasks.mounts(open));
    listener = Listener.start(
        List.of(new Address.Tcp("127.0.0.1", 0)),
        Limits.DEFAULT,
        new Router(mounts));
  }

  int port() {
    return ((Address.Tcp) listener.addresses().getFirst()).port();
  }

  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    return client.send(
        (headers.length == 0 ? request : request.headers(headers)).build(),
        BodyHandlers.ofString());
  }

  JsonObject json(String method, String path, String body) throws Exception {
    return JsonObject.parse(send(method, path, body).body());
  }

  JsonObject get(String path) throws Exception {
    return json("GET", path, "");
  }

  /// Creates a task of steps for `sh`, each run after the one before it.
  void create(String id, String... scripts) throws Exception {
    var steps = new ArrayList<String>();
    for (var script : scripts) {
      steps.add(
          "{\"command_type\":\"sh\",\"command_content\":\"%s\"}".formatted(script));
    }
    var answer = send("POST", "/?id=" + id, steps.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /// Adds tasks that have ended, `t1` last.
  void addEnded(int count) throws Exception {
    var request = "{\"step\":[{\"name\":\"s\",\"type\":\"sh\",\"content\":\"x\"}]}";
    var spec = JobSpec.of(Tasks.LANE, List.of(StepSpec.of("s", new Work.Script("sh", "x"))));
    var end = Instant.parse("2020-01-01T00:00:00Z");
    var rows = new ArrayList<JobRow>();
    for (int i = 1; i <= count; i++) {
      var name = "\"name\":\"t%d\",".formatted(i);
      rows.add(
          new JobRow(
              0, "id" + i,
              new JobHead(Tasks.DIALECT, "t" + i, "ann", "{" + name + request.substring(1)),
              spec, JobState.ENDED, Optional.of(new Verdict.Succeeded()), Waits.NONE,
              new Recorded.Course(new Countdown.None(), Optional.empty(), Optional.empty()),
              end.minusSeconds(i), Optional.of(end.minusSeconds(i)), Optional.of(end), List.of()));
    }
    server.jobs().store().add(rows);
  }

  /// @param word of the header that says the state of the task
  void awaitState(String id, String word) {
    await().until(
        () -> send("GET", "/" + id, "").headers().firstValue("X-Task-STATE").orElse(""),
        word::equals);
  }

  void close() throws Exception {
    client.close();
    listener.close();
    web.close();
    tasks.close();
    server.shutdown(JobServer.Shutdown.CANCEL);
    server.await();
    server.close();
  }
}
