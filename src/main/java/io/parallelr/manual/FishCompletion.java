package io.parallelr.manual;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/// The completion of a program for fish.
final class FishCompletion {
  /// Says where the cursor is as `verb:position` or `verb:option`, with the run that stands before.
  private static final String FUNCTIONS = """
      function __parallelr_place
          set -l verb ''
          set -l skip ''
          set -l given
          for word in (commandline -opc)[2..]
              if test -n "$skip"
                  set skip ''
                  continue
              end
              switch "$verb:$word"
                  case @values@
                      set skip $word
                      continue
                  case '*:-*'
                      continue
              end
              if test -z "$verb"
                  set verb $word
              else
                  set given $given $word
              end
          end
          test -n "$skip"; and echo "$verb:$skip"; or echo "$verb:"(count $given)
          test (count $given) -gt 0; and echo $given[1]; or echo last
      end
      function __parallelr_runs
          echo last
          set -l program (commandline -opc)[1]
          $program runs --names --limit @number@ 2>/dev/null
      end
      function __parallelr_tasks
          set -l program (commandline -opc)[1]
          $program show (__parallelr_place)[2] --names 2>/dev/null
      end
      function __parallelr_wants
          set -l place (__parallelr_place)[1]
          switch $place
              case @runs@
                  test $argv[1] = runs
              case @tasks@
                  test $argv[1] = tasks
              case '*'
                  false
          end
      end
      complete -c parallelr -n '__parallelr_wants runs' -f -k -a '(__parallelr_runs)'
      complete -c parallelr -n '__parallelr_wants tasks' -f -k -a '(__parallelr_tasks)'""";

  private final Program program;
  private final String at;
  private final LiveNames names;
  private final StringBuilder text = new StringBuilder();

  private FishCompletion(Program program) {
    this.program = program;
    this.names = new LiveNames(program);
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
    if (names.areThere()) {
      line(
          FUNCTIONS.replace("@values@", fish(names.withValues()))
              .replace("@runs@", fish(names.runs()))
              .replace("@tasks@", fish(names.tasks()))
              .replace("@number@", Integer.toString(LiveNames.RUNS)));
    }
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

  /// Patterns as fish has them, in words of their own.
  private static String fish(String patterns) {
    return Stream.of(patterns.split("\\|", -1))
        .flatMap(FishCompletion::withDigits)
        .map(place -> quoted(place.replace("\\ ", " ")))
        .collect(Collectors.joining(" "));
  }

  /// fish has no patterns for digits.
  private static Stream<String> withDigits(String place) {
    int at = place.indexOf('[');
    return at < 0
        ? Stream.of(place)
        : IntStream.rangeClosed(place.charAt(at + 1) - '0', 9)
            .mapToObj(digit -> place.substring(0, at) + digit);
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

  private String option(OptionSpec option) {
    var names = Program.names(option)
        .stream()
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

  private String values(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    boolean isNeeded = option.arity().min() > 0;
    return switch (Choices.of(option)) {
      case Choices.Words(var words) ->
        (isNeeded ? " -x" : " -f") + " -a " + quoted(String.join(" ", words));
      case Choices.ListOf(var words) ->
        " -x -a " + quoted(
            "(__fish_complete_list , 'printf %%s\\n %s')".formatted(String.join(" ", words)));
      case Choices.Files _ -> isNeeded ? " -r -F" : "";
      case Choices.Directories _ ->
        (isNeeded ? " -x" : " -f") + " -a '(__fish_complete_directories)'";
      case Choices.Runs _ -> names.areThere() ? " -x -a '(__parallelr_runs)'" : " -x";
      case Choices.Tasks _ -> " -x -a '(__parallelr_tasks)'";
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
