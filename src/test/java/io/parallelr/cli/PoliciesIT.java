package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// When a run ends early, what is tried again, and what becomes of tasks whose time is over.
@Tag("long")
@Timeout(60)
@ExtendWith(ProductExtension.class)
class PoliciesIT {
  private final Product product;

  PoliciesIT(Product product) {
    this.product = product;
  }

  private Product.Finished lines(int count, String script, String... options) throws Exception {
    Files.writeString(
        product.file("lines"),
        IntStream.rangeClosed(1, count).mapToObj(i -> i + "\n").collect(Collectors.joining()));
    var words = new ArrayList<>(
        List.of("-A", "lines", "-C", "sh -c '" + script + "' _ @ARG@", "-r", "-m", "1"));
    words.addAll(List.of(options));
    return product.run(words.toArray(String[]::new));
  }

  private Map<String, Long> counts() throws Exception {
    return product.journal("task")
        .stream()
        .collect(Collectors.groupingBy(t -> t.get("status").asString(), Collectors.counting()));
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      soon&fail=2, 3, FAILED=2 SUCCESS=1
      now&success=1, 0, FAILED=1 SUCCESS=1
      soon&done=3, 1, FAILED=2 SUCCESS=1
      soon&fail=30%, 3, FAILED=3 SUCCESS=2
      now&timeout=1 soon&fail=4, 3, FAILED=4 SUCCESS=3
      never, 1, FAILED=5 SUCCESS=5
      """)
  void aRunEndsEarly(String halt, int status, String results) throws Exception {
    var run = lines(10, "[ $(($1 % 2)) = 0 ]", "--halt", halt.replace('&', ','));

    assertThat(run.status()).as(run.stderr()).isEqualTo(status);
    for (var result : results.split(" ", -1)) {
      var name = result.substring(0, result.indexOf('='));
      assertThat(counts().get(name)).as(name)
          .isEqualTo(Long.parseLong(result.substring(name.length() + 1)));
    }
  }

  @Test
  void whatIsLeftOfAHaltedRunIsResumed() throws Exception {
    var first = lines(4, "true", "--halt", "soon,done=1");
    var rest = product.run("--resume", "last", "--halt", "never");

    assertThat(first.status()).isZero();
    assertThat(first.stdout()).contains("ended early: 1 done (halt at 1)");
    assertThat(rest.status()).as(rest.stderr()).isZero();
    assertThat(counts()).containsEntry("SUCCESS", 3L).containsEntry("SKIPPED", 1L);
  }

  @Test
  void nowCancelsWhatRunsAndSoonDoesNot() throws Exception {
    Files.writeString(product.file("args"), "wait\nfail\n");
    var script = "if [ $1 = fail ]; then until [ -e begun ]; do sleep 0.05; done; exit 1; fi; "
        + "trap \"echo cut; exit 3\" TERM; : > begun; until [ -e go ]; do sleep 0.05; done; echo end";
    var now = product.start(
        "-A", "args", "-C", "sh -c '" + script + "' _ @ARG@", "-r", "-m", "2", "--halt",
        "now,fail=1");
    assertThat(now.finish().status()).isEqualTo(3);
    assertThat(product.statuses().values()).containsExactlyInAnyOrder("FAILED", "CANCELLED");
    Files.delete(product.file("begun"));

    var soon = product.start(
        "-A", "args", "-C", "sh -c '" + script + "' _ @ARG@", "-r", "-m", "2", "--halt",
        "soon,fail=1");
    Awaitility.await()
        .until(() -> Files.readString(soon.stderr()).contains("stopping: 1 failed"));
    Files.createFile(product.file("go"));
    assertThat(soon.finish().status()).isEqualTo(3);
    assertThat(product.statuses().values()).containsExactlyInAnyOrder("FAILED", "SUCCESS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "later,fail=1", "now,fail=0", "now,fail=101%", "now,lost=1", ""})
  void conditionsAreChecked(String halt) throws Exception {
    var run = lines(1, "true", "--halt", halt);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.stderr()).contains("--halt is ").contains("now,fail=1").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      exit 3,           any,       3
      exit 3,           timeout,   1
      exit 3,           3,         3
      exit 3,           '4,signal', 1
      kill -9 $$,       137,       3
      kill -9 $$,       signal,    3
      kill -9 $$,       failed,    1
      """)
  void someEndsAreTriedAgain(String script, String ends, int attempts) throws Exception {
    var run = lines(1, script, "--retries", "2", "--retry-on", ends);

    assertThat(run.status()).isEqualTo(1);
    assertThat(product.journal("task")).hasSize(attempts);
    assertThat(product.journal("task").getLast().get("final").asBoolean()).isTrue();
  }

  @Test
  void aTimeLimitMayFollowTheMedian() throws Exception {
    var run = lines(4, "[ $1 = 4 ] && exec sleep 60; sleep 0.2", "-t", "300%");

    assertThat(run.stderr()).contains("time limit 300 % of the median");
    assertThat(run.status()).isEqualTo(1);
    assertThat(counts()).isEqualTo(Map.of("SUCCESS", 3L, "TIMEOUT", 1L));
  }

  @Test
  void aTaskIsLookedAtBeforeItIsEnded() throws Exception {
    var run = lines(
        1, "trap \"echo ended >&2; exit\" TERM; until [ -e never ]; do sleep 0.05; done", "-t",
        "0.5",
        "--on-timeout", "kill -0 $PARALLELR_PID && echo \"alive: $PARALLELR_SEQ\"; exit 7");

    assertThat(run.status()).isEqualTo(1);
    var result = product.journal("task").getFirst();
    assertThat(result.get("status").asString()).isEqualTo("TIMEOUT");
    assertThat(result.get("stderr").asString()).startsWith("alive: 1\n").contains("ended\n");
    assertThat(run.stderr()).contains("the command of --on-timeout has exit status 7");
  }

  @Test
  void thePauseBetweenStartsFollowsTheResults() throws Exception {
    lines(4, "exit 1", "--adaptive-delay");

    var starts = product.journal("start")
        .stream()
        .map(start -> OffsetDateTime.parse(start.get("start_time").asString()))
        .toList();
    // at least 100, 130 and 169 ms, of which the first attempt has set the first
    assertThat(Duration.between(starts.get(1), starts.get(2)).toMillis())
        .isGreaterThanOrEqualTo(95);
    assertThat(Duration.between(starts.get(2), starts.get(3)).toMillis())
        .isGreaterThanOrEqualTo(125);
  }
}
