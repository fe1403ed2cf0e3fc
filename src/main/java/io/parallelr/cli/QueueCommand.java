package io.parallelr.cli;

import static io.parallelr.json.JsonText.strings;

import io.parallelr.json.JsonText;
import io.parallelr.queue.QueueDirectory;
import io.parallelr.queue.QueueView;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `parallelr queue`: what is in a watched directory.
@Command(name = "parallelr queue", sortOptions = false, usageHelpAutoWidth = true, description = "Shows what waits, runs, is done and has failed in a directory that is served by --watch.")
final class QueueCommand {
  /// The first word of the command line that asks for it.
  static final String NAME = "queue";

  private static final int SHOWN = 10;

  @Option(names = {"-T",
      "--TasksDir"}, paramLabel = "DIR", description = "the directory")
  @Nullable
  Path directory;

  @Option(names = "--requeue-failed", description = "put the files of failed tasks back into the queue")
  boolean requeueFailed;

  @Option(names = {"-n",
      "--dry-run"}, description = "with --requeue-failed, only show what would be put back")
  boolean dryRun;

  @Option(names = "--json", description = "print it as one JSON object")
  boolean json;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help and exit")
  boolean help;

  /// Prints it; returns the exit status.
  int execute(OutputStream stdout) throws IOException {
    if (directory == null) {
      throw usage("queue needs a directory: give the one that is watched by -T");
    }
    if (!Files.isDirectory(directory)) {
      throw usage(
          "-T: %s is not a directory; give the one that is watched".formatted(directory));
    }
    if (dryRun && !requeueFailed) {
      throw usage("-n does nothing without --requeue-failed; leave it out");
    }
    try {
      var queue = new QueueDirectory(directory.toRealPath());
      var requeued = requeueFailed && !dryRun ? QueueView.requeueFailed(queue) : List.<String>of();
      var view = QueueView.of(queue);
      requeued = dryRun ? view.failed() : requeued;
      var text = json ? json(queue, view, requeued) : text(queue, view, requeued);
      stdout.write(text.getBytes(StandardCharsets.UTF_8));
      return ExitStatus.ALL_SUCCEEDED;
    } catch (FileSystemException e) {
      throw new UserError(
          ExitStatus.USAGE, "-T: the queue cannot be read: " + Reason.withPath(e), e);
    }
  }

  private static UserError usage(String message) {
    return new UserError(ExitStatus.USAGE, message);
  }

  private String text(QueueDirectory queue, QueueView view, List<String> requeued) {
    var text = new StringBuilder();
    if (requeueFailed) {
      text.append(
          "%s: %d%n".formatted(dryRun ? "would be put back" : "put back", requeued.size()));
    }
    text.append("queue %s%n".formatted(Printable.of(queue.path().toString())));
    section(text, "waiting", view.waiting());
    section(
        text,
        "running",
        view.running()
            .stream()
            .map(
                t -> "%s  by process %d on %s, run %s".formatted(
                    t.name(),
                    t.owner().pid(),
                    t.owner().host(),
                    t.owner().runId()))
            .toList());
    section(text, "failed", view.failed());
    text.append("%-8s %d%n".formatted("done", view.done().size()));
    return text.toString();
  }

  private static void section(StringBuilder text, String name, List<String> lines) {
    text.append("%-8s %d%n".formatted(name, lines.size()));
    lines.stream()
        .limit(SHOWN)
        .forEach(line -> text.append("  ").append(Printable.of(line)).append('\n'));
    if (lines.size() > SHOWN) {
      text.append("  ... and %d more%n".formatted(lines.size() - SHOWN));
    }
  }

  private static String json(QueueDirectory queue, QueueView view, List<String> requeued) {
    return JsonText.object(json -> {
      json.writeStringProperty("directory", queue.path().toString());
      strings(json, "requeued", requeued);
      strings(json, "waiting", view.waiting());
      JsonText.objects(json, "running", view.running(), taken -> {
        json.writeStringProperty("name", taken.name());
        json.writeNumberProperty("process_id", taken.owner().pid());
        json.writeStringProperty("hostname", taken.owner().host());
        json.writeStringProperty("session_id", taken.owner().runId());
      });
      strings(json, "done", view.done());
      strings(json, "failed", view.failed());
    }) + '\n';
  }
}
