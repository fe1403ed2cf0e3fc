package io.parallelr.cli;

import io.parallelr.json.JsonText;
import io.parallelr.os.NativeText;
import io.parallelr.queue.QueueDirectory;
import io.parallelr.queue.QueueView;
import io.parallelr.queue.Selection;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import io.parallelr.task.Count;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.commons.io.output.CloseShieldOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;

/// `parallelr queue`: what is in a watched directory.
@Command(name = "parallelr queue", sortOptions = false, usageHelpAutoWidth = true, description = "Shows which files of a directory served by --watch are waiting, running, done or failed.")
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
  ///
  /// @param unfinished patterns of names that are not taken
  int execute(String unfinished, OutputStream stdout) throws IOException {
    if (directory == null) {
      throw usage("queue needs a directory: give the watched one with -T");
    }
    if (!Files.isDirectory(directory)) {
      throw usage(
          "-T: %s is not a directory; give the watched one".formatted(directory));
    }
    if (dryRun && !requeueFailed) {
      throw usage("-n does nothing without --requeue-failed; leave it out");
    }
    try {
      var queue = new QueueDirectory(directory.toRealPath());
      return execute(new QueueView(queue, new Selection(unfinished, _ -> true)), stdout);
    } catch (FileSystemException e) {
      throw new UserError(
          ExitStatus.USAGE, "-T: the queue cannot be read: " + Reason.withPath(e), e);
    }
  }

  private static UserError usage(String message) {
    return new UserError(ExitStatus.USAGE, message);
  }

  private int execute(QueueView view, OutputStream stdout) throws IOException {
    if (json) {
      return json(view, stdout);
    }
    var text = new StringBuilder();
    int status = requeueFailed ? requeue(view, text) : ExitStatus.ALL_SUCCEEDED;
    text(view, text);
    stdout.write(text.toString().getBytes(StandardCharsets.UTF_8));
    return status;
  }

  private int requeue(QueueView view, StringBuilder text) throws IOException {
    long[] count = new long[1];
    var left = new ArrayList<QueueView.Left>();
    requeue(view, _ -> count[0]++, left::add);
    text.append("%s: %d%n".formatted(dryRun ? "would be put back" : "put back", count[0]));
    if (!left.isEmpty()) {
      section(text, "not put back", left.size(), left, QueueCommand::describe);
    }
    return left.isEmpty() ? ExitStatus.ALL_SUCCEEDED : ExitStatus.SOME_FAILED;
  }

  private void requeue(
      QueueView view,
      Consumer<String> moved,
      Consumer<QueueView.Left> left)
      throws IOException {
    if (dryRun) {
      view.eachFailed(moved);
    } else {
      QueueView.requeueFailed(view.queue(), moved, left);
    }
  }

  private static void text(QueueView view, StringBuilder text) throws IOException {
    text.append("queue %s%n".formatted(Printable.of(NativeText.of(view.queue().path()))));
    var inbox = view.inbox(SHOWN);
    var waiting = inbox.waiting();
    section(text, "waiting", waiting.count(), waiting.first(), Printable::of);
    var notTakeable = view.notTakeable();
    if (notTakeable.count() > 0) {
      section(
          text,
          "blocked",
          notTakeable.count(),
          notTakeable.first(),
          QueueCommand::describe);
    }
    var ignored = inbox.ignored();
    if (ignored.count() > 0) {
      section(text, "ignored", ignored.count(), ignored.first(), QueueCommand::describe);
    }
    var running = view.running();
    section(text, "running", running.files().size(), running.files(), QueueCommand::describe);
    if (!running.strays().isEmpty()) {
      section(
          text,
          "unclear",
          running.strays().size(),
          running.strays(),
          stray -> describe(view.queue(), stray));
    }
    var failed = view.failed(SHOWN);
    section(text, "failed", failed.count(), failed.first(), Printable::of);
    text.append("%-8s %d%n".formatted("done", view.done()));
  }

  private static String describe(QueueView.Left left) {
    return "%s: %s".formatted(Printable.of(left.name()), Printable.of(left.reason()));
  }

  private static String describe(QueueView.Taken taken) {
    return "%s  by process %d on %s, run %s%s".formatted(
        Printable.of(taken.name()),
        taken.owner().pid(),
        Printable.of(taken.owner().host()),
        Printable.of(taken.owner().runId()),
        taken.ending()
            .map(
                e -> "; it %s, but cannot be moved away: %s".formatted(
                    e.succeeded() ? "succeeded" : "did not succeed",
                    Printable.of(e.reason())))
            .orElse(""));
  }

  private static String describe(QueueDirectory queue, QueueView.Stray stray) {
    var path = Printable.of(NativeText.of(stray.path()));
    return "%s: %s; %s".formatted(
        path,
        Printable.of(stray.problem()),
        Files.isDirectory(stray.path())
            ? ("a supervisor recovers what it can; to run its %s again if nothing runs, move %s to %s "
                + "and remove the directory").formatted(
                    Count.of(stray.files().size(), "file"),
                    stray.files().size() == 1 ? "it" : "them",
                    Printable.of(NativeText.of(queue.path())))
            : "move it away");
  }

  private static <T> void section(
      StringBuilder text,
      String name,
      long count,
      List<T> first,
      Function<T, String> line) {
    text.append("%-8s %d%n".formatted(name, count));
    first.stream()
        .limit(SHOWN)
        .forEach(one -> text.append("  ").append(line.apply(one)).append('\n'));
    if (count > SHOWN) {
      text.append("  ... and %d more%n".formatted(count - Math.min(SHOWN, first.size())));
    }
  }

  /// Writes names as they are found: there may be a million of them.
  private int json(QueueView view, OutputStream stdout) throws IOException {
    var left = new ArrayList<QueueView.Left>();
    try (var out = new BufferedOutputStream(stdout)) {
      JsonText.write(CloseShieldOutputStream.wrap(out), json -> {
        json.writeStringProperty("directory", NativeText.of(view.queue().path()));
        names(json, dryRun ? "would_requeue" : "requeued", to -> {
          if (requeueFailed) {
            requeue(view, to, left::add);
          }
        });
        JsonText.objects(json, "not_requeued", left, l -> left(json, l));
        names(json, "waiting", view::eachWaiting);
        reading(() -> {
          JsonText.objects(json, "not_takeable", view.notTakeable().first(), l -> left(json, l));
          json.writeArrayPropertyStart("ignored");
          view.eachIgnored(l -> {
            json.writeStartObject();
            left(json, l);
            json.writeEndObject();
          });
          json.writeEndArray();
          running(json, view.running());
        });
        names(json, "done", view::eachDone);
        names(json, "failed", view::eachFailed);
      });
      out.write('\n');
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (JacksonIOException e) {
      throw e.getCause() == null ? new IOException(e.getOriginalMessage(), e) : e.getCause();
    }
    return left.isEmpty() ? ExitStatus.ALL_SUCCEEDED : ExitStatus.SOME_FAILED;
  }

  private static void running(JsonGenerator json, QueueView.Running running) {
    JsonText.objects(json, "running", running.files(), taken -> {
      json.writeStringProperty("name", taken.name());
      json.writeNumberProperty("process_id", taken.owner().pid());
      json.writeStringProperty("hostname", taken.owner().host());
      json.writeStringProperty("session_id", taken.owner().runId());
      taken.ending().ifPresent(ending -> {
        json.writeBooleanProperty("succeeded", ending.succeeded());
        json.writeStringProperty("not_put_away", ending.reason());
      });
    });
    JsonText.objects(json, "unclear", running.strays(), stray -> {
      json.writeStringProperty("path", NativeText.of(stray.path()));
      json.writeStringProperty("reason", stray.problem());
      JsonText.strings(json, "files", stray.files());
    });
  }

  private static void left(JsonGenerator json, QueueView.Left left) {
    json.writeStringProperty("name", left.name());
    json.writeStringProperty("reason", left.reason());
  }

  private interface Listing {
    void to(Consumer<String> name) throws IOException;
  }

  private static void names(JsonGenerator json, String field, Listing listing) {
    json.writeArrayPropertyStart(field);
    reading(() -> listing.to(json::writeString));
    json.writeEndArray();
  }

  private interface Reading {
    void run() throws IOException;
  }

  private static void reading(Reading reading) {
    try {
      reading.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
