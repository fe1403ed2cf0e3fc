package io.parallelr.runcli;

import io.parallelr.history.RunOverview;
import io.parallelr.history.RunState;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.TaskRecord;
import io.parallelr.journal.TaskRecords;
import io.parallelr.os.NativeText;
import io.parallelr.report.Texts;
import io.parallelr.run.ExitStatus;
import io.parallelr.task.Count;
import io.parallelr.task.TaskSelector;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `parallelr log`.
@Command(name = "parallelr log", sortOptions = false, usageHelpAutoWidth = true, description = "Prints what a task printed, byte by byte: its standard output to standard output, its standard error to standard error.", footerHeading = "%nExamples:%n", footer = {
    "  parallelr log last 12",
    "  parallelr log last import.sh -f",
    "  parallelr log nightly --failed --stderr"})
final class PrintLog implements RunsAction {
  private static final int SHOWN = 5;

  @Parameters(index = "0", paramLabel = "RUN", description = "its name, its id or the beginning of that, its directory, last, or last~1 for the one before")
  String run = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "TASK", description = "the number of the task in the run, its name, the last part of its path, or its arguments")
  @Nullable
  String task;

  @Option(names = "--failed", description = "print what all tasks printed that did not succeed, each with a heading")
  boolean failed;

  @Option(names = {"-f",
      "--follow"}, description = "follow a task that runs until it ends")
  boolean follow;

  @Option(names = "--stderr", description = "print only the standard error of the task, to standard output")
  boolean stderr;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help and exit")
  boolean help;

  @Override
  public int run(Around around) throws IOException, InterruptedException {
    if ((task == null) != failed) {
      throw Around.usage(
          failed
              ? "TASK and --failed are mutually exclusive; leave one out"
              : "log needs a task: give its number or its name, or --failed for all that failed");
    }
    if (failed && follow) {
      throw Around.usage("-f follows one task; give TASK in place of --failed");
    }
    var overview = around.run(run);
    var print = new TaskOutput(around, stderr);
    if (task == null) {
      return failures(overview, print, around);
    }
    var found = find(overview, new TaskSelector(task));
    boolean runs = found.status().isEmpty() || !found.isFinal();
    if (runs && follow && overview.state() == RunState.RUNNING) {
      print.follow(overview.run(), found, () -> lives(around, overview));
    } else {
      print.print(overview.run(), found);
    }
    return ExitStatus.ALL_SUCCEEDED;
  }

  private static boolean lives(Around around, RunOverview run) {
    return around.runs()
        .overview(run.run())
        .filter(now -> now.state() == RunState.RUNNING)
        .isPresent();
  }

  private static int failures(RunOverview run, TaskOutput print, Around around)
      throws IOException {
    var tasks = RunTasks.read(run.run(), Integer.MAX_VALUE);
    if (tasks.failed() == 0) {
      around.stderr().println("parallelr: no task of run %s failed".formatted(run.id()));
    }
    for (var failure : tasks.failures()) {
      around.print(
          "==> task %d %s (%s) <==%n".formatted(
              failure.sequence(),
              Texts.task(failure),
              failure.error().orElse("")));
      print.print(run.run(), failure);
    }
    return ExitStatus.ALL_SUCCEEDED;
  }

  /// The latest attempt at a task.
  private static TaskRecord find(RunOverview run, TaskSelector selector) throws IOException {
    var found = new LinkedHashMap<Integer, TaskRecord>(); // by sequence
    if (selector.sequence().isPresent()) {
      int number = selector.sequence().getAsInt();
      TaskRecords.each(run.run(), record -> {
        if (record.sequence() == number) {
          found.put(number, record);
        }
      });
    }
    if (found.isEmpty()) {
      TaskRecords.each(run.run(), record -> {
        if (selector.names(record.name(), record.arguments())) {
          found.put(record.sequence(), record);
        }
      });
    }
    return one(run.run(), selector, found);
  }

  private static TaskRecord one(
      RunDirectory run,
      TaskSelector selector,
      Map<Integer, TaskRecord> found) {
    if (found.size() > 1) {
      var candidates = found.values()
          .stream()
          .limit(SHOWN)
          .map(t -> "%d (%s)".formatted(t.sequence(), t.name()))
          .collect(Collectors.joining(", "));
      throw Around.usage(
          "task %s is ambiguous: %s have that name, such as %s; give the number".formatted(
              selector.text(),
              Count.of(found.size(), "task"),
              candidates));
    }
    return found.values()
        .stream()
        .findFirst()
        .orElseThrow(
            () -> Around.usage(
                "run %s has no task %s that has begun; parallelr show %s --all lists those that have"
                    .formatted(
                        run.id(),
                        selector.text(),
                        NativeText.nameOf(run.path()))));
  }
}
