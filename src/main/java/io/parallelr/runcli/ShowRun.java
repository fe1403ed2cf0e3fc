package io.parallelr.runcli;

import io.parallelr.batch.ShellWords;
import io.parallelr.history.RunOverview;
import io.parallelr.history.RunState;
import io.parallelr.history.Runs;
import io.parallelr.journal.TaskRecord;
import io.parallelr.journal.TaskRecords;
import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import io.parallelr.os.NativeText;
import io.parallelr.report.Texts;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.NextCommand;
import io.parallelr.task.Printable;
import io.parallelr.task.Secrets;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.io.output.CloseShieldOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;

/// `parallelr show`.
@Command(name = "parallelr show", sortOptions = false, usageHelpAutoWidth = true, description = "Shows a run: what it ran, how it ended, which tasks failed and why, and the command that tries them again.", footerHeading = "%nExamples:%n", footer = {
    "  parallelr show last",
    "  parallelr show nightly --all"})
final class ShowRun implements RunsAction {
  private static final int SHOWN = 10;
  private static final int STDERR_LINES = 3;

  @Parameters(paramLabel = "RUN", description = "its name, its id or the beginning of that, its directory, last, or last~1 for the one before")
  String run = "";

  @Option(names = "--all", description = "list every task, not only the first 10 that failed")
  boolean all;

  @Option(names = "--json", description = "print it as one JSON object")
  boolean json;

  @Option(names = "--names", description = "print just the names of tasks that have begun, for shell completion; 500 at most")
  boolean names;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help and exit")
  boolean help;

  @Override
  public int run(Around around) throws IOException {
    if (names && (all || json)) {
      throw Around
          .usage("--names and %s are mutually exclusive".formatted(all ? "--all" : "--json"));
    }
    var overview = around.run(run);
    if (names) {
      around.print(CompletionNames.ofTasks(overview.run()));
      return ExitStatus.ALL_SUCCEEDED;
    }
    var tasks = RunTasks.read(overview.run(), all ? Integer.MAX_VALUE : SHOWN);
    var shown = Runs.counted(overview);
    var request = Runs.request(overview.run());
    var next = next(shown, tasks, request);
    if (json) {
      json(shown, tasks, next, around);
    } else {
      around.print(head(shown, tasks, request, around));
      if (all) {
        each(overview, around);
      } else {
        failures(tasks, around);
      }
      around.print(next.isEmpty() ? "" : "\n");
      for (var command : next) {
        around.print("%-12s%s%n".formatted(
            command.startsWith("parallelr resume ") ? "Continue:" : "Try again:", command));
      }
    }
    return ExitStatus.ALL_SUCCEEDED;
  }

  private static List<String> next(RunOverview run, RunTasks tasks, JsonObject request) {
    if (run.state() == RunState.RUNNING) {
      return List.of();
    }
    var spec = request.object("spec");
    var queue = spec.filter(s -> s.flag("watch"))
        .map(s -> ShellWords.show(s.texts("sources")));
    return NextCommand.of(
        run.id(),
        queue,
        tasks.failed() + tasks.withdrawn() > 0,
        run.state() != RunState.SUCCEEDED
            && run.counts().other() > tasks.withdrawn() + tasks.skipped());
  }

  private static String head(
      RunOverview run,
      RunTasks tasks,
      JsonObject request,
      Around around) {
    var text = new StringBuilder();
    line(text, "Run", Texts.run(run));
    line(text, "State", StateText.of(run, tasks));
    var tags = run.labels().tags();
    if (!tags.isEmpty()) {
      line(text, "Tags", String.join(" ", tags.entrySet()
          .stream()
          .map(t -> t.getKey() + '=' + t.getValue())
          .toList()));
    }
    line(text, "Command", request.text("command_template").orElse(""));
    var sources = request.texts("sources");
    if (!sources.isEmpty()) {
      line(text, "Tasks from", String.join(" ", sources));
    }
    request.text("arguments_file").ifPresent(file -> line(text, "Lines of", file));
    run.started()
        .ifPresent(
            started -> line(
                text,
                "Started",
                Texts.when(started, around.zone())
                    + run.took(around.clock().instant())
                        .map(
                            t -> (run.state() == RunState.RUNNING ? ", %s ago" : ", took %s")
                                .formatted(Texts.length(t)))
                        .orElse("")));
    run.continues().ifPresent(path -> line(text, "Resumes", NativeText.nameOf(path)));
    var counts = run.counts();
    line(
        text,
        "Tasks",
        "%s%d succeeded, %d failed, %d other".formatted(
            counts.tasks().map("%d total: "::formatted).orElse(""),
            counts.succeeded(),
            counts.failed(),
            counts.other()));
    line(text, "Directory", NativeText.of(run.run().path()));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append("%-12s%s%n".formatted(name, Printable.of(value)));
  }

