package io.parallelr.manual;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/// The completion of a program for zsh: a function that compinit finds.
final class ZshCompletion {
  private final Program program;
  private final StringBuilder text = new StringBuilder();

  private ZshCompletion(Program program) {
    this.program = program;
  }

  static String of(Program program) {
    return new ZshCompletion(program).text();
  }

  private String text() {
    line("#compdef %s".formatted(program.name()));
    line("# Made by the build from the options that %s really has.".formatted(program.name()));
    line("local at= word");
    line("local -a commands");
    line("for word in \"${(@)words[2,CURRENT-1]}\"; do");
    line("  case \"$at $word\" in");
    for (var command : program.commands().stream().skip(1).toList()) {
      line("    %s) at=%s ;;".formatted(words(command), quoted(path(command.words()))));
    }
    line("  esac");
    line("done");
    line("case $at in");
    for (var command : program.commands()) {
      line("  %s)".formatted(quoted(path(command.words()))));
      line("    commands=(");
      program.below(command)
          .forEach(
              below -> line("      %s".formatted(
                  quoted(below.words().getLast().replace(":", "\\:") + ':' + below.summary()))));
      line("    )");
      line(
          "    [[ $words[CURRENT] == -* ]] || (( ! $#commands )) || _describe -t commands command commands");
      line("    _arguments -S \\");
      command.options()
          .forEach(option -> names(option)
              .forEach(name -> line("      %s \\".formatted(quoted(specification(option, name))))));
      line("      '*:file:_files'");
      line("    ;;");
    }
    line("esac");
    return text.toString();
  }

  private static String words(Program.Command command) {
    var before = path(command.words().subList(0, command.words().size() - 1));
    return Stream.concat(Stream.of(command.words().getLast()), command.aliases().stream())
        .map(word -> quoted(before + ' ' + word))
        .collect(Collectors.joining(" | "));
  }

  private static String path(List<String> words) {
    return words.stream().map(word -> ' ' + word).collect(Collectors.joining());
  }

  private static List<String> names(OptionSpec option) {
    return Stream.of(option.names())
        .flatMap(
            name -> option.negatable() && name.startsWith("--")
                ? Stream.of(name, "--no-" + name.substring("--".length()))
                : Stream.of(name))
        .toList();
  }

  private static String specification(OptionSpec option, String name) {
    var help = '[' + Program.brief(Program.description(option))
        .replace("\\", "\\\\")
        .replace("[", "\\[")
        .replace("]", "\\]") + ']';
    if (option.arity().max() == 0) {
      return '*' + name + help;
    }
    boolean isNeeded = option.arity().min() > 0;
    var sign = name.startsWith("--") ? isNeeded ? "=" : "=-" : isNeeded ? "+" : "-";
    var label = option.paramLabel().replace(":", "\\:");
    return '*' + name + sign + help + (isNeeded ? ":" : "::") + label + ':' + values(option);
  }

  private static String values(OptionSpec option) {
    return switch (Choices.of(option)) {
      case Choices.Words(var words) -> "(" + String.join(" ", words) + ")";
      case Choices.Files _ -> "_files";
      case Choices.Directories _ -> "_files -/";
      case Choices.Anything _ -> " ";
    };
  }

  private static String quoted(String plain) {
    return '\'' + plain.replace("'", "'\\''") + '\'';
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
