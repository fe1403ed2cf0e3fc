package io.parallelr.handover;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.http.Address;
import io.parallelr.http.Inheritance;
import io.parallelr.http.Limits;
import io.parallelr.http.Listener;
import io.parallelr.http.Router;
import io.parallelr.http.Routes;
import io.parallelr.os.PacketSocket;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Both sides in one process: its end, which closes the connection, is left out.
@Timeout(60)
class HandoverTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir
  Path data;
  private final AtomicInteger successor = new AtomicInteger();
  private final CountDownLatch slow = new CountDownLatch(1);
  private Listener old;
  private Handover handover;

  @BeforeEach
  void start() throws Exception {
    old = listener(Inheritance.NONE);
    old.start(router("old"));
    handover = Handover.offer(data, old, Optional.empty(), successor::set).orElseThrow();
  }

  @AfterEach
  void end() throws Exception {
    handover.close();
    old.close();
  }

  private Listener listener(Inheritance inheritance) throws IOException {
    return Listener.open(
        List.of(
            new Address.Tcp("127.0.0.1", 0),
            new Address.UnixSocket(data.resolve("socket"))),
        Limits.DEFAULT,
        inheritance);
  }

  private Router router(String name) {
    return new Router(
        List.of(
            new Router.Mount(
                "",
                new Routes().get("/", x -> x.sendText(200, name)).get("/slow", x -> {
                  slow.await();
                  x.sendText(200, name);
                }))));
  }

  private int port() {
    return ((Address.Tcp) old.addresses().getFirst()).port();
  }

  private Socket asking(String path) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port());
    socket.getOutputStream()
        .write("GET %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(path).getBytes(US_ASCII));
    return socket;
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int read = in.read();
      assertThat(read).as("after %s", head).isNotNegative();
      head.append((char) read);
    }
    return head.toString();
  }

  private PacketSocket connection() throws IOException {
    return PacketSocket.connect(data.resolve("handover")).orElseThrow();
  }

  @Test
  void clientsThatWaitAreServedByTheNextOne() throws Exception {
    try (var asked = connection()) {
      asked.send("replace 1", List.of());
      var sockets = asked.receive(LONG).orElseThrow();
      assertThat(sockets.text().lines()).containsExactly(
          "sockets",
          "tcp " + port() + " 127.0.0.1",
          "unix " + data.resolve("socket").toUri());
      assertThat(sockets.descriptors()).hasSize(2);
      asked.send("prepared", List.of());
      assertThat(asked.receive(LONG).orElseThrow().text()).isEqualTo("drained");

      try (var waiting = asking("/")) {
        asked.send("go", List.of());
        await().until(() -> successor.get() == ProcessHandle.current().pid());
        assertThat(data.resolve("socket")).exists();
        assertThat(waiting.getInputStream().available()).isZero();
      }
    }
  }

  @Test
  void aRequestThatIsBeingAnsweredIsWaitedFor() throws Exception {
    try (var asked = connection(); var busy = asking("/slow")) {
      asked.send("replace 1", List.of());
      assertThat(asked.receive(LONG)).isPresent();
      asked.send("prepared", List.of());
      assertThat(asked.receive(Duration.ofSeconds(3))).as("it is not drained").isEmpty();

      slow.countDown();

      assertThat(head(busy.getInputStream())).contains("200 OK", "Connection: close");
      assertThat(asked.receive(LONG).orElseThrow().text()).isEqualTo("drained");
    }
  }

  @Test
  void ifTheNextOneDiesTheOldOneServes() throws Exception {
    try (var asked = connection()) {
      asked.send("replace 1", List.of());
      assertThat(asked.receive(LONG)).isPresent();
      asked.send("prepared", List.of());
      assertThat(asked.receive(LONG).orElseThrow().text()).isEqualTo("drained");
    }
    for (int i = 0; i < 3; i++) {
      try (var client = asking("/")) {
        assertThat(head(client.getInputStream())).contains("200 OK")
            .doesNotContain("Connection: close");
      }
    }
    assertThat(successor).hasValue(0);
  }

  @Test
  void anotherVersionIsRefused() throws Exception {
    try (var asked = connection()) {
      asked.send("replace 2", List.of());
      assertThat(asked.receive(LONG).orElseThrow().text())
          .isEqualTo("refused it is of another version");
    }
    handover.close();
    assertThat(Takeover.ask(data)).as("nobody has the data").isEmpty();
    handover = Handover.offer(data, old, Optional.empty(), successor::set).orElseThrow();
  }

  @Test
  void theNextOneTakesTheSameAddresses() throws Exception {
    try (var takeover = Takeover.ask(data).orElseThrow()) {
      assertThat(takeover.has(new Address.Tcp("127.0.0.1", port()))).isTrue();
      assertThat(takeover.has(new Address.Tcp("localhost", 0))).isTrue();
      assertThat(takeover.has(new Address.Tcp("127.0.0.2", 0))).isFalse();
      assertThat(takeover.has(new Address.Tcp("127.0.0.1", 1))).isFalse();
      assertThat(takeover.has(new Address.UnixSocket(data.resolve("other")))).isFalse();
      var next = listener(takeover);
      assertThat(next.addresses()).isEqualTo(old.addresses());
      handover.close();
      old.leaveFiles();
      old.close();

      try (var waiting = asking("/")) {
        next.start(router("new"));
        assertThat(head(waiting.getInputStream())).contains("200 OK");
      }
      assertThat(data.resolve("socket")).exists();
      assertThat(takeover.taken()).hasSize(2);
      next.close();
      assertThat(data.resolve("socket")).doesNotExist();
    }
  }
}
