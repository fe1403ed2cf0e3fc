package io.parallelr.job;

import java.util.List;
import java.util.Map;

/// What a step does, as data. The backend decides how to run it.
public sealed interface Work {

  /// Script items that one shell runs in turn, until the first that fails.
  ///
  /// @param items templates of their texts
  /// @param values what the templates may use beside the variables of the job, which come first
  /// @param shell name or path; [#BASH] for the shell that items are usually written for
  record Items(List<String> items, Map<String, String> values, String shell) implements Work {
    public static final String BASH = "bash";

    public Items {
      items = List.copyOf(items);
      values = Map.copyOf(values);
    }

    /// Items for bash, with no other values.
    public Items(List<String> items) {
      this(items, Map.of(), BASH);
    }
  }

  /// The text of a script.
  ///
  /// @param type the kind of interpreter, such as `python3`
  /// @param outputs what other steps have printed, by the variables of the environment that it
  ///   goes into
  record Script(String type, String text, Map<String, OutputOf> outputs) implements Work {
    public Script {
      outputs = Map.copyOf(outputs);
    }

    /// One that wants no outputs.
    public Script(String type, String text) {
      this(type, text, Map.of());
    }
  }

  /// What another step has printed.
  ///
  /// @param path to a part of it, taken as JSON: names and numbers with dots between them; empty for
  ///   the whole
  record OutputOf(String step, String path) {}

  /// Directories and files to be made in the workspace.
  record Make(List<Entry> entries) implements Work {
    public Make {
      entries = List.copyOf(entries);
    }
  }

  /// Code of this process.
  ///
  /// @param name under which it is registered
  record Inside(String name) implements Work {}

  /// Nothing that can be run here.
  ///
  /// @param reason as a sentence without its full stop
  record Unavailable(String reason) implements Work {}

  /// Something to be made, at a path below the workspace.
  sealed interface Entry {
    /// A directory, with those above it.
    record Directory(String path) implements Entry {}

    /// A file.
    ///
    /// @param replaces whether the content replaces what is there; else it is appended
    record File(String path, String content, boolean replaces) implements Entry {}
  }

  /// A word for it.
  default String kind() {
    return switch (this) {
      case Items _ -> "items";
      case Script(var type, _, _) -> type;
      case Make _ -> "make";
      case Inside _ -> "inside";
      case Unavailable _ -> "unavailable";
    };
  }
}
