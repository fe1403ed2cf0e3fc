package io.parallelr.flowrun;

import io.parallelr.flow.Printed;
import io.parallelr.flow.StepResult;
import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.io.FileUtils;
import tools.jackson.core.JsonGenerator;

/// The file with the state of a flow: the next task, and the results of earlier ones. Only its
/// owner may read it, as outputs may hold secrets.
///
/// @param hash of the flow file: the state of another version cannot be used
public record StateFile(Path path, String hash) {
  private static final String FILE = "_file";
  private static final String VERSION = "1.0";
  private static final String NEXT = "intended_next_task";
  private static final String RESULTS = "task_results";

  /// The state of a flow file.
  public static StateFile of(RunOptions options, ExecutionContext context, Path flowFile)
      throws IOException {
    return new StateFile(
        new FlowPaths(options, context).state(flowFile),
        Hashes.of(Files.readAllBytes(flowFile)));
  }

  /// Where an earlier run stopped.
  record State(int next, Map<Integer, StepResult> results) {}

  /// Reads the state of an earlier run.
  ///
  /// @return empty if there is none
  /// @throws IOException if it cannot be read, is of another version, or the flow file was
  ///   changed since
  Optional<State> read() throws IOException {
    List<String> lines;
    try {
      lines = wholeLines(Files.readString(path));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    var json = JsonObject.parse(lines.getFirst());
    if (!json.text("version").equals(Optional.of(VERSION))) {
      throw new IOException(
          "it has version %s, and this tasker reads %s; delete %s to start over"
              .formatted(json.text("version").orElse("unknown"), VERSION, path));
    }
    if (!json.text("task_file_hash").equals(Optional.of(hash))) {
      throw new IOException(
          "the flow file has changed since that run; delete %s to start over".formatted(path));
    }
    int next = json.number(NEXT).orElse(0L).intValue();
    var recorded = new TreeMap<Integer, JsonObject>();
    collect(json, recorded);
    for (var line : lines.subList(1, lines.size())) {
      var update = JsonObject.parse(line);
      next = update.number(NEXT).orElse((long) next).intValue();
      collect(update, recorded);
    }
    var results = new TreeMap<Integer, StepResult>();
    for (var task : recorded.entrySet()) { // not before: the outputs of superseded results are
                                           // deleted
      results.put(task.getKey(), result(task.getValue()));
    }
    return Optional.of(new State(next, results));
  }

  /// The lines of a state: the whole state first, then each change. The last line is cut off if its
  /// writer was killed.
  private static List<String> wholeLines(String text) {
    var lines = new ArrayList<>(List.of(text.split("\n", -1)));
    if (lines.size() > 1) {
      lines.removeLast(); // empty, or cut off
    }
    return lines;
  }

  private static void collect(JsonObject json, Map<Integer, JsonObject> recorded)
      throws IOException {
    var results = json.object(RESULTS);
    for (var id : results.map(JsonObject::names).orElse(List.of())) {
      if (!id.matches("\\d{1,9}")) {
        throw new IOException("it is damaged: '%s' is not the number of a task".formatted(id));
      }
      results.flatMap(r -> r.object(id)).ifPresent(r -> recorded.put(Integer.valueOf(id), r));
    }
  }

  /// Describes for users what can be resumed.
  public List<String> describe() throws IOException {
    if (Files.notExists(path)) {
      return List.of(
          "there is no state in %s: no run with --auto-recovery has failed".formatted(path));
    }
    var lines = new ArrayList<String>();
    lines.add("state: " + path);
    lines.add("written: " + Files.getLastModifiedTime(path).toInstant());
    try {
      var state = read().orElseThrow();
      var succeeded = new TreeMap<>(state.results()).entrySet()
          .stream()
          .filter(r -> r.getValue().success())
          .map(Map.Entry::getKey)
          .toList();
      lines.add("resumes at: task " + state.next());
      lines.add("succeeded: " + succeeded);
    } catch (IOException e) {
      lines.add("cannot be resumed: " + Reason.withPath(e));
    }
    return lines;
  }

  private static StepResult result(JsonObject json) throws IOException {
    return new StepResult(
        json.number("exit_code").orElse(0L).intValue(),
        printed(json, "stdout"),
        printed(json, "stderr"),
        json.flag("success"),
        json.flag(ResultDocument.UNNOTICED));
  }

  private static Printed printed(JsonObject json, String stream) throws IOException {
    var file = json.text(stream + FILE).map(NativeText::path);
    if (file.isEmpty()) {
      return new Printed.OfText(json.text(stream).orElse(""));
    }
    if (!Files.isReadable(file.get())) {
      throw new IOException("%s, the output of a task, is missing".formatted(file.get()));
    }
    return new OutputFile(file.get(), Files.size(file.get()));
  }

  /// Replaces the state, in one step.
  void write(int next, Map<Integer, StepResult> results) throws IOException {
    syncOutputs(results.values());
    WholeFile.write(Destination.of(path).file(), json -> {
      json.writeStringProperty("version", VERSION);
      json.writeStringProperty("task_file_hash", hash);
      json.writeNumberProperty(NEXT, next);
      ResultDocument.writeResults(json, results, StateFile::write);
    });
  }

  /// The line that is added when the flow continues with another task.
  static String line(int next, Map<Integer, StepResult> changed) {
    return JsonText.object(json -> {
      json.writeNumberProperty(NEXT, next);
      ResultDocument.writeResults(json, changed, StateFile::write);
    }) + '\n';
  }

  /// Syncs the outputs that a state refers to.
  static void syncOutputs(Iterable<StepResult> results) throws IOException {
    for (var result : results) {
      for (var printed : List.of(result.stdout(), result.stderr())) {
        if (printed instanceof OutputFile(var path, _)) {
          try (var out = new FileOutputStream(NativeText.file(path), true)) {
            out.getFD().sync();
          }
        }
      }
    }
  }

  private static void write(JsonGenerator json, String stream, Printed printed) {
    switch (printed) {
      case OutputFile(var path, _) -> json.writeStringProperty(stream + FILE, NativeText.of(path));
      default -> json.writeStringProperty(stream, printed.text());
    }
  }

  /// Makes the directory of a run for outputs that are too large for the state itself.
  Path outputs(String run) throws IOException {
    var owner =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    return Files.createDirectories(outputs().resolve(run), owner);
  }

  private Path outputs() {
    return path.resolveSibling(path.getFileName() + ".outputs");
  }

  /// Deletes it with its outputs.
  void delete() throws IOException {
    Files.deleteIfExists(Destination.of(path).output().path());
    FileUtils.deleteDirectory(NativeText.file(outputs()));
  }
}
