package io.parallelr.runcli;

import io.parallelr.history.RunOverview;
import io.parallelr.os.NativeText;
import io.parallelr.report.ReportJson;
import io.parallelr.report.ReportPage;
import io.parallelr.report.ReportText;
import io.parallelr.report.ReportedRun;
import io.parallelr.report.TaskTable;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.Installation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `parallelr report`.
@Command(name = "parallelr report", sortOptions = false, usageHelpAutoWidth = true, description = "Reports on runs: what ran when, how long tasks took, what they used, and what failed and why; as text, as a page for a browser, or for programs.", footerHeading = "%nExamples:%n", footer = {
    "  parallelr report last",
    "  parallelr report nightly --html report.html",
    "  parallelr report last~1 last --html - | ssh www 'cat > report.html'",
    "  parallelr report last --csv > tasks.csv"})
final class MakeReport implements RunsAction {
  private static final String STDOUT = "-";

  @Parameters(paramLabel = "RUN", arity = "1..*", description = "its name, its id or the beginning of its id, its directory, last, or last~1 for the one before; several are compared")
  List<String> runs = new ArrayList<>();

  @ArgGroup
  Form form = new Form();

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help and exit")
  boolean help;

  /// One of these, or text.
  static final class Form {
    @Option(names = "--html", paramLabel = "FILE", description = "write a page that needs no network and nothing beside it; - for standard output")
    Optional<String> html = Optional.empty();

    @Option(names = "--csv", description = "print a row for each task that has ended")
    boolean csv;

    @Option(names = "--json", description = "print the figures as one JSON object")
    boolean json;
  }

  @Override
  public int run(Around around) throws IOException {
    var overviews = runs.stream().map(around::run).toList();
    if (form.csv) {
      TaskTable.write(overviews, around.stdout());
      return ExitStatus.ALL_SUCCEEDED;
    }
    if (form.html.isPresent() && !form.html.get().equals(STDOUT)) {
      page(around, overviews, form.html.get());
      return ExitStatus.ALL_SUCCEEDED;
    }
    if (form.html.isPresent()) {
      around.print(page(around, overviews));
    } else if (form.json) {
      around.print(new ReportJson(read(around, overviews)).text());
    } else {
      for (int i = 0; i < overviews.size(); i++) {
        var run = ReportedRun.read(overviews.get(i), around.clock().instant());
        around.print((i > 0 ? "\n\n" : "") + new ReportText(run, around.zone()).text());
      }
    }
    return ExitStatus.ALL_SUCCEEDED;
  }

  private static List<ReportedRun> read(Around around, List<RunOverview> overviews)
      throws IOException {
    var read = new ArrayList<ReportedRun>();
    for (var overview : overviews) {
      read.add(ReportedRun.read(overview, around.clock().instant()));
    }
    return read;
  }

  private static String page(Around around, List<RunOverview> overviews) throws IOException {
    return new ReportPage(
        read(around, overviews),
        around.clock().instant(),
        around.zone(),
        Installation.version()).html();
  }

  /// Found to be possible before a journal of a million lines is read.
  private static void page(Around around, List<RunOverview> overviews, String name)
      throws IOException {
    if (name.isEmpty()) {
      throw Around.usage("--html needs the name of a file, or - for standard output");
    }
    var target = OutputOption.of(around, "--html", name);
    var text = NativeText.bytes(page(around, overviews));
    target.write(out -> out.write(text));
  }
}
