package io.parallelr.runcli;

import io.parallelr.journal.RunDirectory;
import io.parallelr.os.NativeText;
import io.parallelr.psr.Field;
import io.parallelr.psr.Filter;
import io.parallelr.psr.Results;
import io.parallelr.psr.Rows;
import io.parallelr.psr.Selection;
import io.parallelr.psr.Sums;
import io.parallelr.run.ExitStatus;
import io.parallelr.task.Count;
import io.parallelr.task.Printable;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `psr`, also called `parallelr psr`.
@Command(name = "psr", sortOptions = false, usageHelpAutoWidth = true, description = "Reads results: prints a row for each attempt at a task that has ended, or adds them up.", exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
    "0:all lines were read",
    "1:damaged lines were skipped",
    "2:usage error, or results that cannot be read"}, footerHeading = "%nExamples:%n", footer = {
        "  psr last --filter status!=SUCCESS",
        "  psr nightly --columns task,duration_seconds,arguments.0,env_vars.HOST --csv",
        "  psr results.jsonl --filter 'duration_seconds>60' --output slow.csv",
        "  zcat old.jsonl.gz | psr - --stats"})
final class ReadResults implements RunsAction {
  private static final List<String> COLUMNS = List.of(
      "START_TIME", "END_TIME", "STATUS", "PROCESS_ID", "WORKER_ID", "COMMAND_EXECUTED",
      "EXIT_CODE", "DURATION_SECONDS", "MEMORY_MB", "CPU_PERCENT", "ERROR_MESSAGE");
  private static final int BUFFER = 1 << 16;
  private static final int LEFT_OUT = 1;
  private static final String STDIN = "-";

  @Parameters(paramLabel = "RUN|FILE", arity = "0..*", description = "results.jsonl or another file of results, which may be compressed by gzip (.gz); - for standard input; or a run by its name, its id, the beginning of that, its directory, last, or last~1; default last")
  List<String> sources = new ArrayList<>();

  @Option(names = "--columns", paramLabel = "FIELDS", split = ",", description = "fields, separated by commas; a dot selects from objects and lists: env_vars.HOST, arguments.0")
  @Nullable
  List<String> columns;

  @Option(names = "--filter", paramLabel = "FIELD=VALUE", description = "only matching lines; also with != < <= > >= ~ (contains) and !~; may be repeated, all must hold")
  List<String> filters = new ArrayList<>();

  @Option(names = "--output", paramLabel = "FILE", description = "write to a file, as CSV unless --json or --stats is given")
  Optional<String> output = Optional.empty();

  @Option(names = "--csv", description = "print CSV")
  boolean csv;

  @Option(names = "--json", description = "print a JSON object on each line")
  boolean json;

  @Option(names = "--stats", description = "sum up the results: tasks by status, and durations")
  boolean stats;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help and exit")
  boolean help;

  /// What is read, by the name that it has in messages.
  private record Source(String name, Optional<Path> file) {}

  @Override
  public int run(Around around) throws IOException {
    if (csv && (json || stats)) {
      throw Around
          .usage("--csv and %s are mutually exclusive".formatted(json ? "--json" : "--stats"));
    }
    var shown = columns == null ? COLUMNS : columns;
    if (shown.isEmpty()) {
      throw Around.usage("--columns needs the names of fields, with commas between them");
    }
    if (columns != null && stats) {
      throw Around.usage("--columns and --stats are mutually exclusive");
    }
    var selection = new Selection(
        parsed("--columns", shown, Field::of), parsed("--filter", filters, Filter::of));
    var opened = new ArrayList<Source>();
    for (var source : sources.isEmpty() ? List.of("last") : sources) {
      opened.addAll(sources(around, source));
    }
    var results = output.isPresent()
        ? written(around, opened, selection)
        : read(around, opened, selection, around.stdout());
    return verdict(around, results);
  }

  private static <T> List<T> parsed(
      String option,
      List<String> texts,
      Function<String, T> parser) {
    try {
      return texts.stream().map(parser).toList();
    } catch (IllegalArgumentException e) {
      throw Around.usage("%s: %s".formatted(option, e.getMessage()));
    }
  }

  /// A file comes before a run, which may be called the same; a run has its other names, too.
  private static List<Source> sources(Around around, String name) throws IOException {
    if (name.equals(STDIN)) {
      return List.of(new Source("standard input", Optional.empty()));
    }
    var path = NativeText.resolve(around.directory(), name);
    if (Files.exists(path) && !Files.isDirectory(path)) {
      return List.of(new Source(name, Optional.of(path)));
    }
    boolean isFile = name.indexOf('/') >= 0 || name.endsWith(".jsonl") || name.endsWith(".gz");
    if (isFile && !Files.exists(path)) {
      throw Around.usage("file %s does not exist".formatted(name));
    }
    var journal = new RunDirectory(NativeText.nameOf(path), path);
    var files = Files.isDirectory(path) ? journal.journal() : List.<Path>of();
    if (files.isEmpty()) {
      files = around.run(name).run().journal();
    }
    if (files.isEmpty()) {
      throw Around.usage("run %s has no results yet".formatted(name));
    }
    return files.stream().map(f -> new Source(NativeText.of(f), Optional.of(f))).toList();
  }

  private Results written(Around around, List<Source> opened, Selection selection)
      throws IOException {
    if (output.orElseThrow().isEmpty()) {
      throw Around.usage("--output needs the name of a file");
    }
    var target = OutputOption.of(around, "--output", output.get());
    var read = new ArrayList<Results>();
    target.write(out -> read.add(read(around, opened, selection, out)));
    return read.getFirst();
  }

  private Results read(
      Around around,
      List<Source> opened,
      Selection selection,
      OutputStream to)
      throws IOException {
    var out = new BufferedOutputStream(to, BUFFER);
    Results results;
    if (stats) {
      var sums = new Sums();
      results = new Results(selection.fields(Sums.FIELDS), selection.sums(sums));
      read(around, opened, results);
      out.write(NativeText.bytes(json ? sums.json() : sums.text()));
    } else {
      var form = json
          ? Rows.Form.JSON
          : csv || output.isPresent()
              ? Rows.Form.CSV
              : Rows.Form.TABLE;
      var rows = new Rows(selection.columns(), form, out);
      results = new Results(selection.fields(), selection.rows(rows));
      read(around, opened, results);
      rows.end();
    }
    out.flush();
    return results;
  }

  private static void read(Around around, List<Source> opened, Results results)
      throws IOException {
    for (var source : opened) {
      try (var in = open(around, source)) {
        results.read(in, source.name());
      } catch (Selection.UnknownFieldException e) {
        throw Around.usage(Objects.requireNonNull(e.getMessage()));
      }
    }
    if (results.known() == 0 && results.damaged() > 0) {
      throw Around.usage(
          "%s; this is not a file of results".formatted(results.firstDamage().orElseThrow()));
    }
  }

  private static InputStream open(Around around, Source source) {
    if (source.file().isEmpty()) {
      return new ReadSource(source.name(), around.stdin());
    }
    return ReadSource.open(source.name(), source.file().get());
  }

  private static int verdict(Around around, Results results) {
    if (results.damaged() == 0) {
      return ExitStatus.ALL_SUCCEEDED;
    }
    around.stderr()
        .println(
            "parallelr: warning: " + Printable.of(
                "%s left out as damaged, the first %s".formatted(
                    Count.of(results.damaged(), "line"),
                    results.firstDamage().orElseThrow())));
    return LEFT_OUT;
  }
}
