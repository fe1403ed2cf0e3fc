package io.parallelr.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ListenerTest {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String CLOSE = "Connection: close\r\n\r\n";

  private static Routes echo() {
    return new Routes().errors(ErrorAnswer.JSON)
        .get("/hello", x -> x.sendText(200, "hello"))
        .post("/echo", x -> x.send(200, "application/octet-stream", x.body()))
        .add("POST", "/small", 10, x -> x.send(200, "application/octet-stream", x.body()))
        .post("/json", x -> x.sendText(200, x.bodyJson().text("pipeline").orElse("none")))
        .get("/query", x -> x.sendText(200, x.query("id").orElse("none") + x.queries("tag")))
        .get("/threads", x -> x.sendText(200, String.valueOf(Thread.currentThread().isVirtual())));
  }

  @Test
  void answersOnVirtualThreads() throws Exception {
    try (var server = Servers.start(echo())) {
      assertThat(server.get("/threads").body()).isEqualTo("true");
      assertThat(server.get("/hello").headers().map()).doesNotContainKey("server");
    }
  }

  @Test
  void readsQueries() throws Exception {
    try (var server = Servers.start(echo())) {
      assertThat(server.get("/query?id=a%20b+c&tag=1&tag=2&flag").body()).isEqualTo("a b c[1, 2]");
      assertThat(server.get("/query").body()).isEqualTo("none[]");
      assertThat(server.raw("GET /query?id=%4 HTTP/1.1\r\nHost: x\r\n" + CLOSE))
          .startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void readsJson() throws Exception {
    try (var server = Servers.start(echo())) {
      var good = server
          .send(server.request("/json").POST(BodyPublishers.ofString("{\"pipeline\":\"build\"}")));
      assertThat(good.body()).isEqualTo("build");
      for (var body : List.of("", "{", "[]", "null", "{} {}", "{\"a\":1e}")) {
        var answer = server.send(server.request("/json").POST(BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(body).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"error\":\"");
      }
      var latin = server.send(
          server.request("/json").POST(BodyPublishers.ofByteArray(new byte[]{'{', (byte) 0xe4})));
      assertThat(latin.body()).isEqualTo("{\"error\":\"not valid UTF-8\"}\n");
    }
  }

  @Test
  void refusesBodiesAboveTheLimit() throws Exception {
    try (var server = Servers.start(echo())) {
      var largest = new byte[1 << 20];
      assertThat(
          server.send(server.request("/echo").POST(BodyPublishers.ofByteArray(largest))).body())
          .hasSize(1 << 20);
      assertThat(server.send(server.request("/small").POST(BodyPublishers.ofString("0123456789")))
          .statusCode())
          .isEqualTo(200);

      // told beforehand, so that it need not be sent
      assertThat(
          server.raw("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n" + CLOSE))
          .startsWith("HTTP/1.1 413 ");
      // not told beforehand
      assertThat(
          server.raw(
              "POST /small HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" + CLOSE
                  + "b\r\n01234567890\r\n0\r\n\r\n"))
          .startsWith("HTTP/1.1 413 ")
          .endsWith("{\"error\":\"the body is larger than 10 bytes\"}\n");
    }
  }

  @Test
  void refusesHugeHeaders() throws Exception {
    try (var server = Servers.start(echo())) {
      var fits = "GET /hello HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(60_000) + "\r\n" + CLOSE;
      assertThat(server.raw(fits)).startsWith("HTTP/1.1 200 ");
      var huge = "GET /hello HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(70_000) + "\r\n" + CLOSE;
      assertThat(server.raw(huge)).startsWith("HTTP/1.1 431 ")
          .doesNotContain("Jetty")
          .doesNotContain("<");
      var uri = "GET /" + "x".repeat(70_000) + " HTTP/1.1\r\nHost: x\r\n" + CLOSE;
      assertThat(server.raw(uri)).startsWith("HTTP/1.1 414 ");
    }
  }

  @Test
  void refusesMalformedRequests() throws Exception {
    try (var server = Servers.start(echo())) {
      for (var request : List.of(
          "nonsense\r\n\r\n",
          "GET /hello HTTP/1.1\r\n" + CLOSE,
          "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n" + CLOSE,
          "GET /hello HTTP/1.1\r\nHost: x\r\n folded: x\r\n" + CLOSE,
          "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n" + CLOSE,
          "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n"
              + CLOSE + "0\r\n\r\n",
          "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n" + CLOSE,
          "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" + CLOSE + "zz\r\n")) {
        assertThat(server.raw(request)).as(request)
            .startsWith("HTTP/1.1 400 ")
            .doesNotContain("Exception");
      }
    }
  }

  @Test
  void disconnectsAClientThatSendsItsHeadersTooSlowly() throws Exception {
    try (var server = Servers.start(Servers.limits(SHORT, LONG), echo());
        var silent = server.connect();
        var slow = server.connect()) {
      slow.getOutputStream().write("GET /hello HTTP/1.1\r\n".getBytes(US_ASCII));
      assertThat(isClosedWhileSending(slow)).isTrue();
      assertThat(Servers.rest(silent)).isEmpty();
    }
  }

  @Test
  void disconnectsAClientThatSendsItsBodyTooSlowly() throws Exception {
    try (var server = Servers.start(Servers.limits(SHORT, LONG), echo());
        var slow = server.connect()) {
      slow.getOutputStream()
          .write("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"
              .getBytes(US_ASCII));
      assertThat(isClosedWhileSending(slow)).isTrue();
    }
  }

  /// Sends a byte as often as it can be told from none, until the server has enough of it.
  private static boolean isClosedWhileSending(Socket socket) throws IOException {
    socket.setSoTimeout(20);
    while (true) {
      try {
        socket.getOutputStream().write('x');
        if (socket.getInputStream().read() < 0) {
          return true;
        }
      } catch (java.net.SocketTimeoutException _) {
        // nothing said yet
      } catch (IOException _) {
        return true;
      }
    }
  }

  @Test
  void disconnectsAClientThatDoesNotReadItsResponse() throws Exception {
    var failure = new AtomicReference<Exception>();
    var failed = new CountDownLatch(1);
    var routes = new Routes().get("/much", x -> {
      try {
        x.stream(200, "text/plain", out -> {
          while (true) {
            out.write(new byte[1 << 16]);
          }
        });
      } catch (IOException e) {
        failure.set(e);
        failed.countDown();
        throw e;
      }
    });
    try (var server = Servers.start(Servers.limits(LONG, SHORT), routes);
        var socket = server.connect()) {
      socket.getOutputStream().write("GET /much HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
      failed.await();
      assertThat(failure.get()).isInstanceOf(ClientGoneException.class);
    }
  }

  @Test
  void aHandlerMayTakeLongerThanAConnectionMayBeSilent() throws Exception {
    var routes = new Routes().get("/long", x -> {
      new CountDownLatch(1).await(SHORT.toMillis() * 4, java.util.concurrent.TimeUnit.MILLISECONDS);
      x.sendText(200, "done");
    });
    try (var server = Servers.start(Servers.limits(SHORT, SHORT), routes)) {
      assertThat(server.get("/long").body()).isEqualTo("done");
    }
  }

  @Test
  void manyClientsAtOnceWaitForNothingButThemselves() throws Exception {
    int count = 600;
    var all = new CountDownLatch(count);
    var routes = new Routes().get("/together", x -> {
      all.countDown();
      all.await(); // each answer needs all requests to be running
      x.sendText(200, "together");
    });
    try (var server = Servers.start(routes)) {
      var sockets = new ArrayList<Socket>();
      for (int i = 0; i < count; i++) {
        var socket = server.connect();
        socket.getOutputStream()
            .write(("GET /together HTTP/1.1\r\nHost: x\r\n" + CLOSE).getBytes(US_ASCII));
        sockets.add(socket);
      }
      for (var socket : sockets) {
        assertThat(Servers.rest(socket)).endsWith("together");
        socket.close();
      }
    }
  }

  @Test
  void aBodyThatIsNotCompleteCanBeToldFromOneThatIs() throws Exception {
    var routes = new Routes()
        .get("/good", x -> x.stream(200, "text/plain", out -> out.write("all".getBytes(US_ASCII))))
        .get("/bad", x -> x.stream(200, "text/plain", out -> {
          out.write("half".getBytes(US_ASCII));
          out.flush();
          throw new IOException("the file is gone");
        }));
    try (var server = Servers.start(routes)) {
      assertThat(server.get("/good").body()).isEqualTo("all");
      assertThatThrownBy(() -> server.get("/bad")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void anErrorHasTheLengthOfItsOwnText() throws Exception {
    var routes = new Routes().get("/file", x -> {
      x.setHeader("Content-Length", "100");
      throw new HttpError(410, "gone");
    });
    try (var server = Servers.start(routes)) {
      assertThat(server.get("/file").body()).isEqualTo("gone\n");
    }
  }

  @Test
  void anEtagSavesTheBody() throws Exception {
    var routes = new Routes().get("/list", x -> {
      if (!x.isNotModified("\"v1\"")) {
        x.sendText(200, "list");
      }
    });
    try (var server = Servers.start(routes)) {
      assertThat(server.get("/list").headers().firstValue("ETag")).contains("\"v1\"");
      assertThat(server.get("/list", "If-None-Match", "\"v0\", W/\"v1\"").statusCode())
          .isEqualTo(304);
      assertThat(server.get("/list", "If-None-Match", "*").statusCode()).isEqualTo(304);
      assertThat(server.get("/list", "If-None-Match", "\"v0\"").body()).isEqualTo("list");
    }
  }

  @Test
  void aPortInUseIsToldInOneLine() throws Exception {
    try (var other = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      var address = new Address.Tcp("127.0.0.1", other.getLocalPort());

      assertThatThrownBy(() -> Listener.start(List.of(address), Limits.DEFAULT, Router.of(echo())))
          .isInstanceOf(IOException.class)
          .hasMessage("cannot listen on %s: another program uses it", address);
    }
  }

  @Test
  void anUnknownHostIsToldInOneLine() {
    var address = new Address.Tcp("no-such-host.invalid", 0);

    assertThatThrownBy(() -> Listener.start(List.of(address), Limits.DEFAULT, Router.of(echo())))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot listen on no-such-host.invalid:0: the host is unknown");
  }

  @Test
  void closingWaitsForRunningRequests() throws Exception {
    var entered = new CountDownLatch(1);
    var closing = new CountDownLatch(1);
    var routes = new Routes().get("/long", x -> {
      x.onClosing(closing::countDown);
      entered.countDown();
      closing.await();
      x.sendText(200, "done");
    });
    try (var server = Servers.start(routes)) {
      var answer =
          server.client().sendAsync(server.request("/long").build(), BodyHandlers.ofString());
      entered.await();

      server.listener.close(LONG);

      assertThat(answer.get().body()).isEqualTo("done");
      assertThat(answer.get().headers().firstValue("Connection")).contains("close");
      assertThatThrownBy(server::connect).isInstanceOf(IOException.class);
    }
  }

  @Test
  void closingEndsAfterItsLimit() throws Exception {
    var entered = new CountDownLatch(1);
    var routes = new Routes().get("/for-ever", _ -> {
      entered.countDown();
      new CountDownLatch(1).await();
    });
    try (var server = Servers.start(routes)) {
      var answer =
          server.client().sendAsync(server.request("/for-ever").build(), BodyHandlers.ofString());
      entered.await();

      server.listener.close(SHORT);

      assertThat(answer).failsWithin(LONG);
    }
  }

  @Test
  void listensOnAUnixSocketOfItsOwner(@TempDir Path directory) throws Exception {
    var path = directory.resolve("api.sock");
    for (int start = 0; start < 2; start++) {
      try (var listener = Listener.start(List.of(new Address.UnixSocket(path)), Limits.DEFAULT,
          Router.of(echo()))) {
        assertThat(listener.addresses()).containsExactly(new Address.UnixSocket(path));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .isEqualTo("rw-------");
        assertThat(overSocket(path)).startsWith("HTTP/1.1 200 ").endsWith("hello");
        assertThatThrownBy(
            () -> Listener.start(List.of(new Address.UnixSocket(path)), Limits.DEFAULT,
                Router.of(echo())))
            .hasMessageEndingWith("another program uses it");
      }
      try (var files = Files.list(directory)) {
        assertThat(files).isEmpty();
      }
    }
  }

  @Test
  void replacesTheSocketOfADeadServerButNoOtherFile(@TempDir Path directory) throws Exception {
    var dead = directory.resolve("dead.sock");
    try (var channel =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(dead));
    }
    var file = Files.writeString(directory.resolve("file"), "precious");

    try (var _ =
        Listener.start(List.of(new Address.UnixSocket(dead)), Limits.DEFAULT, Router.of(echo()))) {
      assertThat(overSocket(dead)).endsWith("hello");
    }
    assertThatThrownBy(() -> Listener.start(List.of(new Address.UnixSocket(file)), Limits.DEFAULT,
        Router.of(echo())))
        .hasMessageEndingWith("there is a file that is not a socket");
    assertThat(file).hasContent("precious");
  }

  private static String overSocket(Path path) throws IOException {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      channel.write(
          ByteBuffer.wrap(("GET /hello HTTP/1.1\r\nHost: any\r\n" + CLOSE).getBytes(US_ASCII)));
      var reader =
          new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), US_ASCII));
      return reader.readAllAsString();
    }
  }
}
