package io.parallelr.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.serve.StepLines.Cursor;
import io.parallelr.serve.StepLines.Form;
import io.parallelr.serve.StepLines.Line;
import io.parallelr.store.JobRow;
import io.parallelr.task.Retries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepLinesTest {
  @TempDir
  Path directory;
  private ServerFixture server;

  @BeforeEach
  void start() throws Exception {
    server = new ServerFixture(directory);
  }

  @AfterEach
  void end() throws Exception {
    server.close();
  }

  private List<Line> all(JobRow row, Form form) throws IOException {
    var lines = new ArrayList<Line>();
    var cursor = Cursor.START;
    while (true) {
      var page = server.jobs().lines().read(row, "s", cursor, 7, form);
      lines.addAll(page.lines());
      cursor = page.next();
      if (page.isComplete()) {
        return lines;
      }
      assertThat(page.lines()).isNotEmpty();
    }
  }

  private static List<String> contents(List<Line> lines) {
    return lines.stream().map(Line::content).toList();
  }

  @Test
  void linesAreAsWrittenOrWithoutWhiteSpace() throws Exception {
    var row = server.awaitEnd(
        server.submit(
            "{}",
            server.script("s", "bash", "printf '  a\\t\\n\\n \\r\\nb\\xff\\nlast'; echo >&2 .")));

    assertThat(contents(all(row, Form.EXACT)))
        .containsExactly("  a\t", "", " \r", "b\udcff", "last.");
    assertThat(contents(all(row, Form.TRIMMED))).containsExactly("a", "b\udcff", "last.");
    assertThat(all(row, Form.TRIMMED)).extracting(Line::number).containsExactly(1L, 2L, 3L);
    assertThat(all(row, Form.EXACT)).allSatisfy(
        line -> assertThat(line.time()).isBetween(
            row.created().minusSeconds(1),
            row.ended().orElseThrow().plusSeconds(1)));
  }

  @Test
  void longLinesComeInPieces() throws Exception {
    var row = server.awaitEnd(
        server.submit(
            "{}",
            server.script(
                "s",
                "python3",
                "print('x' * (%d - 1) + 'é' * 10)\nprint('after')".formatted(
                    LineSplitter.LONGEST))));

    var lines = contents(all(row, Form.EXACT));

    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).hasSize(LineSplitter.LONGEST - 1);
    assertThat(lines.get(1)).isEqualTo("é".repeat(10));
    assertThat(lines.get(2)).isEqualTo("after");
  }

  @Test
  void aLineIsFoundByItsNumber() throws Exception {
    var row = server.awaitEnd(server.submit("{}", server.script("s", "sh", "seq 1 50000")));
    var lines = server.jobs().lines();

    var cursor = lines.seek(row, "s", 40_000, Form.EXACT);
    assertThat(contents(lines.read(row, "s", cursor, 2, Form.EXACT).lines()))
        .containsExactly("40000", "40001");
    assertThat(lines.seek(row, "s", 60_000, Form.EXACT).number()).isEqualTo(50_001);
    assertThat(contents(all(row, Form.TRIMMED))).hasSize(50_000).endsWith("50000");
  }

  @Test
  void secretsAreMasked() throws Exception {
    var step = server.withSetup(
        server.script("s", "sh", "echo \"it is $API_TOKEN and $PLAIN\""),
        Map.of("API_TOKEN", "tiptop-secret", "PLAIN", "plain-text"));
    var row = server.awaitEnd(server.submit("{}", step));

    assertThat(contents(all(row, Form.EXACT)))
        .singleElement()
        .asString()
        .startsWith("it is <masked")
        .endsWith(" and plain-text")
        .doesNotContain("tiptop");
    assertThat(server.out(row.id(), "s")).isEqualTo("it is ************* and plain-text\n");
    assertThat(
        server.jobs().logs().read(row, "s", StepLogs.Stream.OUT, 8, 4).bytes())
        .asString()
        .isEqualTo("****");
  }

  @Test
  void aFollowerGetsTheLinesAsTheyComeAndTheEnd() throws Exception {
    var job = server.submit(
        "{}",
        server.script(
            "s",
            "sh",
            "echo one; until [ -e go ]; do sleep 0.05; done; printf 'two\\nthree'; exit 3"));
    var seen = new CopyOnWriteArrayList<Line>();
    var end = CompletableFuture.supplyAsync(() -> {
      try {
        return server.jobs()
            .lines()
            .follow(server.row(job), "s", Cursor.START, Form.EXACT, collecting(seen))
            .orElseThrow();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
    Awaitility.await().until(() -> contents(seen).equals(List.of("one")));
    var first = seen.getFirst().time();
    Awaitility.await() // the time of the first line is recorded while the step runs
        .until(() -> Files.exists(directory.resolve("data/logs/" + job + "/s-times")));
    Files.createFile(directory.resolve("go"));

    var row = end.join();

    assertThat(StepFacts.of(row.step("s").orElseThrow().end().orElseThrow()).code()).isEqualTo(3);
    assertThat(contents(seen)).containsExactly("one", "two", "three");
    var lines = all(row, Form.EXACT);
    assertThat(lines.get(0).time()).isBefore(lines.get(2).time());
    assertThat(Duration.between(first, lines.get(0).time()).abs())
        .isLessThan(Duration.ofSeconds(2));
  }

  private static StepLines.Sink collecting(List<Line> seen) {
    return new StepLines.Sink() {
      @Override
      public void lines(List<Line> more) {
        seen.addAll(more);
      }

      @Override
      public void silent() {
        // nothing to do
      }

      @Override
      public boolean isOpen() {
        return true;
      }
    };
  }

  @Test
  void aFurtherAttemptStartsOver() throws Exception {
    var step = server.script("s", "sh", "echo x >> tries; cat tries; [ $(wc -l < tries) = 2 ]");
    var job = server.submit(
        "{}",
        step.on(
            new io.parallelr.job.StepTerms(
                step.terms().gate(),
                false,
                new Retries(1, Duration.ofMillis(10), Duration.ofMillis(10)),
                step.terms().timeLimit())));

    assertThat(contents(all(server.awaitEnd(job), Form.EXACT))).containsExactly("x", "x");
  }
}
