package io.parallelr.autoexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskStreamsTest {
  private static final String GATED =
      """
          name: g
          async: true
          step:
          - {name: a, type: sh, content: "echo one; until [ -e go ]; do sleep 0.05; done; echo two; exit 4"}
          - {name: b, type: sh, content: echo b, depends: [a]}
          """;
  @TempDir
  Path directory;
  private TaskFixture server;

  @BeforeEach
  void start() throws Exception {
    server = new TaskFixture(directory);
  }

  @AfterEach
  void end() throws Exception {
    server.close();
  }

  private void open() throws Exception {
    var boundary =
        "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"go\"\r\n\r\n\r\n--b--\r\n";
    server.send(
        server.request("/api/v1/task/g/workspace")
            .header("Content-Type", "multipart/form-data; boundary=b")
            .POST(HttpRequest.BodyPublishers.ofString(boundary)));
  }

  @Test
  void socketsFollowToTheFinalState() throws Exception {
    server.yaml(GATED);
    server.awaitState("g", "a", "running");
    var log = server.new WebClient("/api/v1/task/g/step/a/log");
    var waiting = server.new WebClient("/api/v1/task/g/step/b/log");
    var steps = server.new WebClient("/api/v1/task/g/step");
    await().until(() -> log.texts.toString().contains("one"));
    await().until(() -> !waiting.texts.isEmpty());
    open();

    assertThat(log.end.join()).isEqualTo(1000);
    assertThat(log.frames().getFirst().get("code").asInt()).isEqualTo(1001);
    assertThat(log.frames().getLast().get("code").asInt()).isEqualTo(1002);
    assertThat(log.frames().stream().flatMap(f -> f.findValuesAsString("content").stream()))
        .containsExactly("one", "two");
    assertThat(waiting.frames().getFirst().get("code").asInt()).isEqualTo(1004);
    assertThat(waiting.end.join()).isEqualTo(1000);
    assertThat(steps.end.join()).isEqualTo(1000);
    assertThat(steps.frames().getLast().get("code").asInt()).isEqualTo(1002);
    assertThat(steps.frames()).doesNotHaveDuplicates();
    var unknown = server.new WebClient("/api/v1/task/none/step");
    assertThat(unknown.end.join()).isEqualTo(1000);
    assertThat(unknown.frames().getFirst().get("code").asInt()).isEqualTo(1003);
  }

  @Test
  void listsChangeWithWhatTheClientSays() throws Exception {
    server.yaml("name: x1\nstep: [{name: s, type: sh, content: 'true'}]");
    server.awaitEnd("x1");
    var list = server.new WebClient("/api/v1/task");
    await().until(() -> list.texts.toString().contains("x1"));
    list.socket.sendText("{\"prefix\":\"y\"}", true).join();
    await().until(() -> list.frames().getLast().at("/data/tasks").isNull());
    list.socket.sendText("not json", true).join();
    await().until(() -> list.end.isDone());
    assertThat(list.frames().getLast().get("code").asInt()).isEqualTo(1002);
  }

  @Test
  void eventsFollowATaskAndAllOfThem() throws Exception {
    var all = new CompletableFuture<String>();
    Thread.ofVirtual().start(() -> all.complete(read("/api/v1/event", "end task g")));
    await().until(() -> { // the stream is open once it has told about a task
      server.yaml("name: probe\nstep: [{name: s, type: sh, content: 'true'}]");
      server.awaitEnd("probe");
      return seen.toString().contains("probe");
    });
    server.yaml(GATED);
    server.awaitState("g", "a", "running");
    var log = new CompletableFuture<String>();
    Thread.ofVirtual()
        .start(() -> log.complete(read("/api/v1/task/g/step/a/log", "\"code\":1002")));
    open();

    assertThat(log.join()).contains("event: message\n").contains("one").contains("two");
    assertThat(all.join()).contains(
        "start task g", "start step a in task g", "error exec step a in task g, code 4");
    assertThat(read("/api/v1/task/g", "\"code\":1002")).contains("execution a failed");
    assertThat(server.get("/api/v1/event").get("code").asInt()).isEqualTo(1002);
  }

  private final List<String> seen = new CopyOnWriteArrayList<>();

  /// Reads a stream until a text is in it.
  private String read(String path, String until) {
    var text = new StringBuilder();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                  .formatted(path)
                  .getBytes(StandardCharsets.US_ASCII));
      var buffer = new byte[8192];
      while (text.indexOf(until) < 0) {
        int count = socket.getInputStream().read(buffer);
        if (count < 0) {
          break;
        }
        var part = new String(buffer, 0, count, StandardCharsets.UTF_8);
        text.append(part);
        seen.add(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  @Test
  void aShellRunsInATerminalAndEndsWithItsClient() throws Exception {
    var shell = server.new WebClient("/api/v1/pty");
    shell.socket.sendBinary(ByteBuffer.wrap(new byte[0]), true).join();
    shell.socket.sendBinary(bytes("\u0001{\"cols\":100,\"rows\":33}"), true).join();
    shell.socket.sendText("stty size; echo $((40+2))\n", true).join();
    await().until(() -> shell.bytes().contains("33 100"));
    await().until(() -> shell.bytes().contains("\n42"));
    shell.socket.sendText("setsid sleep 4711 & (trap '' HUP; sleep 4712) & echo up\n", true).join();
    await().until(() -> running("sleep 4711") && running("sleep 4712"));
    var second = server.new WebClient("/api/v1/pty");
    assertThat(second.end.join()).isEqualTo(1013); // one at a time

    shell.socket.abort();

    await().until(() -> !running("sleep 4711") && !running("sleep 4712"));
    assertThat(server.send(server.request("/api/v1/pty")).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({"exit 3, exit 3, 3", "kill -9 $$, signal 9, 137", "(sleep 60 &) ; exit, exit 0, 0"})
  void theEndOfAShellSaysItsStatus(String typed, String reason, int status) {
    var shell = server.new WebClient("/api/v1/pty");
    shell.socket.sendText(typed + '\n', true).join();

    assertThat(shell.end.join()).isEqualTo(1000);
    assertThat(shell.reason.join()).isEqualTo(reason);
    assertThat(ShellEnd.status(reason)).hasValue(status);
  }

  @Test
  void otherEndsOfAShellHaveNoStatus() {
    assertThat(ShellEnd.status("nothing was typed for 1800 s")).isEmpty();
    assertThat(ShellEnd.status("exit 3 of 4")).isEmpty();
    assertThat(ShellEnd.status(ShellEnd.text(Optional.empty()))).hasValue(0);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean running(String command) {
    return ProcessHandle.allProcesses()
        .anyMatch(
            process -> process.info().commandLine().orElse("").endsWith(command));
  }

  @Test
  void garbageDoesNoHarm() throws Exception {
    var random = new Random(3);
    for (int i = 0; i < 40; i++) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        var out = socket.getOutputStream();
        out.write(
            """
                GET /api/v1/task HTTP/1.1\r
                Host: localhost\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Sec-WebSocket-Version: 13\r
                \r
                """.getBytes(StandardCharsets.US_ASCII));
        var garbage = new byte[1 + random.nextInt(200)];
        random.nextBytes(garbage);
        out.write(garbage);
        out.flush();
      }
    }
    for (var header : List.of("Sec-WebSocket-Version: 8", "Sec-WebSocket-Key: x")) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        socket.getOutputStream()
            .write(
                "GET /api/v1/task HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n%s\r\n\r\n"
                    .formatted(header)
                    .getBytes(StandardCharsets.US_ASCII));
        var answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        assertThat(answer).startsWith("HTTP/1.1 4");
      }
    }
    assertThat(server.get("/api/v1/task").get("code").asInt()).isZero();
  }

  /// As objects, short lines take many times the room of their bytes; and many may follow.
  @Test
  void framesOfALongLogAreSmall() throws Exception {
    server.yaml("{name: l, step: [{name: s, type: sh, content: seq 20000}]}");
    server.awaitEnd("l");
    var log = server.new WebClient("/api/v1/task/l/step/s/log");
    log.end.join();
    var frames = log.frames();
    assertThat(frames).allMatch(frame -> frame.get("data").size() <= 250);
    assertThat(
        frames.stream()
            .flatMap(frame -> frame.get("data").findValuesAsString("content").stream()))
        .hasSize(20_000)
        .endsWith("20000");
    assertThat(server.lines("l", "s")).hasSize(20_000);
  }
}
