package io.parallelr.manual;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/// The completion of a program for fish.
final class FishCompletion {
  private final Program program;
  private final String at;
  private final StringBuilder text = new StringBuilder();

  private FishCompletion(Program program) {
    this.program = program;
    this.at = "__fish_%s_at".formatted(program.name());
  }

  static String of(Program program) {
    return new FishCompletion(program).text();
  }

  private String text() {
    line("# Completion of %s for fish, made by the build from the options that it really has."
        .formatted(program.name()));
    line("function %s".formatted(at));
    line("    set -l path");
    line("    for word in (commandline -opc)[2..]");
    line("        switch \"$path $word\"");
    for (var command : program.commands().stream().skip(1).toList()) {
      line("            case %s".formatted(words(command)));
      line("                set path %s".formatted(quoted(path(command))));
    }
    line("        end");
    line("    end");
    line("    test \"$path\" = \"$argv[1]\"");
    line("end");
    for (var command : program.commands()) {
      var where = "complete -c %s -n %s".formatted(
          program.name(), quoted(at + " " + quoted(path(command))));
      program.below(command)
          .forEach(
              below -> line("%s -f -a %s -d %s".formatted(where, quoted(below.words().getLast()),
                  quoted(below.summary()))));
      command.options().forEach(option -> line("%s%s".formatted(where, option(option))));
    }
    return text.toString();
  }

  private static String words(Program.Command command) {
    var before = path(command.words().subList(0, command.words().size() - 1));
    return Stream.concat(Stream.of(command.words().getLast()), command.aliases().stream())
        .map(word -> quoted(before + ' ' + word))
        .collect(Collectors.joining(" "));
  }

  private static String path(Program.Command command) {
    return path(command.words());
  }

  private static String path(List<String> words) {
    return words.stream().map(word -> ' ' + word).collect(Collectors.joining());
  }

  private static String option(OptionSpec option) {
    var names = Stream.of(option.names())
        .flatMap(
            name -> option.negatable() && name.startsWith("--")
                ? Stream.of(name, "--no-" + name.substring("--".length()))
                : Stream.of(name))
        .map(FishCompletion::name)
        .collect(Collectors.joining());
    return names + values(option) + " -d " + quoted(Program.brief(Program.description(option)));
  }

  private static String name(String name) {
    if (name.startsWith("--")) {
      return " -l " + name.substring("--".length());
    }
    return (name.length() == 2 ? " -s " : " -o ") + name.substring(1);
  }

  private static String values(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    boolean isNeeded = option.arity().min() > 0;
    return switch (Choices.of(option)) {
      case Choices.Words(var words) ->
        (isNeeded ? " -x" : " -f") + " -a " + quoted(String.join(" ", words));
      case Choices.Files _ -> isNeeded ? " -r -F" : "";
      case Choices.Directories _ ->
        (isNeeded ? " -x" : " -f") + " -a '(__fish_complete_directories)'";
      case Choices.Anything _ -> isNeeded ? " -x" : "";
    };
  }

  private static String quoted(String plain) {
    return '\'' + plain.replace("\\", "\\\\").replace("'", "\\'") + '\'';
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
