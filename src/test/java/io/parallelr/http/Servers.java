package io.parallelr.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// A listener on a free port of the loopback, and clients of it.
final class Servers implements AutoCloseable {
  final Listener listener;
  private final HttpClient client = HttpClient.newHttpClient();

  private Servers(Listener listener) {
    this.listener = listener;
  }

  static Servers start(Routes... routes) throws IOException {
    return start(Limits.DEFAULT, routes);
  }

  static Servers start(Limits limits, Routes... routes) throws IOException {
    return new Servers(
        Listener.start(
            List.of(new Address.Tcp("127.0.0.1", 0)),
            limits,
            Router.of(routes)));
  }

  static Limits limits(Duration patience, Duration idle) {
    return new Limits(64 << 10, 1 << 20, patience, idle, 2_000);
  }

  int port() {
    return ((Address.Tcp) listener.addresses().getFirst()).port();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port(), path)))
        .timeout(Duration.ofSeconds(30));
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    var request = request(path);
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpClient client() {
    return client;
  }

  Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port());
    socket.setSoTimeout(30_000);
    return socket;
  }

  /// What the server answers to exactly these bytes, until it closes the connection.
  String raw(String request) throws IOException {
    try (var socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return rest(socket);
    }
  }

  static String rest(Socket socket) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(bytes);
    } catch (java.net.SocketException e) {
      // reset, as the server did not read all
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.shutdownNow();
    listener.close();
  }
}
