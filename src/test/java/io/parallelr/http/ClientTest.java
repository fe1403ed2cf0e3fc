package io.parallelr.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ClientTest {
  private static final String SECRET = "a secret of some length";
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir
  private Path directory;

  private static Routes echo() {
    return new Routes()
        .get("/large", e -> e.sendText(200, "x".repeat(5 << 20)))
        .get("/who", e -> e.sendText(200, e.peer() + " " + e.header("Authorization").orElse("-")))
        .post("/back", e -> e.send(202, "application/json", e.body()));
  }

  @Test
  void asksOverTcp() throws IOException, InterruptedException {
    try (var servers = Servers.start(echo());
        var client = Client.of(
            new Client.Server.Url(URI.create("http://127.0.0.1:" + servers.port() + "/")),
            Optional.of("abc"))) {
      try (var reply = client.get("/who?a=b", Map.of())) {
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("content-type")).hasValue("text/plain; charset=utf-8");
        assertThat(text(reply)).contains("127.0.0.1").endsWith("Bearer abc");
      }
      try (var reply = client.post("/back", "{\"a\":1}".getBytes(UTF_8))) {
        assertThat(reply.status()).isEqualTo(202);
        assertThat(text(reply)).isEqualTo("{\"a\":1}");
      }
      try (var reply = client.get("/nothing", Map.of())) {
        assertThat(reply.status()).isEqualTo(404);
      }
    }
  }

  @Test
  void asksOverAUnixSocket() throws IOException, InterruptedException {
    var socket = directory.resolve("s");
    try (
        var _ = Listener
            .start(List.of(new Address.UnixSocket(socket)), Limits.DEFAULT, Router.of(echo()));
        var client = Client.of(new Client.Server.Socket(socket), Optional.empty())) {
      try (var reply = client.get("/who", Map.of())) {
        assertThat(text(reply)).isEqualTo("unix -");
      }
      try (var reply = client.get("/large", Map.of())) {
        assertThat(text(reply)).hasSize(5 << 20);
      }
    }
  }

  @Test
  void saysWhereThereIsNoServer() throws IOException {
    int free;
    try (var taken = new java.net.ServerSocket(0)) {
      free = taken.getLocalPort();
    }
    var missing = new Client.Server.Socket(directory.resolve("missing"));
    var closed = new Client.Server.Url(URI.create("http://127.0.0.1:" + free));
    for (var server : List.of(missing, closed)) {
      try (var client = Client.of(server, Optional.empty())) {
        assertThatThrownBy(() -> client.get("/", Map.of()))
            .isInstanceOf(NotConnectedException.class)
            .hasMessageStartingWith("cannot connect to " + server + ": ");
      }
    }
  }

  @Test
  void readsEvents() throws IOException {
    var events = List.of(
        new Event("7", "", "one\ntwo\n"),
        new Event("", "end", "{}"),
        new Event("9", "", ""));
    var sent = ":\n\n" + String.join("", events.stream().map(Event::text).toList()) + "data: cut";
    var reader = new EventReader(new ByteArrayInputStream(sent.getBytes(UTF_8)));

    for (var event : events) {
      assertThat(reader.next()).hasValue(event);
    }
    assertThat(reader.next()).isEmpty();
  }

  @Test
  void aTokenIsAcceptedUntilItExpires() {
    var token = new TokenMaker(SECRET).sign(
        Map.of("sub", "ann", "scope", "read run", "exp", NOW.getEpochSecond() + 60));

    assertThat(auth(NOW).claims(token))
        .isEqualTo(new TokenClaims("ann", java.util.Set.of("read", "run")));
    assertThatThrownBy(() -> auth(NOW.plusSeconds(70)).claims(token))
        .hasMessage("token is expired");
    assertThatThrownBy(() -> new TokenMaker("short")).hasMessageContaining("16 characters");
  }

  private static Auth auth(Instant now) {
    return new Auth(List.of(SECRET), InstantSource.fixed(now), new Origins(List.of()));
  }

  private static String text(Client.Reply reply) throws IOException {
    return new String(reply.body().readAllBytes(), UTF_8);
  }
}
