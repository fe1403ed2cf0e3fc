package io.parallelr.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SseTest {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Event HELLO = new Event("7", "log", "hello");

  private final BlockingQueue<EventStream> streams = new LinkedBlockingQueue<>();
  private final CountDownLatch left = new CountDownLatch(1);

  private Routes routes(Sse sse) {
    return new Routes().get("/events", x -> {
      try {
        sse.serve(x, stream -> {
          streams.add(stream);
          stream.pump();
        });
      } finally {
        left.countDown();
      }
    });
  }

  private static Sse sse(int clients, int events, Duration keepAlive) {
    return new Sse(new Sse.Limits(clients, events, 1 << 20, keepAlive));
  }

  private static BufferedReader follow(Socket socket, String header) throws IOException {
    socket.getOutputStream()
        .write(("GET /events HTTP/1.1\r\nHost: x\r\n" + header + "\r\n").getBytes(US_ASCII));
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private static void skipTo(BufferedReader reader, String line) throws IOException {
    for (var read = reader.readLine(); !line.equals(read); read = reader.readLine()) {
      assertThat(read).as("before " + line).isNotNull();
    }
  }

  @Test
  void writesEventsAsTheStandardSays() {
    assertThat(HELLO.text()).isEqualTo("id: 7\nevent: log\ndata: hello\n\n");
    assertThat(new Event("", "", "a\nb\r\nc").text()).isEqualTo("data: a\ndata: b\ndata: c\n\n");
    assertThat(new Event("", "", "").text()).isEqualTo("data: \n\n");
    assertThat(new Event("", "", "a\n").text()).isEqualTo("data: a\ndata: \n\n");
    assertThatThrownBy(() -> new Event("1\ndata: x", "", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sendsWhatIsOfferedUntilTheStreamIsClosed() throws Exception {
    try (var server = Servers.start(routes(sse(9, 9, LONG)))) {
      var answer = server.client()
          .sendAsync(server.request("/events").header("Last-Event-ID", "6").build(),
              BodyHandlers.ofString());
      var stream = streams.take();

      assertThat(stream.lastEventId()).contains("6");
      assertThat(stream.offer(HELLO)).isTrue();
      stream.close();
      assertThat(stream.offer(HELLO)).isFalse();

      assertThat(answer.get().headers().firstValue("Content-Type")).contains("text/event-stream");
      assertThat(answer.get().body()).isEqualTo(":\n\nid: 7\nevent: log\ndata: hello\n\n");
    }
  }

  @Test
  void eachEventIsSentAtOnce() throws Exception {
    try (var server = Servers.start(routes(sse(9, 9, LONG))); var socket = server.connect()) {
      var reader = follow(socket, "");
      var stream = streams.take();
      for (int i = 0; i < 3; i++) {
        stream.offer(new Event("", "", "event " + i));
        skipTo(reader, "data: event " + i);
      }
    }
  }

  @Test
  void aStreamOutlivesSilenceAndItsListenerEndsIt() throws Exception {
    var limits = Servers.limits(Duration.ofMillis(100), Duration.ofMillis(100));
    try (var server = Servers.start(limits, routes(sse(9, 9, LONG)));
        var socket = server.connect()) {
      var reader = follow(socket, "");
      var stream = streams.take();
      assertThat(left.await(500, java.util.concurrent.TimeUnit.MILLISECONDS)).isFalse();

      stream.offer(HELLO);
      skipTo(reader, "data: hello");
      server.listener.close(LONG);

      assertThat(left.getCount()).isZero();
      skipTo(reader, "0"); // the last chunk: the stream was ended, not cut
    }
  }

  @Test
  void aSlowClientIsDisconnectedAndDelaysNobody() throws Exception {
    try (var server = Servers.start(routes(sse(9, 10, LONG))); var slow = server.connect()) {
      follow(slow, "");
      var stream = streams.take();
      var large = new Event("", "", "x".repeat(100_000));

      while (stream.offer(large)) {
        Thread.onSpinWait();
      }

      left.await();
      assertThat(stream.isOpen()).isFalse();
    }
  }

  @Test
  void aClientThatIsGoneIsNoticedInSilence() throws Exception {
    try (var server = Servers.start(routes(sse(9, 9, Duration.ofMillis(20))))) {
      try (var socket = server.connect()) {
        follow(socket, "");
        streams.take();
      }
      left.await();
    }
  }

  @Test
  void tooManyClientsAreRefused() throws Exception {
    try (var server = Servers.start(routes(sse(1, 9, LONG))); var socket = server.connect()) {
      follow(socket, "");
      var first = streams.take();

      assertThat(server.get("/events").statusCode()).isEqualTo(503);
      first.close();
      assertThat(List.of(first)).allMatch(s -> !s.isOpen());
    }
  }

  @Test
  void headDoesNotFollow() throws Exception {
    try (var server = Servers.start(routes(sse(1, 9, LONG)))) {
      var answer = server.send(server.request("/events").HEAD());

      assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
      assertThat(streams).isEmpty();
    }
  }
}
