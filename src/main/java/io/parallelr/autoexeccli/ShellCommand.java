package io.parallelr.autoexeccli;

import io.parallelr.autoexec.ShellEnd;
import io.parallelr.autoexeccli.ClientOptions.Surroundings;
import io.parallelr.engine.Threads;
import io.parallelr.http.ClientSocket;
import io.parallelr.os.Signals;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// A shell on the server, in this terminal.
@Command(name = "shell", description = "Open a shell on the server; it must allow that (--pty).")
final class ShellCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(ShellCommand.class);
  private static final byte RESIZE = 1;
  private static final byte[] END_OF_INPUT = {4}; // Ctrl-D
  private static final Duration END_AGAIN = Duration.ofMillis(500);
  private static final int BUFFER = 4_096;

  private final Surroundings around;

  @Mixin
  final ClientOptions options = new ClientOptions();

  ShellCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return ClientCommands.use(options, around, api -> status(converse(api)));
  }

  /// Waits until the shell has ended.
  ///
  /// @return why
  private static String converse(TaskApi api) throws IOException, InterruptedException {
    try (var socket = api.webSocket("/api/v1/pty", ShellCommand::show)) {
      var before = stty("-g");
      boolean isTerminal = !before.isEmpty();
      try {
        if (isTerminal) {
          var _ = stty("raw", "-echo");
          resize(socket);
          Signals.handle("WINCH", () -> resizeOrLog(socket));
        }
        var _ = Threads.start("shell-input", () -> type(socket));
        return socket.awaitEnd();
      } finally {
        if (isTerminal) {
          var _ = stty(before);
        }
      }
    }
  }

  private static int status(String reason) {
    return ShellEnd.status(reason)
        .orElseThrow(
            () -> ClientOptions.failed(
                reason.isEmpty() ? "the connection to the shell is lost" : reason));
  }

  private static void show(byte[] output) {
    System.out.write(output, 0, output.length);
    System.out.flush();
  }

  private static void type(ClientSocket socket) {
    var buffer = new byte[BUFFER];
    try {
      for (int count = System.in.read(buffer); count > 0; count = System.in.read(buffer)) {
        socket.send(Arrays.copyOf(buffer, count));
      }
      while (true) { // a shell that is about to change its terminal's mode loses one
        socket.send(END_OF_INPUT);
        Thread.sleep(END_AGAIN);
      }
    } catch (IOException e) {
      log.debug("the shell has ended: {}", Reason.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // ended
    }
  }

  private static void resizeOrLog(ClientSocket socket) {
    try {
      resize(socket);
    } catch (IOException | InterruptedException e) {
      log.debug("the size of the terminal is not sent", e);
    }
  }

  private static void resize(ClientSocket socket) throws IOException, InterruptedException {
    var size = stty("size").split(" ", -1);
    if (size.length == 2) {
      var json = "{\"cols\":%s,\"rows\":%s}".formatted(size[1], size[0])
          .getBytes(StandardCharsets.US_ASCII);
      var message = new byte[json.length + 1];
      message[0] = RESIZE;
      System.arraycopy(json, 0, message, 1, json.length);
      socket.send(message);
    }
  }

  /// What `stty` prints; empty if standard input is not a terminal.
  private static String stty(String... words) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("stty"));
    command.addAll(List.of(words));
    var process = new ProcessBuilder(command)
        .redirectInput(ProcessBuilder.Redirect.INHERIT)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    int _ = process.waitFor();
    return output.strip();
  }
}
