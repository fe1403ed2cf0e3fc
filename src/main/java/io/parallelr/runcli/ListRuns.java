package io.parallelr.runcli;

import io.parallelr.history.RunOverview;
import io.parallelr.history.RunState;
import io.parallelr.history.Runs;
import io.parallelr.json.JsonText;
import io.parallelr.report.Texts;
import io.parallelr.run.ExitStatus;
import io.parallelr.task.Printable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/// `parallelr runs`.
@Command(name = "parallelr runs", sortOptions = false, usageHelpAutoWidth = true, description = "Lists the runs there are, the newest first: how each ended, and how many of its tasks succeeded.", footerHeading = "%nExamples:%n", footer = {
    "  parallelr runs --state failed --tag team=data",
    "  parallelr runs --limit 0 --json"})
final class ListRuns implements RunsAction {
  @Option(names = "--state", paramLabel = "STATE", split = ",", description = "only those in one of these states, with commas between them: running, succeeded, failed, stopped, interrupted or cut-off")
  List<String> states = new ArrayList<>();

  @Option(names = "--tag", paramLabel = "KEY[=VALUE]", description = "only those with this tag; may be repeated, for runs that have all of them")
  List<String> tags = new ArrayList<>();

  @Option(names = "--limit", paramLabel = "N", description = "at most so many, 0 for all; default ${DEFAULT-VALUE}")
  int limit = 20;

  @Option(names = "--json", description = "print them as one JSON object")
  boolean json;

  @Option(names = "--names", description = "print just names and ids, for shell completion")
  boolean names;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help and exit")
  boolean help;

  @Override
  public int run(Around around) throws IOException {
    if (limit < 0) {
      throw Around.usage("--limit: %d is negative; give how many, or 0 for all".formatted(limit));
    }
    if (names && json) {
      throw Around.usage("--names and --json are mutually exclusive");
    }
    var wanted = states(states, EnumSet.allOf(RunState.class));
    long most = limit == 0 ? Long.MAX_VALUE : limit;
    boolean isFiltered = !tags.isEmpty() || !states.isEmpty();
    var found = isFiltered || limit == 0
        ? around.runs().overviews().stream().filter(run -> matches(run, wanted)).toList()
        : newest(around.runs());
    var matching = found.stream().limit(most).map(Runs::counted).toList();
    if (names) {
      around.print(CompletionNames.ofRuns(matching));
      return ExitStatus.ALL_SUCCEEDED;
    }
    long more = isFiltered || limit == 0
        ? found.size() - matching.size()
        : Math.max(0, around.runs().names().size() - limit);
    around.print(
        json
            ? json(matching, more, around.clock().instant())
            : table(matching, more, isFiltered, around));
    return ExitStatus.ALL_SUCCEEDED;
  }

  /// Reads no more of them than are shown.
  private List<RunOverview> newest(Runs runs) {
    return runs.names()
        .stream()
        .flatMap(name -> runs.overview(runs.named(name)).stream())
        .limit(limit)
        .toList();
  }

  private boolean matches(RunOverview run, Set<RunState> wanted) {
    return wanted.contains(run.state()) && tags.stream().allMatch(run.labels()::has);
  }

  /// The states that words name; all if there are none.
  ///
  /// @param allowed those that may be named
  static Set<RunState> states(List<String> words, Set<RunState> allowed) {
    if (words.isEmpty()) {
      return EnumSet.allOf(RunState.class);
    }
    var names = allowed.stream().map(RunState::word).collect(Collectors.joining(", "));
    return words.stream()
        .map(
            word -> RunState.of(word.strip())
                .filter(allowed::contains)
                .orElseThrow(
                    () -> Around.usage(
                        "--state: '%s' is not one of %s".formatted(word.strip(), names))))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(RunState.class)));
  }

  private static String json(List<RunOverview> runs, long more, Instant now) {
    return JsonText.object(json -> {
      JsonText.objects(json, "runs", runs, run -> write(json, run, now));
      json.writeNumberProperty("more", more);
    }) + '\n';
  }

  /// Writes the fields of one into an object.
  static void write(JsonGenerator json, RunOverview run, Instant now) {
    json.writeStringProperty("session_id", run.id());
    run.labels().write(json);
    json.writeStringProperty("state", run.state().word());
    JsonText.optional(json, "start_time", run.record().text("start_time"));
    JsonText.optional(json, "end_time", run.record().text("end_time"));
    run.took(now)
        .ifPresentOrElse(
            took -> json.writeNumberProperty("duration_seconds", took.toMillis() / 1000.0),
            () -> json.writeNullProperty("duration_seconds"));
    JsonText.number(json, "exit_status", run.record().number("exit_status"));
    var counts = run.counts();
    JsonText.number(json, "total", counts.tasks());
    json.writeNumberProperty("succeeded", counts.succeeded());
    json.writeNumberProperty("failed", counts.failed());
    json.writeNumberProperty("other", counts.other());
  }

  private static String table(
      List<RunOverview> runs,
      long more,
      boolean isFiltered,
      Around around) {
    if (runs.isEmpty()) {
      return isFiltered
          ? "no run matches; parallelr runs lists all\n"
          : "no runs in %s yet%n".formatted(Printable.of(around.runs().path().toString()));
    }
    var rows = Stream.concat(
        Stream.of(
            List.of("ID", "NAME", "STATE", "STARTED", "TOOK", "OK", "FAILED", "OTHER", "TAGS")),
        runs.stream().map(run -> row(run, around))).toList();
    return Table.of(rows, Set.of(4, 5, 6, 7))
        + (more > 0 ? "... and %d more; --limit 0 lists all%n".formatted(more) : "");
  }

  private static List<String> row(RunOverview run, Around around) {
    var counts = run.counts();
    return List.of(
        run.id(),
        Printable.of(run.labels().name().orElse("")),
        run.state().word(),
        run.started().map(s -> Texts.when(s, around.zone())).orElse(""),
        run.took(around.clock().instant()).map(Texts::length).orElse("-"),
        Long.toString(counts.succeeded()),
        Long.toString(counts.failed()),
        Long.toString(counts.other()),
        Printable.of(
            run.labels()
                .tags()
                .entrySet()
                .stream()
                .map(t -> t.getKey() + '=' + t.getValue())
                .collect(Collectors.joining(" "))));
  }
}
