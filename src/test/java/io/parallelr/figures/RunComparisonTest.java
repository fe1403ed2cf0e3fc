package io.parallelr.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.parallelr.figures.Journals.Line;
import io.parallelr.figures.RunComparison.Directories;
import io.parallelr.figures.RunComparison.Rules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunComparisonTest {
  private static final Rules RULES = new Rules(20, Duration.ofMillis(100), 20);

  @TempDir
  Path directory;

  @Test
  void eachTaskIsSortedByWhatBecameOfIt() throws IOException {
    var first = new Journals()
        .add(Line.of("/t/breaks", 1, "SUCCESS", 1))
        .add(Line.of("/t/heals", 2, "TIMEOUT", 1))
        .add(Line.of("/t/slows", 3, "SUCCESS", 1))
        .add(Line.of("/t/speeds", 4, "SUCCESS", 3))
        .add(Line.of("/t/goes", 5, "SUCCESS", 1))
        .add(Line.of("/t/isCancelled", 6, "SUCCESS", 1))
        .add(Line.of("/t/staysBad", 7, "FAILED", 1))
        .add(Line.of("/t/stays", 8, "SUCCESS", 1));
    var second = new Journals()
        .add(Line.of("/t/newBad", 1, "FAILED", 1))
        .add(Line.of("/t/new", 2, "SUCCESS", 1))
        .add(Line.of("/t/breaks", 3, "FAILED", 1))
        .add(Line.of("/t/heals", 4, "SUCCESS", 1))
        .add(Line.of("/t/slows", 5, "SUCCESS", 1.5))
        .add(Line.of("/t/speeds", 6, "SUCCESS", 1))
        .add(Line.of("/t/isCancelled", 7, "CANCELLED", 0))
        .add(Line.of("/t/staysBad", 8, "ERROR", 1))
        .add(Line.of("/t/stays", 9, "SUCCESS", 1.1));

    var comparison = compare(first, second);

    assertThat(names(comparison)).isEqualTo(
        Map.of(
            Change.FAILING, List.of("/t/newBad", "/t/breaks"),
            Change.REPAIRED, List.of("/t/heals"),
            Change.SLOWER, List.of("/t/slows"),
            Change.FASTER, List.of("/t/speeds"),
            Change.GONE, List.of("/t/goes", "/t/isCancelled"),
            Change.NEW, List.of("/t/new")));
    assertThat(comparison.count(Change.SAME)).isEqualTo(2);
    assertThat(comparison.failInBoth()).isEqualTo(1);
    assertThat(comparison.before()).isEqualTo(Duration.ofSeconds(5));
    assertThat(comparison.after()).isEqualTo(Duration.ofMillis(3600));
  }

  @Test
  void whatAnEarlierRunHasTheResultOfHasNoTime() throws IOException {
    var first = new Journals().add(Line.of("/t/a", 1, "SUCCESS", 5));
    var second = new Journals().raw(
        "{\"type\":\"task\",\"status\":\"SKIPPED\",\"duration_seconds\":0,\"final\":true,"
            + "\"sequence\":1,\"task\":\"/t/a\"}");

    assertThat(compare(first, second).count(Change.SAME)).isEqualTo(1);
  }

  @Test
  void linesAreKnownByTheirArgumentsWhereverTheyStand() throws IOException {
    var first = new Journals()
        .add(line("/l:1", 1, "SUCCESS", "db1", "80"))
        .add(line("/l:2", 2, "SUCCESS", "db2", "80"));
    var second = new Journals()
        .add(line("/l:1", 1, "SUCCESS", "db3", "80"))
        .add(line("/l:2", 2, "FAILED", "db1", "80"))
        .add(line("/l:3", 3, "SUCCESS", "db2", "80"));

    var comparison = compare(first, second);

    assertThat(names(comparison)).isEqualTo(
        Map.of(Change.FAILING, List.of("/l:2"), Change.NEW, List.of("/l:1")));
  }

  @Test
  void aCopyElsewhereIsComparedBelowItsDirectory() throws IOException {
    var first = new Journals()
        .add(Line.of("/one/jobs/a.sh", 1, "SUCCESS", 1))
        .add(Line.of("/one/jobs/sub/a.sh", 2, "SUCCESS", 1));
    var second = new Journals()
        .add(Line.of("/two/deeper/a.sh", 1, "FAILED", 1))
        .add(Line.of("/two/deeper/sub/a.sh", 2, "SUCCESS", 1));

    var comparison = compare(first, second);

    assertThat(comparison.directories())
        .contains(new Directories("/one/jobs/", "/two/deeper/"));
    assertThat(names(comparison))
        .isEqualTo(Map.of(Change.FAILING, List.of("/two/deeper/a.sh")));
  }

  @Test
  void runsWithNothingInCommonHaveTasksThatAreGoneAndNew() throws IOException {
    var comparison = compare(
        new Journals().add(Line.of("/one/a", 1, "SUCCESS", 1)),
        new Journals().add(Line.of("/two/b", 1, "SUCCESS", 1)));

    assertThat(comparison.directories()).isEmpty();
    assertThat(names(comparison))
        .isEqualTo(Map.of(Change.GONE, List.of("/one/a"), Change.NEW, List.of("/two/b")));
  }

  @Test
  void theLastAttemptAtATaskCounts() throws IOException {
    var first = new Journals()
        .add(new Line("/t/a", List.of(), 1, 1, "FAILED", false, 1, ""))
        .add(new Line("/t/a", List.of(), 1, 2, "SUCCESS", true, 1, ""));
    var second = new Journals()
        .add(Line.of("/t/a", 1, "SUCCESS", 1))
        .begin("/t/a", 1);

    assertThat(compare(first, second).count(Change.GONE)).isEqualTo(1);
  }

  @Test
  void onlyTheMostImportantAreKept() throws IOException {
    var first = new Journals();
    var second = new Journals();
    for (int i = 1; i <= 3000; i++) {
      first.add(Line.of("/t/" + i, i, "SUCCESS", 1));
      second.add(Line.of("/t/" + i, i, i % 2 == 0 ? "FAILED" : "SUCCESS", i % 2 == 0 ? 1 : i));
    }

    var comparison = compare(first, second);

    assertThat(comparison.count(Change.FAILING)).isEqualTo(1500);
    assertThat(names(comparison).get(Change.FAILING)).hasSize(20).startsWith("/t/2", "/t/4");
    assertThat(names(comparison).get(Change.SLOWER)).hasSize(20).startsWith("/t/2999", "/t/2997");
  }

  @Test
  void noiseKeepsChanceOutAndLetsWhatSticksOutIn() throws IOException {
    var random = new Random(1);
    var first = new Journals();
    var second = new Journals();
    for (int i = 1; i <= 1000; i++) {
      first.add(Line.of("/t/" + i, i, "SUCCESS", Math.exp(random.nextGaussian() * 0.15)));
      second.add(
          Line.of(
              "/t/" + i,
              i,
              "SUCCESS",
              Math.exp(random.nextGaussian() * 0.15) * (i == 500 ? 5 : 1)));
    }

    var comparison = compare(first, second);

    // by the threshold of a fifth alone, some hundred would be slower
    assertThat(comparison.count(Change.SLOWER)).isBetween(1L, 8L);
    assertThat(names(comparison).get(Change.SLOWER)).startsWith("/t/500");
    assertThat(comparison.noise().slower()).isCloseTo(Math.exp(3 * 0.15 * Math.sqrt(2)),
        within(0.2));
  }

  @Test
  void theMedianIsOfAllTasksThatSucceededInBothHoweverShortTheyAre() throws IOException {
    var first = new Journals();
    var second = new Journals();
    for (int i = 1; i <= 100; i++) {
      first.timed("/t/" + i, i, 400_000);
      second.timed("/t/" + i, i, 800_000);
    }
    first.timed("/t/101", 101, 10_000_000);
    second.timed("/t/101", 101, 2_000_000_000);

    var comparison = compare(first, second);

    assertThat(comparison.compared()).isEqualTo(101);
    assertThat(comparison.medianRatio()).isCloseTo(2, within(1e-6));
    assertThat(comparison.count(Change.SLOWER)).isEqualTo(1);
    assertThat(comparison.before()).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void whatAllTasksHaveInCommonIsNotNoise() throws IOException {
    var random = new Random(2);
    var first = new Journals();
    var second = new Journals();
    for (int i = 1; i <= 200; i++) {
      first.add(Line.of("/t/" + i, i, "SUCCESS", 2 + random.nextDouble() / 20));
      second.add(
          Line.of("/t/" + i, i, "SUCCESS", (2 + random.nextDouble() / 20) * (i <= 100 ? 2 : 1)));
    }

    assertThat(compare(first, second).count(Change.SLOWER)).isEqualTo(100);
    assertThat(compare(second, first).count(Change.FASTER)).isEqualTo(100);
  }

  private RunComparison compare(Journals first, Journals second) throws IOException {
    return RunComparison.of(
        first.write(directory.resolve("first")),
        second.write(directory.resolve("second")),
        RULES);
  }

  private static Map<Change, List<String>> names(RunComparison comparison) {
    var names = new HashMap<Change, List<String>>();
    comparison.changed()
        .forEach(
            (change, changed) -> names
                .put(change, changed.stream().map(c -> c.shown().name()).toList()));
    return names;
  }

  private static Line line(String task, int sequence, String status, String... arguments) {
    return new Line(task, List.of(arguments), sequence, 1, status, true, 1, "");
  }
}
