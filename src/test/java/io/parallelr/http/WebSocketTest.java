package io.parallelr.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WebSocketTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
  private static final String VERSION = "Sec-WebSocket-Version: 13\r\n";
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  private static final int TEXT = 0x81;
  private static final int BINARY = 0x82;

  private static Routes echo() {
    return new Routes()
        .get("/plain", x -> x.sendText(200, "up"))
        .get("/echo", x -> x.webSocket(WebSocketTest::echo));
  }

  private static void echo(WebSocket socket) throws IOException, InterruptedException {
    while (socket.isOpen()) {
      var message = socket.receive(LONG);
      if (message.isPresent()) {
        switch (message.get()) {
          case WebSocket.Message.Text(var text) -> socket.send(text);
          case WebSocket.Message.Binary binary -> socket.send(binary.bytes());
        }
      }
    }
  }

  /// Takes down what the server sends.
  private static final class Client implements java.net.http.WebSocket.Listener {
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onText(java.net.http.WebSocket to, CharSequence text, boolean last) {
      received.add(text.toString());
      to.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onBinary(java.net.http.WebSocket to, ByteBuffer data, boolean last) {
      received.add("bytes " + data.remaining());
      to.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(java.net.http.WebSocket to, int code, String reason) {
      closed.complete(code);
      return CompletableFuture.completedFuture(null);
    }

    String next() throws InterruptedException {
      return String.valueOf(received.poll(30, TimeUnit.SECONDS));
    }
  }

  private static java.net.http.WebSocket connect(Servers server, Client client) {
    return server.client()
        .newWebSocketBuilder()
        .buildAsync(URI.create("ws://127.0.0.1:%d/echo".formatted(server.port())), client)
        .join();
  }

  @Test
  void carriesTextsAndBytes() throws Exception {
    try (var server = Servers.start(echo())) {
      var client = new Client();
      var socket = connect(server, client);

      socket.sendText("grüß", true).join();
      assertThat(client.next()).isEqualTo("grüß");
      socket.sendBinary(ByteBuffer.wrap(new byte[300]), true).join();
      assertThat(client.next()).isEqualTo("bytes 300");
      socket.sendText("", true).join();
      assertThat(client.next()).isEmpty();
    }
  }

  @Test
  void refusesRequestsThatAreNotUpgrades() throws Exception {
    try (var server = Servers.start(echo())) {
      assertThat(server.get("/echo").statusCode()).isEqualTo(400);
      assertThat(upgrade(server, VERSION)).startsWith("HTTP/1.1 400 ");
      assertThat(upgrade(server, KEY)).startsWith("HTTP/1.1 426 ")
          .contains("Sec-WebSocket-Version: 13");
      assertThat(upgrade(server, KEY + "Sec-WebSocket-Version: 8\r\n"))
          .startsWith("HTTP/1.1 426 ");
    }
  }

  private static String upgrade(Servers server, String headers) throws IOException {
    try (var socket = server.connect()) {
      return head(socket, headers);
    }
  }

  @Test
  void malformedUpgradesTakeNoPlace() throws Exception {
    try (var server = Servers.start(few(1), echo())) {
      for (int i = 0; i < 5; i++) {
        var answer = server.raw(
            "GET /echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: close\r\n"
                + VERSION + "Sec-WebSocket-Key: short\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400 ");
      }

      var client = new Client();
      connect(server, client).sendText("works", true).join();
      assertThat(client.next()).isEqualTo("works");
    }
  }

  private static Limits few(int sockets) {
    return new Limits(64 << 10, 1 << 20, LONG, LONG, 2_000, sockets);
  }

  @Test
  void refusesMoreThanAreAllowedUntilOneCloses() throws Exception {
    try (var server = Servers.start(few(2), echo())) {
      var first = connect(server, new Client());
      var _ = connect(server, new Client());

      assertThatThrownBy(() -> connect(server, new Client()))
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              e -> assertThat(e.getResponse().statusCode()).isEqualTo(503));
      first.sendClose(1000, "").join();
      await().until(() -> isAccepted(server));
    }
  }

  private static boolean isAccepted(Servers server) {
    try {
      var _ = connect(server, new Client());
      return true;
    } catch (CompletionException e) {
      return false;
    }
  }

  @Test
  void tellsClientsWhenTheListenerCloses() throws Exception {
    var client = new Client();
    try (var server = Servers.start(echo())) {
      var _ = connect(server, client);

      server.listener.close(LONG);

      assertThat(client.closed.get(30, TimeUnit.SECONDS)).isEqualTo(1001);
    }
  }

  @Test
  void closesAfterTheConversation() throws Exception {
    var routes = new Routes()
        .get("/echo", x -> x.webSocket(socket -> socket.send("that is all")));
    try (var server = Servers.start(routes)) {
      var client = new Client();
      var _ = connect(server, client);

      assertThat(client.next()).isEqualTo("that is all");
      assertThat(client.closed.get(30, TimeUnit.SECONDS)).isEqualTo(1000);
    }
  }

  @Test
  void waitsForMessagesAsLongAsItIsTold() throws Exception {
    var waits = new CompletableFuture<Duration>();
    var routes = new Routes().get("/echo", x -> x.webSocket(socket -> {
      for (int i = 0; i < 3; i++) {
        var _ = socket.receive(LONG).orElseThrow();
      }
      long begin = System.nanoTime();
      var none = socket.receive(Duration.ofMillis(300));
      if (none.isEmpty() && socket.isOpen()) {
        waits.complete(Duration.ofNanos(System.nanoTime() - begin));
      }
    }));
    try (var server = Servers.start(routes)) {
      var socket = connect(server, new Client());
      for (int i = 0; i < 3; i++) {
        socket.sendText("message", true).join();
      }

      assertThat(waits.get(30, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }
  }

  @Test
  void closesForFramesThatAreWrong() throws Exception {
    try (var server = Servers.start(echo())) {
      var tooLong = new byte[(1 << 20) + 1];
      assertThat(codeAfter(server, frame(TEXT, tooLong))).contains(1009);
      assertThat(codeAfter(server, frame(TEXT, new byte[]{(byte) 0xc3, 0x28}))).contains(1007);
      assertThat(codeAfter(server, new byte[]{(byte) TEXT, 1, 'x'})).as("no mask").contains(1002);
      assertThat(codeAfter(server, frame(0xf3, new byte[2]))).as("opcode").contains(1002);
      assertThat(codeAfter(server, frame(0x80, new byte[2]))).as("continuation").contains(1002);

      assertThat(server.get("/plain").body()).isEqualTo("up");
    }
  }

  @Test
  void survivesGarbage() throws Exception {
    var random = new Random(7);
    try (var server = Servers.start(few(10), echo())) {
      for (int i = 0; i < 100; i++) {
        var garbage = new byte[1 + random.nextInt(200)];
        random.nextBytes(garbage);
        try (var socket = upgraded(server)) {
          socket.getOutputStream().write(garbage);
          socket.shutdownOutput();
          var _ = Servers.rest(socket);
        } catch (java.net.SocketException e) {
          // disconnected before all was written
        }
      }

      await().until(() -> isAccepted(server));
      assertThat(server.get("/plain").body()).isEqualTo("up");
    }
  }

  @Test
  void keepsOnlySomeOfWhatNobodyReceives() throws Exception {
    var count = new AtomicInteger();
    var begin = new CompletableFuture<Boolean>();
    var routes = new Routes().get("/echo", x -> x.webSocket(socket -> {
      var _ = begin.join();
      while (count.get() < 40 && socket.receive(LONG).isPresent()) {
        count.incrementAndGet();
      }
    }));
    try (var server = Servers.start(routes)) {
      try (var socket = upgraded(server)) {
        var big = frame(BINARY, new byte[1 << 20]);
        var sender = Thread.ofVirtual().start(() -> {
          try {
            for (int i = 0; i < 40; i++) {
              socket.getOutputStream().write(big);
            }
          } catch (IOException e) {
            // closed by the end of the test
          }
        });

        await().until(() -> sender.getState() != Thread.State.NEW);
        assertThat(sender.join(Duration.ofMillis(500))).as("is held up").isFalse();
        begin.complete(true);
        await().atMost(LONG).until(() -> count.get() == 40);
      }
    }
  }

  @Test
  void disconnectsClientsThatDoNotRead() throws Exception {
    var end = new CompletableFuture<Optional<Exception>>();
    var routes = new Routes().get("/echo", x -> x.webSocket(socket -> {
      try {
        for (int i = 0; i < 100; i++) {
          socket.send(new byte[1 << 20]);
        }
        end.complete(Optional.empty());
      } catch (IOException e) {
        end.complete(Optional.of(e));
      }
    }));
    try (var server = Servers.start(Servers.limits(Duration.ofMillis(500), LONG), routes)) {
      try (var _ = upgraded(server)) {
        assertThat(end.get(30, TimeUnit.SECONDS)).get().isInstanceOf(ClientGoneException.class);
      }
    }
  }

  private static Socket upgraded(Servers server) throws IOException {
    var socket = server.connect();
    assertThat(head(socket, VERSION + KEY)).startsWith("HTTP/1.1 101 ");
    return socket;
  }

  /// What the server answers to an upgrade, without the body.
  private static String head(Socket socket, String headers) throws IOException {
    socket.getOutputStream()
        .write(
            ("GET /echo HTTP/1.1\r\nHost: localhost\r\n" + UPGRADE + headers + "\r\n")
                .getBytes(US_ASCII));
    var head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = socket.getInputStream().read();
      assertThat(next).as("after: %s", head).isNotNegative();
      head.append((char) next);
    }
    return head.toString();
  }

  /// A frame with a mask of zeros.
  private static byte[] frame(int first, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.write(first);
    if (content.length < 126) {
      out.write(0x80 | content.length);
    } else {
      out.write(0x80 | 127);
      out.writeBytes(ByteBuffer.allocate(8).putLong(content.length).array());
    }
    out.writeBytes(new byte[4]);
    out.writeBytes(content);
    return out.toByteArray();
  }

  /// The code of the frame by which the server closes.
  private static List<Integer> codeAfter(Servers server, byte[] bytes) throws IOException {
    var codes = new ArrayList<Integer>();
    try (var socket = upgraded(server)) {
      socket.getOutputStream().write(bytes);
      var in = socket.getInputStream();
      if (in.read() == 0x88 && in.read() >= 2) {
        codes.add(in.read() << 8 | in.read());
      }
    }
    return codes;
  }
}
