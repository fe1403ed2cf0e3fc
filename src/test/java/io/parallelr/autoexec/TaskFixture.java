package io.parallelr.autoexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.http.Address;
import io.parallelr.http.Auth;
import io.parallelr.http.Guard;
import io.parallelr.http.Limits;
import io.parallelr.http.Listener;
import io.parallelr.http.OpenAccess;
import io.parallelr.http.Origins;
import io.parallelr.http.Rights;
import io.parallelr.http.Router;
import io.parallelr.http.TokenClaims;
import io.parallelr.job.JobSpec;
import io.parallelr.job.JobState;
import io.parallelr.job.Lane;
import io.parallelr.job.StepSpec;
import io.parallelr.job.Work;
import io.parallelr.os.HeapGuard;
import io.parallelr.run.Installation;
import io.parallelr.serve.JobServer;
import io.parallelr.serve.JobServerSettings;
import io.parallelr.serve.NewJob;
import io.parallelr.serve.Submission;
import io.parallelr.store.JobHead;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.commons.io.FileUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server of tasks in a directory of a test, which can be ended and started again.
final class TaskFixture {
  static final String SECRET = "0123456789abcdef";
  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> ALL = Set.of(
      Rights.READ, Rights.RUN, Rights.CANCEL, Rights.FILES, Rights.SHELL, Rights.ADMIN);

  private final Path directory;
  private final boolean isOpen;
  private final HttpClient client = HttpClient.newHttpClient();
  private JobServer server;
  private AutoExec tasks;
  private Listener listener;

  TaskFixture(Path directory) throws Exception {
    this(directory, true);
  }

  /// @param isOpen whether no token is needed
  TaskFixture(Path directory, boolean isOpen) throws Exception {
    this.directory = directory;
    this.isOpen = isOpen;
    start();
  }

  private void start() throws Exception {
    server = JobServer.open(
        new JobServerSettings(
            directory.resolve("data"),
            directory,
            Map.of(),
            Set.of(),
            64,
            Duration.ofMillis(500),
            JobServer.OnRestart.CONTINUE,
            false,
            false),
        new JobServer.Host(
            new Installation(Optional.empty(), directory.resolve("home")),
            Clock.systemUTC(),
            System::nanoTime,
            new io.parallelr.run.Deaths(HeapGuard.start("test", 5))::end));
    tasks = AutoExec.open(
        new AutoExec.Settings(
            directory.resolve("data"),
            "",
            4,
            Duration.ofDays(1),
            "here",
            Optional.empty(),
            1 << 20,
            true,
            Optional.of(
                new AutoExec.Shell(List.of("bash", "--norc"), directory, 1, Duration.ofMinutes(1))),
            false,
            Map.of("version", "1")),
        server.jobs(),
        Clock.systemUTC(),
        System::nanoTime);
    var origins = new Origins(List.of());
    Guard guard = isOpen
        ? new OpenAccess(origins, new TokenClaims("ann", ALL))
        : new Auth(List.of(SECRET), Clock.systemUTC(), origins);
    listener = Listener.start(
        List.of(new Address.Tcp("127.0.0.1", 0)),
        Limits.DEFAULT,
        new Router(tasks.mounts(guard)));
    server.start();
    tasks.start();
  }

  /// Ends the server and starts another on the same data.
  void restart() throws Exception {
    stop(JobServer.Shutdown.KEEP);
    start();
  }

  private void stop(JobServer.Shutdown how) throws Exception {
    listener.close();
    server.shutdown(how);
    server.await();
    tasks.close();
    server.close();
  }

  /// Changes how tasks wait.
  void put(Lane lane) {
    server.jobs().put(lane);
  }

  /// Submits a task of one step `s` whose request is stored as it is given.
  void submit(String name, String request, String script) {
    var steps = List.of(StepSpec.of("s", new Work.Script("sh", script)));
    var submission = server.jobs()
        .submit(
            new NewJob(
                new JobHead(Tasks.DIALECT, name, "ann", request),
                JobSpec.of(Tasks.LANE, steps),
                Duration.ZERO));
    assertThat(submission).isInstanceOf(Submission.Accepted.class);
  }