  private static void failures(RunTasks tasks, Around around) throws IOException {
    if (tasks.failed() == 0) {
      return;
    }
    around.print("\nFailed:\n");
    for (var task : tasks.failures()) {
      around.print(described(task));
    }
    if (tasks.failed() > tasks.failures().size()) {
      around.print(
          "  ... and %d more; --all lists every task%n"
              .formatted(tasks.failed() - tasks.failures().size()));
    }
  }

  private void each(RunOverview run, Around around) throws IOException {
    around.print("\n");
    var out = new BufferedOutputStream(around.stdout(), 1 << 16);
    try {
      TaskRecords.each(run.run(), task -> {
        try {
          if (task.isFinal()) {
            out.write(NativeText.bytes(described(task)));
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
      var open = run.state() == RunState.RUNNING ? "running" : "no end";
      for (var task : RunTasks.read(run.run(), 0).begun()) {
        out.write(NativeText.bytes(described(task, open)));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    out.flush();
  }

  private static String described(TaskRecord task) {
    return described(task, "");
  }

  /// @param open what one is about that has not ended
  private static String described(TaskRecord task, String open) {
    var text = new StringBuilder();
    text.append(
        "  %6d  %-9s  %s".formatted(
            task.sequence(),
            task.status().map(Enum::name).orElse(open),
            Texts.task(task)));
    if (task.ran()) {
      text.append("  (")
          .append(Texts.length(task.duration()))
          .append(task.attempt() > 1 ? ", attempt " + task.attempt() : "")
          .append(')');
    }
    task.error().ifPresent(error -> text.append(": ").append(Printable.of(error)));
    text.append('\n');
    if (task.isFailure()) {
      lastLines(task.stderr()).forEach(
          line -> text.append(" ".repeat(10))
              .append("| ")
              .append(Printable.of(Secrets.NONE.masked(line)))
              .append('\n'));
    }
    return text.toString();
  }

  private static List<String> lastLines(String text) {
    var lines = text.lines().filter(line -> !line.isBlank()).toList();
    return lines.subList(Math.max(0, lines.size() - STDERR_LINES), lines.size());
  }

  private void json(RunOverview run, RunTasks tasks, List<String> next, Around around)
      throws IOException {
    var out = new BufferedOutputStream(around.stdout(), 1 << 16);
    try {
      JsonText.write(CloseShieldOutputStream.wrap(out), object -> {
        ListRuns.write(object, run, around.clock().instant());
        JsonText.optional(object, "reason", run.record().text("reason"));
        object.writeStringProperty("run_directory", NativeText.of(run.run().path()));
        JsonText.optional(object, "continues", run.continues().map(NativeText::of));
        object.writeNumberProperty("failures", tasks.failed());
        JsonText.objects(object, "failed_tasks", tasks.failures(), task -> write(object, task));
        JsonText.objects(
            object, "running", List.copyOf(tasks.begun()), task -> write(object, task));
        if (all) {
          object.writeArrayPropertyStart("tasks");
          eachJson(run, object);
          object.writeEndArray();
        }
        JsonText.optional(object, "next_command", next.stream().findFirst());
        JsonText.strings(object, "next_commands", next);
      });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (JacksonIOException e) {
      throw e.getCause() == null ? new IOException(e.getOriginalMessage(), e) : e.getCause();
    }
    out.write('\n');
    out.flush();
  }

  private static void eachJson(RunOverview run, JsonGenerator json) {
    try {
      TaskRecords.each(run.run(), task -> {
        if (task.isFinal()) {
          json.writeStartObject();
          write(json, task);
          json.writeEndObject();
        }
      });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(JsonGenerator json, TaskRecord task) {
    json.writeNumberProperty("sequence", task.sequence());
    json.writeStringProperty("task", task.name());
    JsonText.strings(json, "arguments", task.arguments());
    json.writeNumberProperty("attempt", task.attempt());
    JsonText.optional(json, "status", task.status().map(Enum::name));
    JsonText.optional(json, "error_message", task.error());
    json.writeNumberProperty("duration_seconds", Texts.seconds(task.duration()));
    json.writeStringProperty("stderr", NativeText.replaced(task.stderr()));
    JsonText.optional(json, "stdout_file", task.result().text("stdout_file"));
    JsonText.optional(json, "stderr_file", task.result().text("stderr_file"));
  }
}
