package io.parallelr.serve;

import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How scripts are run, by their type: by what the configuration or a plugin says, else as built
/// in, else by bash. Immutable.
public final class StepTypes {
  /// Stands for the file of the script in a command of the configuration.
  public static final String SCRIPT = "@SCRIPT@";

  private final Map<String, StepType> added;

  private StepTypes(Map<String, StepType> added) {
    this.added = Map.copyOf(added);
  }

  /// Those that are built in.
  public static StepTypes builtIn() {
    return new StepTypes(Map.of());
  }

  /// The program and arguments for a command of a shell.
  ///
  /// @param command in which [#SCRIPT] stands for the file of the script, which else is its
  ///   last argument
  public static List<String> ofShell(String command) {
    var text = command.contains(SCRIPT)
        ? command.replace(SCRIPT, "\"$1\"")
        : command + " \"$1\"";
    return List.of("/bin/sh", "-c", text, "sh", SCRIPT);
  }

  /// Those that are built in, those of plugins, and those of the configuration, of which later ones
  /// take precedence.
  ///
  /// @param commands by type: a program and its arguments, with [#SCRIPT] for the file of the
  ///   script, which else is the last argument
  /// @throws IOException if a plugin cannot be loaded; the message names it
  public static StepTypes load(Map<String, List<String>> commands, Plugins plugins)
      throws IOException {
    var added = new HashMap<String, StepType>();
    plugins.load(StepType.class, "step types").forEach(type -> added.put(type.name(), type));
    commands.forEach((name, words) -> added.put(name, new OfCommand(name, words)));
    return new StepTypes(added);
  }

  /// A type of the configuration.
  private record OfCommand(String name, List<String> words) implements StepType {
    OfCommand {
      words = List.copyOf(words);
      if (words.isEmpty()) {
        throw new IllegalArgumentException("step type %s has no command".formatted(name));
      }
    }

    @Override
    public List<String> command(Path script) {
      var file = NativeText.of(script);
      var command = new ArrayList<String>();
      words.forEach(word -> command.add(word.replace(SCRIPT, file)));
      if (words.stream().noneMatch(word -> word.contains(SCRIPT))) {
        command.add(file);
      }
      return command;
    }
  }

  /// How a script is run.
  sealed interface Way {
    /// Inside the shell that also records its result.
    ///
    /// @param preparation what the shell does before
    record Shell(String shell, List<String> preparation) implements Way {}

    /// By a program.
    record Program(StepType type) implements Way {}

    /// Not here.
    record Missing(String reason) implements Way {}
  }

  Way way(String type) {
    var other = added.get(type);
    return other == null ? BuiltInTypes.way(type) : new Way.Program(other);
  }
}
