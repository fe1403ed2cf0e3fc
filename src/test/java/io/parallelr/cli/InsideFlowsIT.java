package io.parallelr.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Flows that run inside parallelr against flows in processes of their own.
@Timeout(120)
class InsideFlowsIT {
  private static final Path SAMPLES = Path.of("tasks/flows").toAbsolutePath();
  private static final String STEP = """
      task=0
      hostname=localhost
      command=sh
      arguments=-c '%s'
      exec=local
      timeout=60
      """;

  @TempDir
  Path directory;

  /// What is left of a task when all that differs from run to run is taken away.
  ///
  /// @param stdout its lines, sorted: those of parallel blocks come in any order
  private record Came(
      String status,
      int exitCode,
      List<String> stdout,
      List<String> stderr) {}

  private Product product(String name, String mode) throws IOException {
    var own = Files.createDirectories(directory.resolve(name));
    return new Product(own).with("HOME", own.toString())
        .with("PARALLELR_EXECUTION_IN_PROCESS_TASKER", mode)
        .with("PATH", Product.launcher().getParent() + ":" + System.getenv("PATH"));
  }

  private static Map<String, Came> results(Product product, Path own) throws IOException {
    var run = product.latestRun();
    var results = new TreeMap<String, Came>();
    for (var result : product.journal("task")) {
      var task = String.valueOf(Path.of(result.get("task").asString()).getFileName());
      results.put(
          task,
          new Came(
              result.get("status").asString(),
              result.path("exit_code").asInt(-1),
              lines(result, "stdout", run, own),
              lines(result, "stderr", run, own)));
    }
    return results;
  }

  private static List<String> lines(JsonNode result, String stream, Path run, Path own)
      throws IOException {
    var file = result.path(stream + "_file").asString("");
    if (file.isEmpty()) {
      return List.of();
    }
    return Files.readString(run.resolve(file), UTF_8)
        .replace(own.toString(), "OWN")
        .replaceAll("\\[\\d\\d\\w{3}\\d\\d \\d\\d:\\d\\d:\\d\\d]", "[TIME]")
        .replaceAll("_\\d\\d\\w{3}\\d\\d_\\d{6}_\\d{3}_\\d+(-\\d+)?\\.", "_STAMP.")
        .replaceAll("tmp\\.\\w{10}", "TMP")
        .lines()
        .sorted()
        .toList();
  }

  @Test
  void everySampleComesToTheSame() throws Exception {
    var came = new LinkedHashMap<String, Map<String, Came>>();

    for (var mode : List.of("auto", "off")) {
      var product = product(mode, mode);
      var run = product.run("-T", SAMPLES.toString(), "-C", "tasker @TASK@ -r -p all", "-r", "-q");
      assertThat(run.status()).as(run.stderr()).isLessThan(2);
      came.put(mode, results(product, directory.resolve(mode)));
    }

    assertThat(came.get("auto")).hasSizeGreaterThan(11).isEqualTo(came.get("off"));
    for (var mode : came.keySet()) {
      var summary = directory.resolve(mode).resolve("TASKER/logs/project_all_summary.log");
      assertThat(Files.readAllLines(summary)).hasSize(came.get(mode).size() + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "off"})
  void aStepFindsTheSameAroundIt(String mode) throws Exception {
    var flow = Files.writeString(
        directory.resolve("around.flow"),
        STEP.formatted("echo $PWD $GREETING $PARALLELR_TASK; readlink /proc/self/fd/0; umask"));
    var product = product(mode, mode);

    var run =
        product.run("-A", Files.writeString(directory.resolve("args"), "good_day\n").toString(),
            "-E", "GREETING", "-C", "tasker " + flow + " -r", "-r", "-q");

    assertThat(run.status()).as(run.stderr()).isZero();
    var printed = results(product, directory.resolve(mode)).values().iterator().next().stdout();
    assertThat(printed).anyMatch(
        line -> line.contains("STDOUT: OWN/home/workspace good_day 0\\n/dev/null\\n00"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "off"})
  void aTimeLimitEndsAFlowWithItsStep(String mode) throws Exception {
    var pid = directory.resolve("pid");
    var flow = Files.writeString(
        directory.resolve("long.flow"),
        STEP.formatted("echo $$ >%s; exec sleep 60".formatted(pid)));
    var product = product(mode, mode);

    var run = product.run("-T", flow.toString(), "-C", "tasker @TASK@ -r", "-r", "-q", "-t", "2");

    assertThat(run.status()).as(results(product, directory).toString()).isEqualTo(1);
    assertThat(product.journal("task").getFirst().get("status").asString()).isEqualTo("TIMEOUT");
    assertThat(Product.runs(Long.parseLong(Files.readString(pid).strip()))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "off"})
  void aSignalCancelsAFlowWithItsStep(String mode) throws Exception {
    var pid = directory.resolve("pid");
    var flow = Files.writeString(
        directory.resolve("long.flow"),
        STEP.formatted("echo $$ >%s; exec sleep 60".formatted(pid)));
    var product = product(mode, mode);

    var started = product.start("-T", flow.toString(), "-C", "tasker @TASK@ -r", "-r", "-q");
    await().until(() -> Files.exists(pid) && !Files.readString(pid).isBlank());
    started.signal("TERM");

    assertThat(started.finish().status()).isEqualTo(143);
    assertThat(product.journal("task").getFirst().get("status").asString()).isEqualTo("CANCELLED");
    assertThat(Product.runs(Long.parseLong(Files.readString(pid).strip()))).isFalse();
  }

  @Test
  void oneFlowThatGoesWrongTouchesNoOther() throws Exception {
    var flows = Files.createDirectory(directory.resolve("flows"));
    Files.writeString(flows.resolve("bad.flow"), "task=0\ncommand=\n");
    Files.writeString(flows.resolve("good.flow"), STEP.formatted("exit 3") + "next=exit_0\n");
    Files.writeString(flows.resolve("log.flow"), "-l=/proc/none\n" + STEP.formatted("true"));
    var product = product("auto", "auto");

    product.run("-T", flows.toString(), "-C", "tasker @TASK@ -r", "-r", "-q");

    var results = results(product, directory.resolve("auto"));
    var codes = new TreeMap<String, Integer>();
    results.forEach((flow, came) -> codes.put(flow, came.exitCode()));
    assertThat(codes).isEqualTo(Map.of("bad.flow", 20, "good.flow", 3, "log.flow", 1));
  }

  @Test
  void noProcessIsMadeForAFlowUnlessAskedFor() throws Exception {
    var jar = Product.launcher().resolveSibling("../lib/tasker.jar").normalize();
    var flow = Files.writeString(directory.resolve("short.flow"), STEP.formatted("true"));
    var supervisors = new TreeMap<String, Boolean>();

    for (var template : List.of("tasker", "java -jar " + jar, "env tasker")) {
      var product = product("auto" + supervisors.size(), "auto");
      product.run("-T", flow.toString(), "-C", template + " @TASK@ -r", "-r", "-q");
      var result = product.journal("task").getFirst();
      assertThat(result.get("status").asString()).as(template).isEqualTo("SUCCESS");
      supervisors.put(
          template,
          product.journal("session").getFirst().get("process_id").equals(result.get("process_id")));
    }

    assertThat(supervisors.get("env tasker")).isFalse();
    assertThat(Arrays.asList(supervisors.get("tasker"), supervisors.get("java -jar " + jar)))
        .containsOnly(true);
  }
}
