package io.parallelr.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.figures.Change;
import io.parallelr.figures.Journals;
import io.parallelr.figures.Journals.Line;
import io.parallelr.figures.RunComparison;
import io.parallelr.history.RunOverview;
import io.parallelr.history.RunState;
import io.parallelr.history.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTextTest {
  private static final RunComparison.Rules RULES =
      new RunComparison.Rules(20, Duration.ofMillis(100), 20);

  @TempDir
  Path runs;

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      RUNNING | /t/a (still running)
      RUNNING | /t/b (not started yet, or gone)
      RUNNING | /t/c (now CANCELLED)
      RUNNING | Gone, or not finished in the second run so far (3):
      CUT_OFF | /t/a (its end is not recorded)
      CUT_OFF | Gone, or not finished in the second run (3):
      """)
  void whatHasNoResultYetIsSaidToBeThat(RunState state, String text) throws IOException {
    var first = overview("20260131T220000.000Z-1", RunState.SUCCEEDED,
        new Journals().add(Line.of("/t/a", 1, "SUCCESS", 1))
            .add(Line.of("/t/b", 2, "SUCCESS", 1))
            .add(Line.of("/t/c", 3, "SUCCESS", 1)));
    var second = overview("20260131T220001.000Z-1", state,
        new Journals().begin("/t/a", 1).cancelled("/t/c", 3, 1));

    assertThat(compared(first, second)).contains(text + "\n");
  }

  @Test
  void whatIsGoneFromARunThatIsOverNeedsNoMoreWords() throws IOException {
    var first = overview("20260131T220000.000Z-1", RunState.SUCCEEDED,
        new Journals().add(Line.of("/t/a", 1, "SUCCESS", 1)));
    var second = overview("20260131T220001.000Z-1", RunState.SUCCEEDED, new Journals());

    assertThat(compared(first, second)).endsWith("  SUCCESS    /t/a\n");
  }

  private static String compared(RunOverview first, RunOverview second) throws IOException {
    return new ComparisonText(
        new ComparedRuns(
            first,
            second,
            RunComparison.of(first.run(), second.run(), RULES),
            RULES,
            List.of(Change.GONE),
            Instant.EPOCH))
        .text();
  }

  private RunOverview overview(String id, RunState state, Journals journal) throws IOException {
    var run = journal.write(runs.resolve(id));
    Files.writeString(
        run.path().resolve("request.json"), "{\"session_id\":\"%s\"}".formatted(id));
    var all = new Runs(runs);
    var found = all.overview(all.named(id)).orElseThrow();
    return new RunOverview(found.run(), found.labels(), state, found.counts(), found.record());
  }
}
