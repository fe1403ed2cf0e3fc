package io.parallelr.os;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PtyTest {
  private static Pty start(String script) throws IOException {
    return Pty.start(
        Path.of("/bin/sh"),
        List.of("sh", "-c", script),
        Map.of("GIVEN", "value"),
        Set.of("PATH"),
        Path.of("/"),
        80,
        24);
  }

  /// Reads until a text has come.
  private static String readUntil(Pty pty, String text) {
    var all = new StringBuilder();
    while (all.indexOf(text) < 0) {
      var bytes = pty.read();
      assertThat(bytes).as("after: %s", all).isNotEmpty();
      all.append(new String(bytes, UTF_8));
    }
    return all.toString();
  }

  @Test
  void tellsHowItHasEndedBeforeItIsTakenIn() throws Exception {
    try (var pty = start("read line; exit $line")) {
      assertThat(pty.peek()).isEmpty();
      assertThat(pty.write("7\n".getBytes(UTF_8))).isTrue();
      await().until(() -> pty.peek().isPresent());

      assertThat(pty.peek()).contains(
          new ChildProcess.Exited(7, ChildProcess.ResourceUsage.UNKNOWN));
      assertThat(end(pty)).isInstanceOf(ChildProcess.Exited.class);
    }
    try (var pty = start("kill -9 $$")) {
      await().until(() -> pty.peek().isPresent());
      assertThat(pty.peek()).contains(
          new ChildProcess.Killed(9, ChildProcess.ResourceUsage.UNKNOWN));
      assertThat(end(pty)).isInstanceOf(ChildProcess.Killed.class);
    }
  }

  private static ChildProcess.Exit end(Pty pty) throws InterruptedException {
    while (!pty.awaitEnd(Duration.ofSeconds(1))) {
      assertThat(pty.pid()).isPositive(); // an early return is allowed
    }
    return pty.reap();
  }

  @Test
  void runsOnATerminal() throws Exception {
    try (var pty = start("test -t 0 && test -t 1 && test -t 2 && echo $GIVEN; exit 7")) {
      assertThat(readUntil(pty, "\n")).isEqualTo("value\r\n");
      assertThat(pty.read()).as("at the end").isEmpty();
      assertThat(end(pty)).isInstanceOfSatisfying(
          ChildProcess.Exited.class,
          e -> assertThat(e.code()).isEqualTo(7));
    }
  }

  @Test
  void leadsASessionThatOwnsTheTerminal() throws Exception {
    try (var pty = start("read -r line < /dev/tty; echo \"got $line\"")) {
      assertThat(ProcessTable.read().entries())
          .anyMatch(p -> p.pid() == pty.pid() && p.session() == pty.pid());
      assertThat(pty.write("typed\n".getBytes(UTF_8))).isTrue();
      assertThat(readUntil(pty, "got typed")).contains("typed\r\n");
      var _ = end(pty);
    }
  }

  @Test
  void hasTheSizeThatItIsGiven() throws Exception {
    try (var pty = start("/bin/stty size; read -r l; /bin/stty size; read -r l; /bin/stty size")) {
      assertThat(readUntil(pty, "\n")).isEqualTo("24 80\r\n");
      pty.resize(132, 43);
      assertThat(pty.write("\n".getBytes(UTF_8))).isTrue();
      assertThat(readUntil(pty, "43 132")).isNotEmpty();
      pty.resize(0, -1);
      pty.resize(1_000_000, 10);
      assertThat(pty.write("\n".getBytes(UTF_8))).isTrue();
      assertThat(readUntil(pty, "43 132")).as("sizes that make no sense").isNotEmpty();
      var _ = end(pty);
    }
  }

  @Test
  void interruptsWhatRunsInFront() throws Exception {
    try (var pty = start("trap 'echo caught; exit 3' INT; echo ready; while :; do :; done")) {
      var _ = readUntil(pty, "ready");
      assertThat(pty.write(new byte[]{3})).isTrue();
      assertThat(readUntil(pty, "caught")).isNotEmpty();
      var _ = end(pty);
    }
  }

  @Test
  void closingHangsUp() throws Exception {
    var pty = start("echo ready; exec /bin/sleep 1000");
    var _ = readUntil(pty, "ready");
    var reads = new CompletableFuture<byte[]>();
    var reader = Thread.ofPlatform().start(() -> {
      var bytes = pty.read();
      while (bytes.length > 0) {
        bytes = pty.read();
      }
      reads.complete(bytes);
    });

    pty.close();

    await().until(reads::isDone);
    reader.join();
    assertThat(pty.write(new byte[]{'x'})).isFalse();
    assertThat(end(pty)).isInstanceOf(ChildProcess.Killed.class);
    pty.resize(10, 10);
    pty.close();
  }

  @Test
  void aProgramThatDoesNotReadHoldsUpNobodyForEver() throws Exception {
    var pty = start("/bin/stty raw -echo; echo ready; exec /bin/sleep 1000");
    var _ = readUntil(pty, "ready");
    var isWritten = new CompletableFuture<Boolean>();
    var writer = Thread.ofPlatform().start(() -> isWritten.complete(pty.write(new byte[1 << 20])));

    await().until(() -> writer.getState() == Thread.State.RUNNABLE);
    pty.close();

    assertThat(isWritten.join()).isFalse();
    var _ = end(pty);
  }

  @Test
  void saysWhatCannotBeStarted() {
    assertThatThrownBy(
        () -> Pty.start(
            Path.of("/nowhere/shell"), List.of("shell"), Map.of(), Set.of(), Path.of("/"), 80, 24))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("/nowhere/shell: ");
  }
}
