package io.parallelr.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.daemon.RunLock;
import io.parallelr.daemon.RunProgress;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.RunLabels;
import io.parallelr.journal.TaskCounts;
import io.parallelr.json.JsonObject;
import io.parallelr.os.NativeText;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The directory that those of all runs lie in. Reads only small files of them.
///
/// @param path absolute
public record Runs(Path path) {
  private static final String REQUEST = "request.json";
  private static final int SMALL = 1 << 11;
  private static final int LAST_LINE = 1 << 16;
  private static final Set<String> OF_REQUEST = Set.of(
      "session_id", "name", "tags", "start_time", "process_id", "tasks", "continues", "spec");
  private static final Set<String> OF_SUMMARY = Set.of(
      "type", "session_id", "name", "tags", "continues", "start_time", "end_time",
      "duration_seconds", "end", "reason", "exit_status", "total", "succeeded", "failed",
      "timed_out", "errors", "cancelled", "skipped", "not_started", "not_retried", "attempts",
      "peak_memory_mb", "cpu_seconds");

  /// The names of what may be runs, the newest first. Looks into none.
  public List<String> names() {
    var names = NativeText.file(path).list();
    if (names == null) {
      return List.of(); // nothing has ever run here
    }
    Arrays.sort(names, Collections.reverseOrder());
    return Stream.of(names)
        .filter(name -> !name.startsWith(".") && !name.equals("latest"))
        .toList();
  }

  /// All of them, the newest first.
  public List<RunDirectory> all() {
    return names().stream()
        .map(this::named)
        .filter(run -> NativeText.file(run.path().resolve(REQUEST)).isFile())
        .toList();
  }

  /// What is known of all, the newest first.
  public List<RunOverview> overviews() {
    return names().parallelStream().flatMap(name -> overview(named(name)).stream()).toList();
  }

  /// The one with a name, if it is one.
  public RunDirectory named(String name) {
    return new RunDirectory(name, NativeText.resolve(path, name));
  }

  /// All that a run was asked to do.
  ///
  /// @throws IOException saying what cannot be read
  public static JsonObject request(RunDirectory run) throws IOException {
    return JsonObject.parse(Files.readString(run.path().resolve(REQUEST)));
  }

  /// What is known of one; empty if it has just been deleted, or cannot be read.
  public Optional<RunOverview> overview(RunDirectory run) {
    var summary = summary(run);
    if (summary.isPresent()) {
      return Optional.of(ended(run, summary.get()));
    }
    var request = read(run.path().resolve(REQUEST), OF_REQUEST);
    if (request.isEmpty()) {
      return Optional.empty();
    }
    boolean lives = lives(run, request.get());
    var late = lives ? Optional.<JsonObject>empty() : summary(run); // it may just have ended
    return Optional.of(
        late.map(s -> ended(run, s)).orElseGet(() -> unended(run, request.get(), lives)));
  }

  private static RunOverview ended(RunDirectory run, JsonObject summary) {
    return new RunOverview(
        run,
        RunLabels.read(summary),
        RunState.ofEnd(
            summary.text("end").orElse(""),
            summary.number("exit_status").orElse(1L)),
        RunOverview.Counts.ofSummary(summary),
        summary);
  }

  private static RunOverview unended(RunDirectory run, JsonObject request, boolean lives) {
    var tasks = request.number("tasks");
    var none = new RunOverview.Counts(tasks, 0, 0, tasks.orElse(0L), tasks.orElse(0L));
    return new RunOverview(
        run,
        RunLabels.read(request),
        lives ? RunState.RUNNING : RunState.CUT_OFF,
        lives
            ? progress(run).map(p -> RunOverview.Counts.ofProgress(p.tasks().or(() -> tasks), p))
                .orElse(none)
            : none,
        request);
  }

  /// With the counts of a run that was cut off, which only its journal knows: reading that may take
  /// a while.
  public static RunOverview counted(RunOverview run) {
    if (run.state() != RunState.CUT_OFF) {
      return run;
    }
    try {
      return run.with(
          RunOverview.Counts.ofJournal(run.counts().tasks(), TaskCounts.read(run.run())));
    } catch (IOException e) {
      return run; // nothing is known of its tasks
    }
  }

  private static Optional<RunProgress> progress(RunDirectory run) {
    try {
      return RunProgress.read(run.path());
    } catch (IOException e) {
      return Optional.empty(); // of another version; the journal has it all
    }
  }

  /// Whether its own supervisor lives. Who resumes a run holds its lock, too.
  private static boolean lives(RunDirectory run, JsonObject request) {
    return switch (new RunLock(run.path()).state()) {
      case RunLock.State.Free() -> false;
      case RunLock.State.Unseen _ -> true;
      case RunLock.State.Held(var pid) ->
        request.number("process_id").map(own -> own == pid).orElse(true);
    };
  }

  /// What a run wrote at its end: in a file of its own, before that came to be in the last line of
  /// its journal alone.
  private static Optional<JsonObject> summary(RunDirectory run) {
    return read(run.path().resolve(RunDirectory.SUMMARY), OF_SUMMARY)
        .or(() -> lastLine(run.results()))
        .filter(summary -> summary.text("end").isPresent());
  }

  private static Optional<JsonObject> read(Path file, Set<String> fields) {
    try (var in = new FileInputStream(NativeText.file(file))) {
      var text = new byte[SMALL];
      int length = in.readNBytes(text, 0, SMALL);
      if (length == SMALL) {
        var rest = in.readAllBytes();
        text = Arrays.copyOf(text, length + rest.length);
        System.arraycopy(rest, 0, text, length, rest.length);
        length = text.length;
      }
      return Optional.of(JsonObject.parse(text, 0, length, fields));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<JsonObject> lastLine(Path journal) {
    try (var file = new RandomAccessFile(NativeText.file(journal), "r")) {
      long length = file.length();
      var tail = new byte[(int) Math.min(length, LAST_LINE)];
      file.seek(length - tail.length);
      file.readFully(tail);
      var text = new String(tail, UTF_8).stripTrailing();
      var line = text.substring(text.lastIndexOf('\n') + 1);
      return line.startsWith("{\"type\":\"summary\"")
          ? Optional.of(JsonObject.parse(line))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
