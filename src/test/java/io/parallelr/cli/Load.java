package io.parallelr.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/// Clients that ask a server all the time, until they are ended: some schedule jobs and wait for
/// them, others read. Each request must be answered.
final class Load {
  private final String url;
  private final String token;
  private final Path socket;
  private final List<String> accepted = new CopyOnWriteArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final AtomicInteger answers = new AtomicInteger();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean isOver;

  private Load(String url, String token, Path socket) {
    this.url = url;
    this.token = token;
    this.socket = socket;
  }

  private interface Client {
    void ask() throws Exception;
  }

  /// Begins.
  ///
  /// @param socket the unix socket of the server
  static Load start(String url, String token, Path socket) {
    var load = new Load(url, token, socket);
    for (int i = 0; i < 2; i++) {
      var scheduling = HttpClient.newHttpClient(); // with connections of its own, which it keeps
      load.add(() -> load.schedule(scheduling));
      var reading = HttpClient.newHttpClient();
      load.add(() -> load.read(reading));
    }
    load.add(load::readBySocket);
    return load;
  }

  private void add(Client client) {
    clients.add(Thread.ofVirtual().start(() -> {
      while (!isOver) {
        try {
          client.ask();
          answers.incrementAndGet();
        } catch (Exception e) {
          failures.add(e.toString());
        }
      }
    }));
  }

  private void schedule(HttpClient client) throws IOException, InterruptedException {
    var answer = client.send(
        request("/pipelines/schedule")
            .POST(HttpRequest.BodyPublishers.ofString("{\"pipeline\":\"quick\"}"))
            .build(),
        HttpResponse.BodyHandlers.ofString());
    require(answer.statusCode() == 202, answer.statusCode() + " " + answer.body());
    var id = new JsonMapper().readTree(answer.body()).get("jobId").asString();
    accepted.add(id);
    while (!isOver && !hasEnded(client, id)) {
      answers.incrementAndGet(); // one job at a time
    }
  }

  private boolean hasEnded(HttpClient client, String id) throws IOException, InterruptedException {
    var answer = client.send(
        request("/job/detail?id=" + id).build(),
        HttpResponse.BodyHandlers.ofString());
    require(answer.statusCode() == 200, answer.statusCode() + " " + answer.body());
    return new JsonMapper().readTree(answer.body()).get("completed").asBoolean();
  }

  private void read(HttpClient client) throws IOException, InterruptedException {
    var answer = client.send(
        request("/api/jobs?limit=5").build(),
        HttpResponse.BodyHandlers.ofString());
    require(answer.statusCode() == 200, answer.statusCode() + " " + answer.body());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .header("Authorization", "Bearer " + token);
  }

  private void readBySocket() throws IOException {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(
          ByteBuffer.wrap(
              "GET /api/jobs?limit=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(US_ASCII)));
      var answer = new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
      require(answer.startsWith("HTTP/1.1 200 "), "by socket: " + answer);
    }
  }

  private static void require(boolean isTrue, String otherwise) throws IOException {
    if (!isTrue) {
      throw new IOException(otherwise);
    }
  }

  int answers() {
    return answers.get();
  }

  /// What requests have failed with.
  List<String> failures() {
    return failures;
  }

  /// Ids of the jobs that were accepted.
  List<String> accepted() {
    return accepted;
  }

  /// Ends all clients.
  void end() throws InterruptedException {
    isOver = true;
    for (var client : clients) {
      client.join();
    }
  }
}
