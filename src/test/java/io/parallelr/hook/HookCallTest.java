package io.parallelr.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HookCallTest {
  private ServerSocket socket;

  @BeforeEach
  void start() throws Exception {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void end() throws Exception {
    socket.close();
  }

  /// Answers one request with a beginning, and then for ever with more.
  private void trickle(String beginning, String more) {
    var _ = Thread.ofVirtual().start(() -> {
      try (var connection = socket.accept()) {
        var out = connection.getOutputStream();
        send(out, beginning);
        while (true) {
          send(out, more);
          Thread.sleep(10);
        }
      } catch (IOException | InterruptedException e) {
        // the other side has closed it
      }
    });
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private Optional<String> call(Duration limit) throws Exception {
    var url =
        URI.create("http://me:pass@127.0.0.1:%d/token?key=1".formatted(socket.getLocalPort()));
    try (var call = new HookCall(Clock.systemUTC(), limit)) {
      return call.run(new Hook.Target.Webhook(url, ""), "{}", Map.of("id", "i", "event", "e"))
          .map(HookProblem::text);
    }
  }

  private String origin() {
    return "http://127.0.0.1:%d/…".formatted(socket.getLocalPort());
  }

  @Test
  void anEndlessAnswerIsNotWaitedFor() throws Exception {
    trickle("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n");

    assertThat(call(Duration.ofSeconds(50))).isEmpty();
  }

  @Test
  void anAnswerWhoseLengthIsNeverReachedIsNotWaitedFor() throws Exception {
    trickle("HTTP/1.1 503 Busy\r\nContent-Length: 99999999\r\n\r\n", "x");

    assertThat(call(Duration.ofSeconds(50))).contains(origin() + " answers with status 503");
  }

  @Test
  void endlessHeadersEndWithTheLimit() throws Exception {
    trickle("HTTP/1.1 200 OK\r\n", "X: y\r\n");

    assertThat(call(Duration.ofMillis(500))).contains(origin() + ": request timed out");
  }

  @Test
  void endlessInterimAnswersEndWithTheLimit() throws Exception {
    trickle("", "HTTP/1.1 102 Processing\r\n\r\n");

    assertThat(call(Duration.ofMillis(500))).isPresent();
  }

  @Test
  void onlyTheHostOfAUrlIsShown() throws Exception {
    socket.close();

    assertThat(call(Duration.ofSeconds(50))).contains(origin() + ": cannot connect");
    assertThat(new Hook.Target.Webhook(URI.create("https://me:p@[::1]/token?a=b"), "s"))
        .hasToString("Webhook[https://[::1]/…]");
  }
}
