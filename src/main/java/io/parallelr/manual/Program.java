package io.parallelr.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// A program with all its commands.
record Program(String name, CommandLine parser) {

  /// A command of a program.
  ///
  /// @param words that lead to it, without the name of the program; empty for the program itself
  /// @param aliases of the last word
  record Command(List<String> words, List<String> aliases, CommandSpec spec) {

    /// What is shown of its options.
    List<OptionSpec> options() {
      return spec.options().stream().filter(option -> !option.hidden()).toList();
    }

    /// In one line, as short as the declaration allows.
    String summary() {
      var lines = spec.usageMessage().description();
      return lines.length == 0 ? "" : brief(readable(lines[0]));
    }
  }

  /// All commands, each followed by its own.
  List<Command> commands() {
    var found = new ArrayList<Command>();
    visit(List.of(), List.of(), parser.getCommandSpec(), found::add);
    return List.copyOf(found);
  }

  /// The commands directly below one.
  List<Command> below(Command command) {
    return commands().stream()
        .filter(
            c -> c.words().size() == command.words().size() + 1
                && c.words().subList(0, command.words().size()).equals(command.words()))
        .toList();
  }

  private static void visit(
      List<String> words,
      List<String> aliases,
      CommandSpec spec,
      Consumer<Command> consumer) {
    consumer.accept(new Command(words, aliases, spec));
    spec.subcommands().forEach((word, command) -> {
      var below = command.getCommandSpec();
      var others = List.of(below.aliases());
      if (!others.contains(word) && !below.usageMessage().hidden()) {
        visit(Stream.concat(words.stream(), Stream.of(word)).toList(), others, below, consumer);
      }
    });
  }

  /// A text of a declaration as its reader is to see it. These are in the form of
  /// [String#format]; like the library, this takes them as they are where they are not.
  static String readable(String declared) {
    return declared.replace("%n", "\n").replace("%%", "%");
  }

  /// All names of an option, also those that switch it off.
  static List<String> names(OptionSpec option) {
    return Stream.of(option.names())
        .flatMap(
            name -> option.negatable() && name.startsWith("--")
                ? Stream.of(name, "--no-" + name.substring("--".length()))
                : Stream.of(name))
        .toList();
  }

  static String description(ArgSpec argument) {
    return readable(String.join(" ", argument.description()));
  }

  /// The first statement of a text, without what explains it.
  static String brief(String text) {
    int end = text.length();
    for (var mark : List.of(". ", "; ", ": ", " (")) {
      int at = text.indexOf(mark);
      end = at > 0 ? Math.min(end, at) : end;
    }
    var first = text.substring(0, end);
    return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
  }
}
