package io.parallelr.runcli;

import io.parallelr.figures.Change;
import io.parallelr.figures.RunComparison;
import io.parallelr.journal.RunDirectory;
import io.parallelr.report.ComparedRuns;
import io.parallelr.report.ComparisonJson;
import io.parallelr.report.ComparisonText;
import io.parallelr.run.ExitStatus;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `parallelr diff`.
@Command(name = "parallelr diff", sortOptions = false, usageHelpAutoWidth = true, description = "Compares the tasks of two runs: what newly fails, what is repaired, slower or faster, gone or new. Slower is what took longer by more than threshold and noise.", exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
    "0:nothing has changed",
    "1:something has changed",
    "2:usage error, or a run that cannot be read"}, footerHeading = "%nExamples:%n", footer = {
        "  parallelr diff last~1 last",
        "  parallelr diff monday tuesday --only failing,slower --threshold 50"})
final class CompareRuns implements RunsAction {
  private static final int DIFFERENT = 1;
  private static final double MOST_SECONDS = 1e9;

  @Parameters(index = "0", paramLabel = "FIRST", description = "the run to compare with: its name, its id or the beginning of its id, its directory, last, or last~1 for the one before")
  String first = "";

  @Parameters(index = "1", paramLabel = "SECOND", description = "the run that is compared")
  String second = "";

  @Option(names = "--only", paramLabel = "KIND", split = ",", completionCandidates = Kinds.class, description = "show only these kinds, and let only them decide the exit code: failing, repaired, slower, faster, gone, new")
  @Nullable
  List<String> only;

  @Option(names = "--threshold", paramLabel = "PERCENT", description = "how much longer or shorter a task must have taken; default 20")
  String threshold = "20";

  @Option(names = "--least", paramLabel = "SECONDS", description = "how much longer or shorter it must have taken at least; default 0.1")
  double least = 0.1;

  @Option(names = "--limit", paramLabel = "N", description = "show N tasks of each kind, 0 for all; default 20")
  int limit = 20;

  @Option(names = "--json", description = "print it as one JSON object")
  boolean json;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help and exit")
  boolean help;

  /// What shells offer.
  static final class Kinds implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return changes().map(Change::word).iterator();
    }
  }

  private static Stream<Change> changes() {
    return Stream.of(Change.values()).filter(change -> change != Change.SAME);
  }

  @Override
  public int run(Around around) throws IOException {
    var rules = rules();
    var shown = shown();
    var before = around.run(first);
    var after = around.run(second);
    var runs = new ComparedRuns(
        before,
        after,
        compared(before.run(), after.run(), rules),
        rules,
        shown,
        around.clock().instant());
    around.print(json ? new ComparisonJson(runs).text() : new ComparisonText(runs).text());
    return runs.differ() ? DIFFERENT : ExitStatus.ALL_SUCCEEDED;
  }

  private RunComparison compared(
      RunDirectory before,
      RunDirectory after,
      RunComparison.Rules rules) {
    try {
      return RunComparison.of(before, after, rules);
    } catch (IOException e) {
      throw Around.usage(
          "%s and %s cannot be compared: %s".formatted(first, second, Reason.withPath(e)));
    }
  }

  private RunComparison.Rules rules() {
    if (!(least >= 0 && least <= MOST_SECONDS)) {
      throw Around.usage("--least %s is not a number of seconds from 0 on".formatted(least));
    }
    if (limit < 0) {
      throw Around.usage("--limit %d is negative; 0 shows all".formatted(limit));
    }
    return new RunComparison.Rules(
        percent(),
        Duration.ofMillis(Math.round(least * 1000)),
        limit == 0 ? Integer.MAX_VALUE : limit);
  }

  private double percent() {
    try {
      var number = threshold.endsWith("%")
          ? threshold.substring(0, threshold.length() - 1)
          : threshold;
      double percent = Double.parseDouble(number);
      if (percent >= 0) {
        return percent;
      }
    } catch (NumberFormatException e) {
      // the message below says what would be right
    }
    throw Around.usage(
        "--threshold %s is not a percentage from 0 on, such as 20".formatted(threshold));
  }

  private List<Change> shown() {
    var all = changes().toList();
    var words = all.stream().map(Change::word).toList();
    if (only == null) {
      return all;
    }
    var kinds = only;
    if (kinds.isEmpty()) {
      throw Around.usage("--only needs one or more of %s".formatted(String.join(", ", words)));
    }
    for (var word : kinds) {
      if (!words.contains(word)) {
        throw Around.usage(
            "--only %s is not one of %s".formatted(word, String.join(", ", words)));
      }
    }
    return all.stream().filter(change -> kinds.contains(change.word())).toList();
  }
}
