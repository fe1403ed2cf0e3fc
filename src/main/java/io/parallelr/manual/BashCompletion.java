package io.parallelr.manual;

import picocli.AutoComplete;

/// The completion of a program for bash: what the library makes of its options, and names that the
/// program knows.
final class BashCompletion {
  /// Takes the line apart by blanks: bash would do it at colons as well, which are part of names.
  private static final String HOOK =
      """

          # Names of runs and tasks, which parallelr itself knows.
          function _parallelr_names() {
            local line=${COMP_LINE:0:COMP_POINT} current= verb= run= skip= kind= at=0 word name quoted
            local -a words
            read -ra words <<<"$line"
            if [[ $line != *[[:space:]] ]]; then
              current=${words[${#words[@]}-1]}
              unset "words[${#words[@]}-1]"
            fi
            for word in "${words[@]:1}"; do
              if [[ $skip ]]; then
                skip=
                continue
              fi
              case $verb:$word in
                @values@)
                  skip=$word
                  continue
                  ;;
                *:-*) continue ;;
              esac
              if [[ ! $verb ]]; then
                verb=$word
              else
                [[ $at != 0 ]] || run=$word
                at=$((at + 1))
              fi
            done
            [[ ! $skip ]] || at=$skip
            [[ $current != -* ]] || return 1
            case $verb:$at in
              @runs@) kind=runs ;;
              @tasks@) kind=tasks ;;
              *) return 1 ;;
            esac
            while IFS=$'\t' read -r name word; do
              if [[ $name == "$current"* ]]; then
                printf -v quoted %q "$name"
                [[ $COMP_WORDBREAKS != *:* || $current != *:* ]] || quoted=${quoted#"${current%"${current##*:}"}"}
                COMPREPLY+=("$quoted")
              fi
            done < <(
              if [[ $kind == runs ]]; then
                echo last
                "${COMP_WORDS[0]}" runs --names --limit @number@
              else
                "${COMP_WORDS[0]}" show "${run:-last}" --names
              fi 2>/dev/null
            )
          }

          function _complete_parallelr_and_names() {
            COMPREPLY=()
            _parallelr_names || _complete_parallelr
          }
          complete -F _complete_parallelr_and_names -o default parallelr parallelr.sh parallelr.bash
          """;

  private BashCompletion() {}

  static String of(Program program) {
    var made = AutoComplete.bash(program.name(), program.parser());
    var names = new LiveNames(program);
    return names.areThere()
        ? made + HOOK.replace("@values@", names.withValues())
            .replace("@runs@", names.runs())
            .replace("@tasks@", names.tasks())
            .replace("@number@", Integer.toString(LiveNames.RUNS))
        : made;
  }
}
