package io.parallelr.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.flowhost.FlowModules;
import io.parallelr.flows.FlowModule;
import io.parallelr.flowweb.FlowRoutes;
import io.parallelr.http.Address;
import io.parallelr.http.Auth;
import io.parallelr.http.Guard;
import io.parallelr.http.Limits;
import io.parallelr.http.Listener;
import io.parallelr.http.Origins;
import io.parallelr.http.Router;
import io.parallelr.http.Sse;
import io.parallelr.http.TokenMaker;
import io.parallelr.job.Admission;
import io.parallelr.job.JobSpec;
import io.parallelr.job.JobState;
import io.parallelr.job.Lane;
import io.parallelr.job.StepSpec;
import io.parallelr.job.Work;
import io.parallelr.json.JsonObject;
import io.parallelr.os.HeapGuard;
import io.parallelr.run.Deaths;
import io.parallelr.run.Installation;
import io.parallelr.serve.JobServer;
import io.parallelr.serve.JobServerSettings;
import io.parallelr.serve.JobService;
import io.parallelr.serve.NewJob;
import io.parallelr.serve.StepTypes;
import io.parallelr.serve.Submission;
import io.parallelr.store.JobHead;
import io.parallelr.store.JobRow;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/// A server of jobs with its interface on a free port.
final class WebFixture {
  static final String LANE = "lane";
  private static final String SECRET = "0123456789abcdef";

  private final Path directory;
  private final FlowModules flows;
  private final JobServer server;
  private final WebApi api;
  private final Router router;
  private final Listener listener;
  private final HttpClient client = HttpClient.newHttpClient();

  WebFixture(Path directory) throws Exception {
    this(directory, Sse.Limits.DEFAULT, (_, _) -> List.of());
  }

  /// With flows.
  WebFixture(Path directory, FlowModule module) throws Exception {
    this(directory, Sse.Limits.DEFAULT, FlowModules.of(module), (_, _) -> List.of());
  }

  WebFixture(Path directory, Sse.Limits clients) throws Exception {
    this(directory, clients, (_, _) -> List.of());
  }

  /// @param others further routes
  WebFixture(
      Path directory,
      Sse.Limits clients,
      BiFunction<JobService, Guard, List<Router.Mount>> others) throws Exception {
    this(directory, clients, FlowModules.of(), others);
  }

  /// @param other what runs beside its jobs
  WebFixture(Path directory, Sse.Limits clients, OtherWork other) throws Exception {
    this(directory, clients, FlowModules.of(), (_, _) -> List.of(), other);
  }

  /// @param others further routes
  WebFixture(
      Path directory,
      Sse.Limits clients,
      FlowModules flows,
      BiFunction<JobService, Guard, List<Router.Mount>> others) throws Exception {
    this(directory, clients, flows, others, OtherWork.NONE);
  }

  private WebFixture(
      Path directory,
      Sse.Limits clients,
      FlowModules flows,
      BiFunction<JobService, Guard, List<Router.Mount>> others,
      OtherWork other) throws Exception {
    this.directory = directory;
    this.flows = flows;
    this.server = JobServer.open(
        new JobServerSettings(
            directory.resolve("data"),
            directory,
            Map.of(),
            Set.of(),
            8,
            Duration.ofSeconds(5),
            JobServer.OnRestart.CONTINUE,
            false,
            false,
            StepTypes.builtIn(),
            flows.code()),
        new JobServer.Host(
            new Installation(Optional.empty(), directory.resolve("home")),
            Clock.systemUTC(),
            System::nanoTime,
            new Deaths(HeapGuard.start("test", 5))::end));
    jobs().put(new Lane(LANE, 1, new Admission.Append(Admission.UNLIMITED)));
    var auth = new Auth(List.of(SECRET), Clock.systemUTC(), new Origins(List.of()));
    var mounts = new ArrayList<>(others.apply(jobs(), auth));
    flows.define(directory);
    flows.connect(jobs(), Clock.systemUTC());
    flows.host().ifPresent(host -> mounts.addAll(new FlowRoutes(host).mounts(auth)));
    server.start(flows::isUndefined);
    flows.start();
    api = WebApi.start(jobs(), Clock.systemUTC(), clients, "epoch");
    mounts.addAll(api.mounts(auth));
    mounts.add(
        new Router.Mount("/api", api.overview(auth, new Overview.Beside("1", LANE, other))));
    router = new Router(mounts);
    listener = Listener.start(
        List.of(new Address.Tcp("127.0.0.1", 0)),
        Limits.DEFAULT,
        router);
  }

  JobService jobs() {
    return server.jobs();
  }

  Router router() {
    return router;
  }

  /// A job with one step `a` that runs a script.
  String submit(String name, String script) {
    return submit(name, StepSpec.of("a", new Work.Items(List.of(script))));
  }

  String submit(String name, StepSpec... steps) {
    var head = new JobHead("test", name, "ann", "{\"tag\":\"v1\"}");
    var job = new NewJob(head, JobSpec.of(LANE, List.of(steps)), Duration.ZERO);
    var submission = jobs().submit(job);
    assertThat(submission).isInstanceOf(Submission.Accepted.class);
    return ((Submission.Accepted) submission).id();
  }

  JobRow awaitEnd(String job) throws IOException {
    await().until(() -> row(job).state() == JobState.ENDED);
    return row(job);
  }

  JobRow row(String job) throws IOException {
    return jobs().store().find(job).orElseThrow();
  }

  void awaitFile(String name) {
    await().until(() -> Files.exists(directory.resolve(name)));
  }

  void makeFile(String name) throws IOException {
    Files.createFile(directory.resolve(name));
  }

  /// A token for a user.
  static String token(Map<String, Object> claims) {
    return new TokenMaker(SECRET).sign(claims);
  }

  static String token() {
    return token(Map.of("sub", "ann"));
  }

  HttpRequest.Builder request(String path, String token) {
    int port = ((Address.Tcp) listener.addresses().getFirst()).port();
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Bearer " + token);
  }

  HttpResponse<String> get(String path) throws Exception {
    return get(path, token());
  }

  HttpResponse<String> get(String path, String token) throws Exception {
    return client.send(request(path, token).build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<InputStream> stream(HttpRequest request) throws Exception {
    return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
  }

  JsonObject json(String path) throws Exception {
    var answer = get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonObject.parse(answer.body());
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return post(path, body, token());
  }

  HttpResponse<String> post(String path, String body, String token) throws Exception {
    return send(request(path, token).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  /// Takes no more requests, and waits for those that run.
  void closeListener() throws InterruptedException {
    listener.close(Duration.ofSeconds(30));
  }

  void close() throws Exception {
    client.close();
    listener.close();
    api.close();
    server.shutdown(JobServer.Shutdown.CANCEL);
    server.await();
    flows.close();
    server.close();
  }
}
