package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Flows that run inside the supervisor behave as those with a process of their own.
@Tag("long")
@Timeout(180)
@ExtendWith(ProductExtension.class)
class InsideFlowsIT {
  private static final Path TASKER = Product.launcher().resolveSibling("tasker");
  private static final String COMMAND = "'" + TASKER + "' -r @TASK@";

  private final Product product;
  private final Path directory;

  InsideFlowsIT(Product product) {
    this.product = product.with("HOME", product.directory().toString());
    directory = product.directory();
  }

  @Test
  void theSamplesComeToTheSame() throws Exception {
    var flows = Product.launcher().resolveSibling("../tasks/flows").normalize().toString();

    var inside = results("auto", flows, COMMAND);
    var outside = results("off", flows, COMMAND);

    assertThat(inside).hasSizeGreaterThan(10).isEqualTo(outside);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "off"})
  void aFlowSeesTheSameEnvironmentAndDirectory(String mode) throws Exception {
    product.task("f.flow", """
        task=0
        hostname=localhost
        command=sh
        arguments=-c 'pwd; env | grep ^PARALLELR_S | sort; cat'
        exec=local
        return=7
        """);

    var result = results(mode, "tasks", COMMAND).get("f.flow");

    assertThat(result).startsWith("FAILED 7 ")
        .contains("STDOUT: " + product.file("").toRealPath())
        .contains("PARALLELR_SEQ=1\\nPARALLELR_SLOT=1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "off"})
  void aTimeLimitEndsTheFlowAndItsStep(String mode) throws Exception {
    product.with("PARALLELR_EXECUTION_IN_PROCESS_TASKER", mode);
    sleeping("f.flow");

    var run = product.run("-T", "tasks", "-C", COMMAND, "-r", "-t", "1.5");

    assertThat(run.status()).isEqualTo(1);
    assertThat(product.statuses()).isEqualTo(Map.of("f.flow", "TIMEOUT"));
    assertThat(Product.runs(step())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "off"})
  void aFlowCanBeCancelledByTheProcessOfItsStep(String mode) throws Exception {
    product.with("PARALLELR_EXECUTION_IN_PROCESS_TASKER", mode);
    sleeping("f.flow");
    product.task("g.flow", "task=0\nreturn=0\n");
    int pid = product.detach("-T", "tasks", "-C", COMMAND, "-r", "-m", "1");
    await().until(() -> Files.exists(directory.resolve("step")));

    assertThat(list().get("supervisors").get(0).get("running").get(0).get("task").asString())
        .endsWith("f.flow");
    var killed = product.run("-k", Integer.toString(step()));

    assertThat(killed.stdout()).endsWith(": cancelled\n");
    await().until(() -> !Product.runs(pid));
    assertThat(product.statuses())
        .isEqualTo(Map.of("f.flow", "CANCELLED", "g.flow", "SUCCESS"));
  }

  @Test
  void aFlowWhoseSupervisorDiedIsEndedAndRunAgain() throws Exception {
    sleeping("f.flow");
    int pid = product.detach("-T", "tasks", "-C", COMMAND, "-r");
    await().until(() -> Files.exists(directory.resolve("step")));
    int first = step();
    Product.signal("KILL", pid);
    await().until(() -> !Product.runs(pid));
    assertThat(list().get("orphans").get(0).get("process_id").asInt()).isEqualTo(first);
    Files.writeString(directory.resolve("go"), "");

    assertThat(product.run("--resume", "last").status()).isZero();

    assertThat(Product.runs(first)).isFalse();
    assertThat(product.statuses()).isEqualTo(Map.of("f.flow", "SUCCESS"));
  }

  /// A flow whose step writes its process number, and sleeps unless it is told to go on.
  private void sleeping(String name) throws IOException {
    product.task(name, """
        task=0
        hostname=localhost
        command=sh
        arguments=-c 'echo $$ > %s.draft; mv %s.draft %s; [ -e %s ] || exec sleep 1000'
        exec=local
        timeout=1000
        """.formatted(file("step"), file("step"), file("step"), file("go")));
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private int step() throws IOException {
    return Integer.parseInt(Files.readString(directory.resolve("step")).strip());
  }

  /// Status, exit code and output of each flow, without what is never the same twice.
  private Map<String, String> results(String mode, String tasks, String command) throws Exception {
    product.with("PARALLELR_EXECUTION_IN_PROCESS_TASKER", mode);
    product.run("-T", tasks, "-C", command, "-r", "-m", "3", "-q");
    var results = new TreeMap<String, String>();
    for (var line : product.journal("task")) {
      results.put(
          Path.of(line.get("task").asString()).getFileName().toString(),
          "%s %s %s|%s".formatted(
              line.get("status").asString(),
              line.get("exit_code"),
              text(line, "stdout_file"),
              text(line, "stderr_file"))
              .replaceAll("_\\d\\d\\w{3}\\d\\d_\\d+_\\d+_\\d+", "")
              .replaceAll("tmp\\.\\w+", "tmp")
              .replaceAll("(\\d+\\.\\d\\d ){3}\\d+/\\d+ \\d+", "load"));
    }
    return results;
  }

  private String text(JsonNode line, String file) throws IOException {
    var lines = new ArrayList<String>();
    if (!line.get(file).isNull()) {
      lines.addAll(Files.readAllLines(product.latestRun().resolve(line.get(file).asString())));
    }
    // those of a parallel block come in any order
    return lines.stream()
        .map(l -> l.replaceFirst("^\\[\\d\\d\\w{3}\\d\\d [0-9:]+] ", ""))
        .sorted()
        .toList()
        .toString();
  }

  private JsonNode list() throws Exception {
    return new JsonMapper().readTree(product.run("--list-workers", "--json").stdout());
  }
}
