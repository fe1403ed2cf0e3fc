package io.parallelr.prunner;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// What the command `prunner` understands, in the form that completion and manual pages are made
/// of. Command lines themselves are read as the language Go does it.
public final class Declarations {
  /// The commands, each with what it does.
  static final Map<String, String> COMMANDS = commands();

  private Declarations() {}

  private static Map<String, String> commands() {
    var commands = new LinkedHashMap<String, String>();
    commands.put("debug", "Show an Authorization header to try requests with");
    commands.put("validate",
        "Check the definitions of pipelines, and print what is wrong with them");
    commands.put("version", "Show the version");
    commands.put("help", "Shows this help");
    return commands;
  }

  /// A parser that knows all options and commands.
  public static CommandLine parser() {
    var spec = CommandSpec.create().name("prunner");
    spec.usageMessage()
        .description(
            "Runs pipelines of tasks, asked for over HTTP.",
            "Options are given before the command; without a command the server runs.");
    for (var flag : Flag.values()) {
      spec.addOption(option(flag));
    }
    COMMANDS.forEach((name, description) -> {
      var command = CommandSpec.create().name(name);
      command.usageMessage().description(description + '.');
      spec.addSubcommand(name, command);
    });
    return new CommandLine(spec);
  }

  private static OptionSpec option(Flag flag) {
    var spec = OptionSpec.builder(flag.names().toArray(String[]::new))
        .description((flag.description() + Help.notes(flag)).replace("%", "%%"));
    return switch (flag.kind()) {
      case TRUTH -> spec.type(boolean.class).arity("0").build();
      case TEXT, TEXTS -> spec.type(String.class).arity("1").paramLabel(label(flag)).build();
    };
  }

  private static String label(Flag flag) {
    return switch (flag) {
      case CONFIG, ENV_FILES -> "FILE";
      case DATA, PATH, STATIC -> "DIR";
      case ON_RESTART -> String.join("|", PrunnerOptions.restarts());
      case ON_SHUTDOWN -> String.join("|", PrunnerOptions.shutdowns());
      default -> "VALUE";
    };
  }

  /// The lines of the help for the commands.
  static List<String> help() {
    return COMMANDS.entrySet()
        .stream()
        .map(
            e -> "   %-10s%s".formatted(
                e.getKey().equals("help") ? "help, h" : e.getKey(),
                e.getValue()))
        .toList();
  }
}
