package io.parallelr.tasker;

import io.parallelr.flow.FlowLog;
import io.parallelr.flow.Printed;
import io.parallelr.flow.StepResult;
import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The state of a flow on the disk: where it is, and what its tasks came to. Only its owner may
/// read it, as outputs may hold secrets.
///
/// @param file where it lies
/// @param hash of the flow file: the state of another version is of no use
record Recovery(Path file, String hash) {

  /// Where an earlier run stopped.
  record State(int next, Map<Integer, StepResult> results) {}

  /// Reads the state of an earlier run.
  ///
  /// @return empty if there is none
  /// @throws IOException if it cannot be read, or the flow file was changed since
  Optional<State> read() throws IOException {
    JsonObject json;
    try {
      json = JsonObject.parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (!json.text("task_file_hash").equals(Optional.of(hash))) {
      throw new IOException(
          "the flow file was changed since that run; delete %s to begin anew".formatted(file));
    }
    var results = new TreeMap<Integer, StepResult>();
    var recorded = json.object("task_results");
    if (recorded.isPresent()) {
      for (var id : recorded.get().names()) {
        recorded.get()
            .object(id)
            .ifPresent(r -> results.put(Integer.valueOf(id), result(r)));
      }
    }
    return Optional.of(new State(json.number("intended_next_task").orElse(0L).intValue(), results));
  }

  private static StepResult result(JsonObject json) {
    return new StepResult(
        json.number("exit_code").orElse(0L).intValue(),
        new Printed.OfText(json.text("stdout").orElse("")),
        new Printed.OfText(json.text("stderr").orElse("")),
        json.flag("success"));
  }

  /// Keeps the state, in one piece.
  void write(int next, Map<Integer, StepResult> results) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    var text = JsonText.object(json -> {
      json.writeStringProperty("version", "1.0");
      json.writeStringProperty("task_file_hash", hash);
      json.writeNumberProperty("intended_next_task", next);
      json.writeObjectPropertyStart("task_results");
      new TreeMap<>(results).forEach((id, result) -> {
        json.writeObjectPropertyStart(Integer.toString(id));
        json.writeNumberProperty("exit_code", result.exit());
        json.writeStringProperty("stdout", result.stdout().text());
        json.writeStringProperty("stderr", result.stderr().text());
        json.writeBooleanProperty("success", result.success());
        json.writeEndObject();
      });
      json.writeEndObject();
    });
    var draft = file.resolveSibling('.' + String.valueOf(file.getFileName()));
    Files.deleteIfExists(draft);
    Files.createFile(
        draft,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(draft, text + '\n');
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Takes it away when the flow has succeeded.
  void delete() throws IOException {
    Files.deleteIfExists(file);
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
