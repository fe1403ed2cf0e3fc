package io.parallelr.daemon;

import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// What a run is asked for while it runs, as it is written down for its supervisor.
public sealed interface ControlRequest {
  /// To run another number of tasks at once.
  ///
  /// @param change a number, or a difference such as `+2`
  record Slots(String change) implements ControlRequest {}

  /// To start nothing more for now.
  ///
  /// @param suspends whether what runs is stopped, too
  record Pause(boolean suspends) implements ControlRequest {}

  /// To continue after [Pause].
  record Unpause() implements ControlRequest {}

  /// To run further tasks.
  ///
  /// @param directory against which relative paths are taken; absolute
  /// @param areLines whether they are lines of arguments, not paths
  record Add(String directory, List<String> tasks, boolean areLines) implements ControlRequest {
    public Add {
      tasks = List.copyOf(tasks);
    }
  }

  /// To say why nothing is started, or why one task is not.
  ///
  /// @param task its number or its name
  record Explain(Optional<String> task) implements ControlRequest {}

  /// To cancel a task, whether it runs or waits.
  ///
  /// @param task its number or its name
  record Cancel(String task) implements ControlRequest {}

  /// The word that asks for it.
  default String word() {
    return switch (this) {
      case Slots _ -> "slots";
      case Pause _ -> "pause";
      case Unpause _ -> "unpause";
      case Add _ -> "add";
      case Explain _ -> "explain";
      case Cancel _ -> "kill --task";
    };
  }

  /// As a line of JSON.
  default String toJson() {
    return JsonText.object(json -> {
      json.writeStringProperty("request", word());
      write(json);
    }) + '\n';
  }

  private void write(JsonGenerator json) {
    switch (this) {
      case Slots(var change) -> json.writeStringProperty("change", change);
      case Pause(var suspends) -> json.writeBooleanProperty("suspend", suspends);
      case Unpause() -> {
        // nothing to add
      }
      case Add(var directory, var tasks, var areLines) -> {
        json.writeStringProperty("directory", directory);
        JsonText.strings(json, "tasks", tasks);
        json.writeBooleanProperty("lines", areLines);
      }
      case Explain(var task) -> JsonText.optional(json, "task", task);
      case Cancel(var task) -> json.writeStringProperty("task", task);
    }
  }

  /// Reads one.
  ///
  /// @throws IOException if this version does not know it
  static ControlRequest parse(String text) throws IOException {
    var json = JsonObject.parse(text);
    var word = json.text("request").orElse("");
    return switch (word) {
      case "slots" -> new Slots(json.text("change").orElse(""));
      case "pause" -> new Pause(json.flag("suspend"));
      case "unpause" -> new Unpause();
      case "add" ->
        new Add(json.text("directory").orElse("/"), json.texts("tasks"), json.flag("lines"));
      case "explain" -> new Explain(json.text("task"));
      case "kill --task" -> new Cancel(json.text("task").orElse(""));
      default -> throw new IOException("request '%s' is unknown".formatted(word));
    };
  }
}
