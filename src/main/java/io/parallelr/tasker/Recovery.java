package io.parallelr.tasker;

import io.parallelr.flow.FlowLog;
import io.parallelr.flow.Printed;
import io.parallelr.flow.StepResult;
import io.parallelr.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
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

/// The state of a flow on the disk: where it is, and what its tasks came to. Only its owner may
/// read it, as outputs may hold secrets.
///
/// @param file where it lies
/// @param hash of the flow file: the state of another version is of no use
record Recovery(Path file, String hash) {
  private static final String FILE = "_file";
  private static final String VERSION = "1.0";

  /// That of a flow file.
  static Recovery of(TaskerCommand command, Surroundings surroundings, Path flowFile)
      throws IOException {
    return new Recovery(
        new Places(command, surroundings).state(flowFile),
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
    JsonObject json;
    try {
      json = JsonObject.parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (!json.text("version").equals(Optional.of(VERSION))) {
      throw new IOException(
          "it is of version %s, and this tasker reads %s; delete %s to begin anew"
              .formatted(json.text("version").orElse("unknown"), VERSION, file));
    }
    if (!json.text("task_file_hash").equals(Optional.of(hash))) {
      throw new IOException(
          "the flow file was changed since that run; delete %s to begin anew".formatted(file));
    }
    var results = new TreeMap<Integer, StepResult>();
    var recorded = json.object("task_results");
    if (recorded.isPresent()) {
      for (var id : recorded.get().names()) {
        var task = recorded.get().object(id);
        if (task.isPresent()) {
          results.put(Integer.valueOf(id), result(task.get()));
        }
      }
    }
    return Optional.of(new State(json.number("intended_next_task").orElse(0L).intValue(), results));
  }

  /// What there is to go on with, for users.
  List<String> describe() throws IOException {
    if (Files.notExists(file)) {
      return List.of(
          "there is no state in %s: no run with --auto-recovery has failed".formatted(file));
    }
    var lines = new ArrayList<String>();
    lines.add("state: " + file);
    lines.add("written: " + Files.getLastModifiedTime(file).toInstant());
    try {
      var state = read().orElseThrow();
      var succeeded = new TreeMap<>(state.results()).entrySet()
          .stream()
          .filter(r -> r.getValue().success())
          .map(Map.Entry::getKey)
          .toList();
      lines.add("goes on with: task " + state.next());
      lines.add("succeeded: " + succeeded);
    } catch (IOException e) {
      lines.add("cannot be gone on with: " + e.getMessage());
    }
    return lines;
  }

  private static StepResult result(JsonObject json) throws IOException {
    return new StepResult(
        json.number("exit_code").orElse(0L).intValue(),
        printed(json, "stdout"),
        printed(json, "stderr"),
        json.flag("success"));
  }

  private static Printed printed(JsonObject json, String stream) throws IOException {
    var file = json.text(stream + FILE).map(Path::of);
    if (file.isEmpty()) {
      return new Printed.OfText(json.text(stream).orElse(""));
    }
    if (!Files.isReadable(file.get())) {
      throw new IOException("%s, which a task printed, is gone".formatted(file.get()));
    }
    return new OutputFile(file.get(), Files.size(file.get()));
  }

  /// Keeps the state, in one piece.
  void write(int next, Map<Integer, StepResult> results) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    WholeFile.write(file, WholeFile.Readers.OWNER, json -> {
      json.writeStringProperty("version", VERSION);
      json.writeStringProperty("task_file_hash", hash);
      json.writeNumberProperty("intended_next_task", next);
      Reports.writeResults(json, results, Recovery::write);
    });
  }

  private static void write(JsonGenerator json, String stream, Printed printed) {
    switch (printed) {
      case OutputFile(var path, _) -> json.writeStringProperty(stream + FILE, path.toString());
      default -> json.writeStringProperty(stream, printed.text());
    }
  }

  /// Makes the directory of a run for what tasks print, as far as it is not in the state itself.
  Path outputs(String run) throws IOException {
    var owner =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    return Files.createDirectories(outputs().resolve(run), owner);
  }

  private Path outputs() {
    return file.resolveSibling(file.getFileName() + ".outputs");
  }

  /// Takes it away when the flow has succeeded.
  void delete() throws IOException {
    Files.deleteIfExists(file);
    FileUtils.deleteDirectory(outputs().toFile());
  }

  /// A log that also keeps the state each time the flow goes on.
  FlowLog with(FlowLog log) {
    return new FlowLog() {
      @Override
      public void info(String line) {
        log.info(line);
      }

      @Override
      public void debug(String line) {
        log.debug(line);
      }

      @Override
      public void reached(int task, Map<Integer, StepResult> results) {
        try {
          write(task, results);
        } catch (IOException e) {
          throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
        }
      }
    };
  }
}