  /// Whether the job of a task has ended, which may be one that cannot be read.
  boolean hasEnded(String task) throws Exception {
    return tasks.tasks().stored().row(task).orElseThrow().state() == JobState.ENDED;
  }

  /// Deletes what has ended longer ago.
  void sweep(Duration kept) throws Exception {
    var uploads = new Uploads(directory.resolve("uploads"), Clock.systemUTC(), () -> "id");
    try (var sweeper =
        new Sweeper(tasks.tasks(), uploads, Optional.of(kept), Clock.systemUTC())) {
      sweeper.sweep();
    }
  }

  int port() {
    return ((Address.Tcp) listener.addresses().getFirst()).port();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<byte[]> bytes(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  JsonNode get(String path) throws Exception {
    return JSON.readTree(send(request(path)).body());
  }

  JsonNode call(String method, String path, String body) throws Exception {
    var answer = send(
        request(path).header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
    return JSON.readTree(answer.body());
  }

  JsonNode put(String path) throws Exception {
    return call("PUT", path, "");
  }

  JsonNode create(String json) throws Exception {
    return call("POST", "/api/v1/task", json);
  }

  /// Creates a task from YAML that must be accepted.
  void yaml(String yaml) throws Exception {
    var answer = JSON.readTree(
        send(
            request("/api/v1/task").header("Content-Type", "application/yaml")
                .POST(HttpRequest.BodyPublishers.ofString(yaml)))
            .body());
    assertThat(answer.get("code").asInt()).as(answer.toString()).isZero();
  }

  JsonNode task(String name) throws Exception {
    return get("/api/v1/task/" + name);
  }

  JsonNode step(String task, String step) throws Exception {
    return get("/api/v1/task/" + task + "/step/" + step).get("data");
  }

  String state(String task, String step) throws Exception {
    return step(task, step).get("state").asString();
  }

  /// What a step has printed.
  List<String> lines(String task, String step) throws Exception {
    var data = get("/api/v1/task/" + task + "/step/" + step + "/log").get("data");
    return data.isNull() ? List.of() : data.findValuesAsString("content");
  }

  JsonNode awaitEnd(String task) throws Exception {
    await().until(() -> Set.of(0, 1002).contains(task(task).get("code").asInt()));
    return task(task);
  }

  void awaitState(String task, String step, String state) {
    await().until(() -> state(task, step).equals(state));
  }

  /// A client of a web socket.
  final class WebClient implements WebSocket.Listener {
    final List<String> texts = new CopyOnWriteArrayList<>();
    private final List<String> bytes = new CopyOnWriteArrayList<>();
    final CompletableFuture<Integer> end = new CompletableFuture<>();
    /// Why the server has closed it.
    final CompletableFuture<String> reason = new CompletableFuture<>();
    final WebSocket socket;
    private final StringBuilder part = new StringBuilder();

    WebClient(String path) {
      socket = client.newWebSocketBuilder()
          .buildAsync(
              URI.create("ws://127.0.0.1:" + port() + path),
              this)
          .join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        texts.add(part.toString());
        part.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onBinary(
        WebSocket from,
        java.nio.ByteBuffer data,
        boolean last) {
      bytes.add(java.nio.charset.StandardCharsets.UTF_8.decode(data).toString());
      from.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String why) {
      end.complete(code);
      reason.complete(why);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      end.complete(-1);
    }

    /// What the server has sent as bytes.
    String bytes() {
      return String.join("", bytes);
    }

    List<JsonNode> frames() {
      return texts.stream().map(JSON::readTree).toList();
    }
  }

  static JsonNode json(String text) {
    return JSON.readTree(text);
  }

  void close() throws Exception {
    client.shutdownNow();
    stop(JobServer.Shutdown.CANCEL);
    // threads of a server that was ended in this process may still write there
    await().ignoreExceptions().until(() -> {
      FileUtils.deleteDirectory(directory.toFile());
      return true;
    });
  }
}
