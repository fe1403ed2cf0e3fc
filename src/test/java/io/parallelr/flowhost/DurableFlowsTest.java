package io.parallelr.flowhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.flows.Flows;
import io.parallelr.flows.RunStatus;
import io.parallelr.flows.StepStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A program with flows is killed, and started again.
@Timeout(120)
class DurableFlowsTest {
  @TempDir
  Path directory;
  private final List<Process> programs = new ArrayList<>();

  @AfterEach
  void end() throws Exception {
    Files.writeString(directory.resolve("go"), "");
    for (var program : programs) {
      program.destroyForcibly().waitFor();
    }
  }

  private Process program(String... arguments) throws IOException {
    var command = new ArrayList<>(
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            FlowProgram.class.getName(),
            directory.toString()));
    command.addAll(List.of(arguments));
    var program = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(directory.resolve("program.log").toFile()))
        .start();
    programs.add(program);
    return program;
  }

  private boolean has(String file, String text) {
    try {
      return Files.readString(directory.resolve(file)).contains(text);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void theNextProcessGoesOnWhereAKilledOneWas() throws Exception {
    var first = program("f");
    await().until(() -> has("order", "begun") && has("java", "x"));
    first.destroyForcibly().waitFor();
    var began = status().step("running").started();

    var second = program();
    await().until(() -> has("java", "xx")); // code runs again, as it died with the process
    second.destroyForcibly().waitFor();
    Files.writeString(directory.resolve("go"), ""); // the command ends while nobody watches

    var third = program();
    await().until(() -> Files.exists(directory.resolve("result")));
    await().until(() -> has("result", "me"));
    third.destroyForcibly().waitFor();

    assertThat(directory.resolve("result")).hasContent("of me/late/me");
    assertThat(directory.resolve("order")).hasContent("1\nbegun"); // nothing has run twice
    try (var flows = Flows.open(directory.resolve("state"))) {
      var run = flows.find(Files.readString(directory.resolve("id"))).orElseThrow();
      var status = run.status();
      assertThat(status.step("running").exitCode()).hasValue(4);
      assertThat(status.step("running").attempt()).isEqualTo(1);
      assertThat(status.step("running").started()).isPresent().isEqualTo(began);
      assertThat(status.step("java").state()).isEqualTo(StepStatus.State.SUCCEEDED);
      assertThat(run.output("first")).isEqualTo("of me");
    }
  }

  private RunStatus status() throws IOException {
    try (var flows = Flows.open(directory.resolve("state"))) {
      return flows.find(Files.readString(directory.resolve("id"))).orElseThrow().status();
    }
  }

  @Test
  void runsWaitUntilTheirFlowIsDefined() throws Exception {
    var program = program("g");
    await().until(() -> has("g", "begun"));
    program.destroyForcibly().waitFor();
    Files.writeString(directory.resolve("go"), "");
    try (var flows = Flows.open(directory.resolve("state"))) {
      flows.define("another", f -> f.bash("a", "true"));
      flows.start();
      var run = flows.find(Files.readString(directory.resolve("id"))).orElseThrow();
      await().until(() -> run.status().step("command").ended().isPresent());
      assertThat(run.status().step("code").state()).isEqualTo(StepStatus.State.WAITING);
      assertThat(run.status().hasEnded()).isFalse();
      assertThat(run.status().message()).isEqualTo("flow g is not defined");
      assertThat(flows.drain(Duration.ofMinutes(1))).isFalse();
    }
    assertThat(directory.resolve("g-result")).doesNotExist();
    var again = program();
    await().until(() -> has("g-result", "g"));
    again.destroyForcibly().waitFor();
  }
}
