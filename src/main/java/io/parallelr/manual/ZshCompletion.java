package io.parallelr.manual;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The completion of a program for zsh: a function that compinit finds.
final class ZshCompletion {
  private static final String FUNCTIONS = """
      _parallelr_offer() {
        local -a found shown
        local name what
        while IFS=$'\\t' read -r name what; do
          found+=("$name")
          shown+=("$name${what:+  -- $what}")
        done
        compadd -o nosort -l -d shown -a found
      }
      _parallelr_runs() {
        _parallelr_offer < <(print last; $words[1] runs --names --limit @number@ 2>/dev/null)
      }
      _parallelr_tasks() {
        local verb= run= skip= word
        for word in "${(@)words[2,CURRENT-1]}"; do
          if [[ -n $skip ]]; then
            skip=
            continue
          fi
          case $verb:$word in
            @values@) skip=1 ;;
            *:-*) ;;
            *) if [[ -z $verb ]]; then verb=$word; else : ${run:=$word}; fi ;;
          esac
        done
        _parallelr_offer < <($words[1] show ${run:-last} --names 2>/dev/null)
      }""";

  private final Program program;
  private final LiveNames names;
  private final StringBuilder text = new StringBuilder();

  private ZshCompletion(Program program) {
    this.program = program;
    this.names = new LiveNames(program);
  }

  static String of(Program program) {
    return new ZshCompletion(program).text();
  }

  private String text() {
    line("#compdef %s".formatted(program.name()));
    line("# Made by the build from the options that %s really has.".formatted(program.name()));
    if (names.areThere()) {
      line(
          FUNCTIONS.replace("@values@", names.withValues())
              .replace("@number@", Integer.toString(LiveNames.RUNS)));
    }
    line("local at= word curcontext=$curcontext state line");
    line("local -a commands");
    line("typeset -A opt_args");
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
      line("    _arguments -C -S \\");
      command.options()
          .forEach(option -> Program.names(option)
              .forEach(name -> line("      %s \\".formatted(quoted(specification(option, name))))));
      positions(command);
      line("    ;;");
    }
    line("esac");
    line("case $state in");
    line("  commands) _describe -t commands command commands ;;");
    line("  commands-or-files) _describe -t commands command commands; _files ;;");
    line("esac");
    return text.toString();
  }

  /// What stands in the places of names; words of other kinds are taken for files. The words of the
  /// command itself come first.
  private void positions(Program.Command command) {
    int depth = command.words().size();
    if (!program.below(command).isEmpty()) {
      for (int i = 1; i <= depth; i++) {
        line("      '%d: : ' \\".formatted(i));
      }
      var state =
          command.spec().positionalParameters().isEmpty() ? "commands" : "commands-or-files";
      line("      '%d: :->%s' \\".formatted(depth + 1, state));
      line("      '*:file:_files'");
      return;
    }
    var live = command.spec()
        .positionalParameters()
        .stream()
        .filter(word -> List.of("_parallelr_runs", "_parallelr_tasks").contains(values(word)))
        .toList();
    if (!names.areThere() || live.isEmpty()) {
      line("      '*:file:_files'");
      return;
    }
    line("      '1: : ' \\");
    boolean hasRest = false;
    for (var word : live) {
      boolean isOne = word.index().max() == word.index().min()
          || word.paramLabel().startsWith("[");
      hasRest |= !isOne;
      line(
          "      '%s:%s:%s' \\".formatted(
              isOne ? Integer.toString(word.index().min() + 2) : "*",
              word.paramLabel().equals("TASK") ? "TASK" : "RUN",
              values(word)));
    }
    line(hasRest ? "" : "      '*:file:_files'");
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

  private String specification(OptionSpec option, String name) {
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

  private String values(ArgSpec option) {
    return switch (Choices.of(option)) {
      case Choices.Words(var words) -> "(" + String.join(" ", words) + ")";
      case Choices.ListOf(var words) ->
        " _values -s , %s %s".formatted(option.paramLabel(), String.join(" ", words));
      case Choices.Files _ -> "_files";
      case Choices.Directories _ -> "_files -/";
      case Choices.Runs _ -> names.areThere() ? "_parallelr_runs" : " ";
      case Choices.Tasks _ -> "_parallelr_tasks";
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
