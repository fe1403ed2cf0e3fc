package io.parallelr.manual;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The completion of a program for bash: a function that knows what may stand in each place.
final class BashCompletion {
  /// Takes the line apart by blanks: bash would do it at colons and equals signs as well, which are
  /// part of names and values, and replaces only what stands after the last of them.
  private static final String SCRIPT =
      """
          # Completion of @program@ for bash, made by the build from the options that it really has.
          function _complete_@program@() {
            local line=${COMP_LINE:0:COMP_POINT} whole= current= path= option= run= at=0
            local place prefix= values= kind= word name strip= mark before
            local -a words
            COMPREPLY=()
            read -ra words <<<"$line"
            if [[ $line != *[[:space:]] ]]; then
              whole=${words[${#words[@]}-1]}
              unset "words[${#words[@]}-1]"
            fi
            for word in "${words[@]:1}"; do
              if [[ $option ]]; then
                option=
                continue
              fi
              case "${path# }:$word" in
                @values@)
                  option=$word
                  continue
                  ;;
                *:-*) continue ;;
              esac
              case "$path $word" in
          @commands@
                *)
                  [[ $at != 0 ]] || run=$word
                  at=$((at + 1))
                  ;;
              esac
            done
            current=$whole
            if [[ ! $option && $current == --*=* ]]; then
              option=${current%%=*}
              prefix=$option=
              current=${current#*=}
            fi
            place=${path# }:${option:-$at}
            [[ $option || $current != -* ]] || place=${path# }:-
            case $place in
          @places@
              *:-*) ;;
              *) kind=files ;;
            esac
            for mark in : =; do
              before=${whole%"${whole##*"$mark"}"}
              if [[ $COMP_WORDBREAKS == *"$mark"* && ${#before} -gt ${#strip} ]]; then
                strip=$before
              fi
            done
            case $kind in
              files) compopt -o default 2>/dev/null ;;
              directories) compopt -o dirnames 2>/dev/null ;;
              list)
                [[ $current != *,* ]] || prefix+=${current%,*},
                current=${current##*,}
                ;;
            esac
            read -ra words <<<"$values"
            for word in "${words[@]}"; do
              if [[ $word == "$current"* ]]; then
                word=$prefix$word
                COMPREPLY+=("${word#"$strip"}")
              fi
            done
          @names@
          }
          complete -F _complete_@program@ @program@ @program@.sh @program@.bash
          """;
  private static final String NAMES =
      """
          [[ $kind == runs || $kind == tasks ]] || return 0
          while IFS=$'\\t' read -r name word; do
            if [[ $name == "$current"* ]]; then
              printf -v name %q "$name"
              name=$prefix$name
              COMPREPLY+=("${name#"$strip"}")
            fi
          done < <(
            if [[ $kind == runs ]]; then
              echo last
              "${COMP_WORDS[0]}" runs --names --limit @number@
            else
              "${COMP_WORDS[0]}" show "${run:-last}" --names
            fi 2>/dev/null
          )""";

  private final Program program;
  private final LiveNames names;

  private BashCompletion(Program program) {
    this.program = program;
    this.names = new LiveNames(program);
  }

  static String of(Program program) {
    return new BashCompletion(program).text();
  }

  private String text() {
    return SCRIPT
        .replace("@names@", names.areThere() ? NAMES.indent(2).stripTrailing() : "  return 0")
        .replace("@number@", Integer.toString(LiveNames.RUNS))
        .replace("@values@", names.withValues())
        .replace("@commands@", commands())
        .replace("@places@", places())
        .replace("@program@", program.name());
  }

  private String commands() {
    return program.commands()
        .stream()
        .skip(1)
        .map(
            command -> "      %s) path=%s ;;".formatted(
                words(command), quoted(' ' + verb(command))))
        .collect(Collectors.joining("\n"));
  }

  private static String words(Program.Command command) {
    var before = command.words().subList(0, command.words().size() - 1);
    return Stream.concat(Stream.of(command.words().getLast()), command.aliases().stream())
        .map(word -> Stream.concat(before.stream(), Stream.of(word)))
        .map(path -> quoted(path.map(word -> ' ' + word).collect(Collectors.joining())))
        .collect(Collectors.joining(" | "));
  }

  private static String verb(Program.Command command) {
    return String.join(" ", command.words());
  }

  private String places() {
    var live = names.areThere()
        ? Stream.of(
            "    %s) kind=runs ;;".formatted(names.runs()),
            "    %s) kind=tasks ;;".formatted(names.tasks()))
        : Stream.<String>of();
    return Stream.concat(live, program.commands().stream().flatMap(this::places))
        .collect(Collectors.joining("\n"));
  }

  private Stream<String> places(Program.Command command) {
    var options = Stream.of(
        place(command, "-", "values=" + quoted(
            command.options()
                .stream()
                .flatMap(option -> Program.names(option).stream())
                .collect(Collectors.joining(" ")))));
    var values = command.options()
        .stream()
        .filter(option -> option.arity().max() > 0)
        .flatMap(option -> offered(option).map(offered -> place(command, option, offered)));
    return Stream.of(options, values, words(command, program.below(command)))
        .flatMap(places -> places);
  }

  /// What stands where no option does.
  private static Stream<String> words(Program.Command command, List<Program.Command> below) {
    var parameters = command.spec().positionalParameters();
    if (!below.isEmpty()) {
      var words = below.stream()
          .flatMap(c -> Stream.concat(Stream.of(c.words().getLast()), c.aliases().stream()))
          .collect(Collectors.joining(" "));
      var files = parameters.isEmpty() ? "" : " kind=files";
      return Stream.of(place(command, "0", "values=" + quoted(words) + files));
    }
    return parameters.stream()
        .flatMap(
            parameter -> offered(parameter).map(
                offered -> place(command, Integer.toString(parameter.index().min()), offered)));
  }

  private static String place(Program.Command command, OptionSpec option, String offered) {
    return "    %s) %s ;;".formatted(
        Stream.of(option.names())
            .map(name -> quoted(verb(command) + ':' + name))
            .collect(Collectors.joining(" | ")),
        offered);
  }

  private static String place(Program.Command command, String place, String offered) {
    return "    %s) %s ;;".formatted(quoted(verb(command) + ':' + place), offered);
  }

  /// What is offered; empty for names, and for what a shell cannot know.
  private static Stream<String> offered(ArgSpec argument) {
    return switch (Choices.of(argument)) {
      case Choices.Words(var words) -> Stream.of("values=" + quoted(String.join(" ", words)));
      case Choices.ListOf(var words) ->
        Stream.of("kind=list values=" + quoted(String.join(" ", words)));
      case Choices.Files _ -> Stream.of("kind=files");
      case Choices.Directories _ -> Stream.of("kind=directories");
      case Choices.Runs _,Choices.Tasks _,Choices.Anything _ -> Stream.of();
    };
  }

  private static String quoted(String plain) {
    return '\'' + plain.replace("'", "'\\''") + '\'';
  }
}
