package io.parallelr.autoexec;

import io.parallelr.engine.Ticker;
import io.parallelr.http.WebSocket;
import io.parallelr.json.JsonValues;
import io.parallelr.os.ChildProcess;
import io.parallelr.os.ProcessTable;
import io.parallelr.os.Processes;
import io.parallelr.os.Pty;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A shell on a terminal, and the client that uses it. When one of the two ends, so does the other,
/// with all that the shell has started.
///
/// What the client sends is typed, but a binary message that begins with the byte 1 changes the size
/// of the terminal, which follows as JSON.
final class WebShell {
  private static final Logger log = LoggerFactory.getLogger(WebShell.class);
  private static final int RESIZE = 1;
  private static final int SIGHUP = 1;
  private static final int SIGKILL = 9;
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration PING = Duration.ofSeconds(20);
  private static final int MOST_WAITING = 256;
  private static final int NORMAL = 1000;
  private static final byte[] END = {};

  private final Pty pty;
  private final String mark;
  private final WebSocket socket;
  private final Duration idle;
  private final Ticker ticker;
  private final LinkedBlockingQueue<byte[]> typed = new LinkedBlockingQueue<>(MOST_WAITING);
  private boolean isReaped; // guarded by this

  /// @param mark a variable that all its processes have, as `NAME=value`
  /// @param idle after which silence of the client it is ended
  WebShell(Pty pty, String mark, WebSocket socket, Duration idle, Ticker ticker) {
    this.pty = pty;
    this.mark = mark;
    this.socket = socket;
    this.idle = idle;
    this.ticker = ticker;
  }

  /// Runs until the client or the shell has ended, and all that it has started.
  void run() throws InterruptedException {
    var reader = Thread.ofPlatform().daemon().name("shell-output").start(this::show);
    var writer = Thread.ofPlatform().daemon().name("shell-input").start(this::type);
    try {
      listen();
    } finally {
      // not on this virtual thread, as it looks at processes
      Thread.ofPlatform()
          .daemon()
          .name("shell-end")
          .start(() -> end(reader, writer))
          .join();
    }
  }

  private void listen() throws InterruptedException {
    var silence = Duration.ZERO;
    var sincePing = Duration.ZERO;
    while (socket.isOpen()) {
      var wait = PING.compareTo(idle) < 0 ? PING : idle;
      long begin = ticker.nanos();
      var message = socket.receive(wait);
      var time = Duration.ofNanos(ticker.nanos() - begin);
      silence = message.isPresent() ? Duration.ZERO : silence.plus(time);
      sincePing = sincePing.plus(time);
      if (silence.compareTo(idle) >= 0) {
        socket.close(NORMAL, "nothing was typed for %d s".formatted(idle.toSeconds()));
        return;
      }
      if (sincePing.compareTo(PING) >= 0) {
        sincePing = Duration.ZERO;
        ping();
      }
      if (message.isPresent() && !take(message.get())) {
        return;
      }
    }
  }

  private void ping() throws InterruptedException {
    try {
      socket.ping();
    } catch (IOException e) {
      log.debug("the client of a shell is gone: {}", Reason.of(e));
    }
  }

  /// Returns whether the shell takes what is typed.
  private boolean take(WebSocket.Message message) throws InterruptedException {
    var bytes = switch (message) {
      case WebSocket.Message.Text(var text) -> text.getBytes(StandardCharsets.UTF_8);
      case WebSocket.Message.Binary binary -> binary.bytes();
    };
    if (message instanceof WebSocket.Message.Binary && bytes.length > 0 && bytes[0] == RESIZE) {
      resize(new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8));
      return true;
    }
    var keys = trimmed(bytes);
    return keys.length == 0 || typed.offer(keys, GRACE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Some clients send NUL characters to keep the connection.
  private static byte[] trimmed(byte[] bytes) {
    int from = 0;
    int to = bytes.length;
    while (from < to && bytes[from] == 0) {
      from++;
    }
    while (to > from && bytes[to - 1] == 0) {
      to--;
    }
    return Arrays.copyOfRange(bytes, from, to);
  }

  private void resize(String json) {
    try {
      var size = JsonValues.object(json);
      if (size.get("cols") instanceof Number columns && size.get("rows") instanceof Number rows) {
        pty.resize(columns.intValue(), rows.intValue());
      }
    } catch (IOException e) {
      log.debug("size of a terminal: {}", Reason.of(e));
    }
  }

  private void show() {
    try {
      for (var bytes = pty.read(); bytes.length > 0; bytes = pty.read()) {
        socket.send(bytes);
      }
      socket.close(NORMAL, ShellEnd.text(awaitEnd()));
    } catch (IOException e) {
      log.debug("the client of a shell is gone: {}", Reason.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /// Waits for the end of the shell, which lets go of its terminal shortly before.
  ///
  /// @return empty if it goes on without one, or the client does not wait for it
  private Optional<ChildProcess.Exit> awaitEnd() throws InterruptedException {
    long limit = ticker.nanos() + GRACE.toNanos();
    var exit = peek();
    while (exit.isEmpty() && socket.isOpen() && ticker.nanos() < limit) {
      Thread.sleep(LOOK);
      exit = peek();
    }
    return exit;
  }

  /// Its number is its own until it is reaped.
  private synchronized Optional<ChildProcess.Exit> peek() {
    return isReaped ? Optional.empty() : pty.peek();
  }

  private void type() {
    try {
      for (var keys = typed.take(); keys.length > 0; keys = typed.take()) {
        if (!pty.write(keys)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /// Ends all processes, first by SIGHUP, as when a terminal is closed, and after a while
  /// by SIGKILL.
  private void end(Thread reader, Thread writer) {
    try {
      pty.close();
      writer.interrupt();
      boolean _ = typed.offer(END);
      signal(SIGHUP);
      long limit = ticker.nanos() + GRACE.toNanos();
      while (!processes().isEmpty()) {
        if (ticker.nanos() > limit) {
          signal(SIGKILL);
        }
        reapLeader();
        for (var process : processes()) {
          if (process.pid() != pty.pid()) {
            boolean _ = ChildProcess.reapIfEnded(process.pid());
          }
        }
        Thread.sleep(LOOK);
      }
      reapLeader();
      reader.join(GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void reapLeader() {
    if (!isReaped && pty.peek().isPresent()) {
      var _ = pty.reap();
      isReaped = true;
    }
  }

  private List<ProcessTable.Entry> processes() {
    return ProcessTable.read()
        .withDescendants(
            entry -> entry.session() == pty.pid()
                || ProcessTable.hasVariables(entry.pid(), List.of(mark)))
        .stream()
        .sorted(ProcessTable.PARENTS_FIRST)
        .toList();
  }

  private void signal(int signal) {
    for (var process : processes()) {
      boolean _ = Processes.signal(process, signal);
    }
  }
}
