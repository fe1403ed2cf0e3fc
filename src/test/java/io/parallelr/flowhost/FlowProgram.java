package io.parallelr.flowhost;

import static org.awaitility.Awaitility.await;

import io.parallelr.flows.Flows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

/// A program with flows, to be killed.
final class FlowProgram {
  private FlowProgram() {}

  /// Runs until it is killed.
  ///
  /// @param arguments the directory, and the name of a flow to start
  public static void main(String[] arguments) throws Exception {
    var directory = Path.of(arguments[0]);
    var flows = Flows.open(
        Flows.Settings.of(directory.resolve("state"))
            .withSlots(4)
            .withGrace(Duration.ofMillis(500))
            .withWorkingDirectory(directory));
    var flow = flows.define("f", f -> {
      f.parameter("who").maxRuns(2).queue(10);
      var first = f.bash("first", "echo 'of @who@'; echo 1 >> order");
      var running = f.bash(
          "running", "echo begun >> order; until [ -e go ]; do sleep 0.05; done; echo late; exit 4")
          .after(first)
          .anyExitCode();
      var java = f.java("java", ctx -> {
        Files.writeString(directory.resolve("java"), "x", StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
        await().forever().until(() -> Files.exists(directory.resolve("go")));
        ctx.out().println(ctx.parameter("who"));
      }).after(first);
      f.bash("last", "printf '%s/%s/%s' @first@ @running@ @java@ > result")
          .after(running, java);
    });
    var other = flows.define("g", f -> {
      var command = f.bash("command", "echo begun > g; until [ -e go ]; do sleep 0.05; done");
      f.java("code", ctx -> Files.writeString(directory.resolve("g-result"), ctx.flow()))
          .after(command);
    });
    flows.start();
    if (arguments.length > 1) {
      var run = arguments[1].equals("f") ? flow.start(Map.of("who", "me")) : other.start();
      Files.writeString(directory.resolve("id"), run.id());
    }
    Thread.currentThread().join(); // until it is killed
  }
}
