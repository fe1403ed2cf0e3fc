package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// What flow files say, as the installed tasker takes it.
@Tag("long")
@Timeout(120)
@ExtendWith(ProductExtension.class)
class FlowLanguageIT {
  private final Product product;
  private final Path directory;
  private final Tasker tasker;

  FlowLanguageIT(Product product) {
    this.product = product;
    directory = product.directory();
    tasker = new Tasker(product);
  }

  private static String task(int id, String command, String... keys) {
    return "task=%d\nhostname=localhost\ncommand=%s\nexec=local\n%s\n".formatted(
        id,
        command,
        String.join("\n", keys));
  }

  /// Failures of which nothing is said, in a process of tasker's own, by ptasker, and inside
  /// the supervisor.
  @ParameterizedTest
  @ValueSource(strings = {"auto", "off"})
  void aFailureOfWhichNothingIsSaidIsAFailureEverywhere(String mode) throws Exception {
    product.with("PARALLELR_EXECUTION_IN_PROCESS_TASKER", mode);
    product.task("false.flow", task(0, "false"));
    product.task("limit.flow", task(0, "sleep", "arguments=60", "timeout=5"));
    product.task("block.flow",
        "task=0\ntype=parallel\ntasks=10,11\ntask=1\nreturn=0\n" + task(10, "false")
            + task(11, "false"));
    product.task("meant.flow", task(0, "false", "next=always"));

    var run = product.command("ptasker", "-T", "tasks", "-p", "all", "-r", "-m", "4");

    assertThat(run.status()).isEqualTo(1);
    assertThat(
        product.journal("task")
            .stream()
            .collect(
                Collectors.toMap(
                    line -> Path.of(line.get("task").asString()).getFileName().toString(),
                    line -> line.get("status").asString() + ' ' + line.get("exit_code"))))
        .isEqualTo(
            Map.of(
                "false.flow",
                "FAILED 10",
                "limit.flow",
                "FAILED 10",
                "block.flow",
                "FAILED 10",
                "meant.flow",
                "SUCCESS 0"));
    assertThat(Files.readAllLines(directory.resolve("TASKER/logs/project_all_summary.log")))
        .anyMatch(
            row -> row.contains("\tblock.flow\t0\tparallel\t") && row.contains("\t10\tFAILURE"));
  }

  @Test
  void aFailureThatNothingTookNoticeOfIsRememberedWhenTheFlowIsTakenUpAgain() throws Exception {
    var breaker = directory.resolve("gate");
    var flow = task(0, "false") + task(1, "test", "arguments=-e " + breaker, "next=exit_0")
        + task(2, "true");
    var json = directory.resolve("result.json");

    assertThat(tasker.run(flow, "-r", "--output-json=" + json).status()).isEqualTo(1);
    Files.writeString(breaker, "");
    var again = tasker.run(flow, "-r", "--output-json=" + json);

    assertThat(again.stdout()).contains("resuming at task 1",
        "FAILED: task 0 (exit code 1) failed, and nothing in the flow handles it");
    assertThat(again.status()).isEqualTo(10);
    var result = new JsonMapper().readTree(Files.readString(json));
    assertThat(result.at("/task_results/0/unnoticed").asBoolean()).isTrue();
    assertThat(result.at("/task_results/1").has("unnoticed")).isFalse();
    assertThat(result.at("/execution_summary/failure_info/task_id").asInt()).isZero();
  }

  /// 256 would end as 0.
  @Test
  void anExitCodeThatIsNoneIsRefused() throws Exception {
    var run = tasker.run(task(0, "true", "return=256"), "-r");

    assertThat(run.status()).isEqualTo(20);
    assertThat(run.stderr()).contains("""
        flow.txt:5:8: error: task 0: return is '256', not a whole number from 0 to 255
          return=256
                 ^
        """);
    assertThat(run.stdout()).doesNotContain("Executing", "SUCCESS");
  }

  /// What names, arguments and outputs hold drives no terminal and forges no line.
  @Test
  void controlCharactersAreWrittenOut() throws Exception {
    var forged = "x\\n[25Nov26 15:00:00] SUCCESS: all is well\\033]0;pwned\\007\\r\\302\\233\\tend";
    var flow = "E=\u001b[2K\n" + task(0, "printf", "arguments='" + forged + "' \u001b[31m")
        + task(1, "printf", "arguments='<%s>' @0_stdout@ @E@") + task(2, "\u001b]0;gone\u0007",
            "next=always");

    var preview = tasker.run(flow);
    var run = tasker.run(flow, "-r", "-p", "one", "--debug");
    var drawn = product.command("tasker", "graph", "flow.txt");

    assertThat(run.status()).as(run.stdout()).isZero();
    for (var text : java.util.List.of(preview.stdout(), run.stdout(), drawn.stdout(),
        logs(), Files.readString(directory.resolve("TASKER/logs/project_one_summary.log")))) {
      assertThat(text).matches("[^\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]*")
          .doesNotContainPattern("(?m)^\\[25Nov26 15:00:00\\]");
    }
    assertThat(run.stdout()).contains(
        "Task 0: STDOUT: x\\n[25Nov26 15:00:00] SUCCESS: all is well\\x1b]0;pwned\\x07\\r\\x9b\\tend\n",
        "Task 1: Executing [local]: printf <%s> x\\n[25Nov26",
        "Task 1: STDOUT: <x\\n[25Nov26");
  }

  private String logs() throws Exception {
    try (var files = Files.list(directory.resolve("TASKER/logs"))) {
      return files.filter(f -> f.toString().endsWith(".log") && !f.toString().contains("summary"))
          .map(f -> {
            try {
              return Files.readString(f);
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          })
          .collect(Collectors.joining());
    }
  }
}
