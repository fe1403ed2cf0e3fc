package io.parallelr.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PacketSocketTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir
  Path directory;
  private PacketSocket port;
  private PacketSocket client;
  private PacketSocket server;

  @BeforeEach
  void connect() throws Exception {
    // longer than what a socket can be named by
    var place = Files.createDirectory(directory.resolve("d".repeat(200))).resolve("place");
    Files.createFile(place); // which is replaced
    port = PacketSocket.listen(place);
    client = PacketSocket.connect(place).orElseThrow();
    server = port.accept(LONG).orElseThrow();
  }

  @AfterEach
  void close() {
    port.close();
  }

  private static ServerSocketChannel listening() throws IOException {
    return ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @Test
  void messagesKeepTheirBounds() throws Exception {
    client.send("one\nof two", List.of());
    client.send("two", List.of());

    assertThat(server.receive(LONG).orElseThrow().text()).isEqualTo("one\nof two");
    assertThat(server.receive(LONG).orElseThrow().text()).isEqualTo("two");
    assertThat(server.receive(Duration.ofMillis(1))).isEmpty();
    assertThat(server.isDisturbed()).isFalse();
  }

  @Test
  void theEndIsNoticed() throws Exception {
    client.close();

    assertThat(server.isDisturbed()).isTrue();
    assertThat(server.receive(LONG).orElseThrow().isEnd()).isTrue();
    assertThatThrownBy(() -> server.send("x", List.of())).isInstanceOf(IOException.class);
  }

  @Test
  void bothSidesKnowEachOther() {
    assertThat(server.isOwn()).isTrue();
    assertThat(client.isOwn()).isTrue();
    assertThat(server.peer()).isEqualTo(ProcessHandle.current().pid());
  }

  @Test
  void thereIsNobodyWhereNobodyListens() throws Exception {
    assertThat(PacketSocket.connect(directory.resolve("none"))).isEmpty();
    var dead = directory.resolve("dead");
    PacketSocket.listen(dead).close();
    assertThat(dead).exists();
    assertThat(PacketSocket.connect(dead)).isEmpty();
  }

  @Test
  void whoWaitsCanBeInterrupted() throws Exception {
    var waiting = Thread.ofPlatform().start(() -> port.accept(Duration.ofDays(1)));
    port.interrupt();
    waiting.join();
    assertThat(port.accept(LONG)).isEmpty();
  }

  @Test
  void aListeningSocketIsPassedOn() throws Exception {
    var old = listening(); // closed when it is passed on
    try (var other = listening()) {
      var address = (InetSocketAddress) old.getLocalAddress();
      client.send("take it", List.of(ListeningSocket.of(old).descriptor()));
      var passed =
          new ListeningSocket(server.receive(LONG).orElseThrow().descriptors().getFirst());
      var taken = passed.replace(other);
      passed.close();
      assertThat(ListeningSocket.of(old).descriptor()).isNotEqualTo(taken.descriptor());
      try (var waiting = new Socket(address.getAddress(), address.getPort())) {
        old.close();
        try (var accepted = other.accept();
            var late = new Socket(address.getAddress(), address.getPort());
            var acceptedToo = other.accept()) {
          assertThat(accepted.getRemoteAddress()).isEqualTo(waiting.getLocalSocketAddress());
          assertThat(acceptedToo.getRemoteAddress()).isEqualTo(late.getLocalSocketAddress());
        }
      }
    }
  }

  @Test
  void aUnixSocketIsPassedOn() throws Exception {
    var address = UnixDomainSocketAddress.of(directory.resolve("s"));
    var otherAddress = UnixDomainSocketAddress.of(directory.resolve("t"));
    var old = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
    try (var other = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(otherAddress)) {
      client.send("take it", List.of(ListeningSocket.of(old).descriptor()));
      var passed =
          new ListeningSocket(server.receive(LONG).orElseThrow().descriptors().getFirst());
      assertThat(passed.isUnix()).isTrue();
      var _ = passed.replace(other);
      passed.close();
      old.close();
      try (var _ = SocketChannel.open(address); var accepted = other.accept()) {
        assertThat(accepted.isConnected()).isTrue();
      }
    }
  }

  @Test
  void whoComesOverTheNetworkNeverSeemsToComeByAFile() throws Exception {
    var address = UnixDomainSocketAddress.of(directory.resolve("s"));
    try (var network = listening();
        var file = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)) {
      var socket = ListeningSocket.of(network);
      assertThatThrownBy(() -> socket.replace(file)).isInstanceOf(IOException.class);
    }
  }
}
