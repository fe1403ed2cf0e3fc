package io.parallelr.batch;

import io.parallelr.shell.ScriptWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds placeholders in words that a program takes for code: what they stand for stays in its
/// word, and is run all the same.
///
/// It looks for interpreters anywhere in the command, so that it sees them behind `env`, `sudo`,
/// `timeout` and the like, too.
final class CodeCheck {
  private static final Pattern SHELL = Pattern.compile("r?(?:ba|da|k|mk|pdk|z|a|ya|fi|c|tc)?sh");
  private static final String TO_A_SHELL = "sh -c 'echo \"$1\"' _ %s";
  /// Runs once more what it is given.
  private static final Pattern RUNS_ARGUMENTS = Pattern.compile(
      "(?:^|[\\s;&|({`])eval\\s[^;&|]*\\$|sh\\s+-\\w*c\\s+\"[^\"]*\\$[0-9@*{]");
  /// Run a shell for what follows `-c`.
  private static final Set<String> BY_SHELL = Set.of("su", "runuser", "sg", "script", "flock");
  /// Run a shell for their arguments. Looked for as the first word alone: they are words of
  /// others, too.
  private static final Set<String> ALL_BY_SHELL = Set.of("watch", "parallel", "tmux");
  private static final String SSH_WITH_VALUE = "BbcDEeFIiJLlmOoPpQRSWw";

  private static final List<Language> LANGUAGES = List.of(
      new Language(
          "python[0-9.]*|pypy[0-9.]*", "c", "WX", "-c 'import sys; print(sys.argv[1])' %s"),
      new Language("perl[0-9.]*", "eE", "IMm", "-e 'print $ARGV[0]' %s"),
      new Language("j?ruby[0-9.]*", "e", "IrC", "-e 'puts ARGV[0]' %s"),
      new Language("node|nodejs|bun", "ep", "r", "-e 'console.log(process.argv[1])' %s"),
      new Language("php[0-9.]*", "r", "dc", "-r 'echo $argv[1];' %s"),
      new Language("lua[0-9.]*|luajit", "e", "l", "-e 'print(arg[1])' /dev/null %s"),
      new Language("[gmn]?awk", "", "Fv", "'BEGIN { print ARGV[1] }' %s"),
      new Language("g?sed", "e", "lf", ""),
      new Language("psql", "c", "dhpUvFRLTo", "-v value=%s, and :'value' in a script"),
      new Language("mysql|mariadb", "e", "DhuPS", ""),
      new Language("R(?:script)?", "e", "", "-e 'cat(commandArgs(TRUE)[1])' --args %s"),
      new Language("n?vim?|ex", "c", "uS", ""));

  /// A program that takes code as an argument.
  ///
  /// @param program pattern of its names
  /// @param codeOptions letters of the options before code; none if the first argument is code
  /// @param valueOptions letters of other options before a value
  /// @param safe arguments by which it takes what a placeholder stands for as data; empty if none do
  private record Language(Pattern program, String codeOptions, String valueOptions, String safe) {
    Language(String program, String codeOptions, String valueOptions, String safe) {
      this(Pattern.compile(program), codeOptions, valueOptions, safe);
    }

    /// Whether the first argument is code where no option brings any.
    boolean takesFirst() {
      return codeOptions.isEmpty() || safe.isEmpty();
    }
  }

  private final List<String> words;
  private final List<String> warnings = new ArrayList<>();
  private Pattern inserted;

  private CodeCheck(List<String> words, Pattern placeholder) {
    this.words = words;
    this.inserted = placeholder;
  }

  /// What there is to say of a command.
  static List<String> warnings(List<String> words, Pattern placeholder) {
    var check = new CodeCheck(words, placeholder);
    for (int i = 0; i < words.size(); i++) {
      check.look(i);
    }
    return check.warnings.stream().distinct().toList();
  }

  private void look(int at) {
    var word = words.get(at);
    var name = word.substring(word.lastIndexOf('/') + 1);
    if (SHELL.matcher(name).matches()) {
      lookAtShell(name, at + 1);
    } else if (BY_SHELL.contains(name)) {
      for (int i = at + 1; i + 1 < words.size(); i++) {
        if (words.get(i).equals("-c") || words.get(i).equals("--command")) {
          reported(name + " -c", i + 1, "");
        }
      }
    } else if (name.equals("ssh")) {
      lookAtRemote(at + 1);
    } else if (name.equals("xargs")) {
      lookAtXargs(at + 1);
    } else if (at == 0 && ALL_BY_SHELL.contains(name)) {
      for (int i = at + 1; i < words.size(); i++) {
        reported("the command of " + name + ", which a shell runs", i, "");
      }
    } else if (name.equals("env")) {
      lookAtEnv(at + 1);
    } else if (name.equals("find")) {
      alsoInserted("{}");
    } else {
      LANGUAGES.stream()
          .filter(language -> language.program().matcher(name).matches())
          .findFirst()
          .ifPresent(language -> lookAt(language, name, at + 1));
    }
  }

  private void lookAtShell(String name, int from) {
    var script = ScriptWords.scriptOfShell(words, from);
    if (script.isEmpty()) {
      return;
    }
    int i = script.get();
    if (!reported(name + " -c", i, "pass it as an argument instead: " + TO_A_SHELL)
        && RUNS_ARGUMENTS.matcher(words.get(i)).find()) {
      for (int argument = i + 1; argument < words.size(); argument++) {
        reported("what " + name + " -c evaluates", argument, "leave out eval");
      }
    }
  }

  private void lookAtRemote(int from) {
    int i = from;
    while (i < words.size() && words.get(i).startsWith("-")) {
      var option = words.get(i);
      i += option.length() == 2 && SSH_WITH_VALUE.indexOf(option.charAt(1)) >= 0 ? 2 : 1;
    }
    for (int word = i + 1; word < words.size(); word++) {
      reported(
          "the command of ssh, which a shell on the other host parses again",
          word,
          "send it on standard input instead: sh -c 'echo \"$1\" | ssh HOST cat' _ %s");
    }
  }

  /// It splits what follows -S into words, the program among them.
  private void lookAtEnv(int from) {
    for (int i = from; i < words.size() && words.get(i).startsWith("-"); i++) {
      var option = words.get(i);
      if (option.equals("-S") || option.equals("--split-string")) {
        reported("what env -S splits into a command", i + 1, "leave out -S");
        return;
      }
      if (option.matches("-S.+|--split-string=.*")) {
        reported("what env -S splits into a command", i, "leave out -S");
        return;
      }
    }
  }

  /// What it puts in place of its replacement is as little known as what a placeholder stands for.
  private void lookAtXargs(int from) {
    for (int i = from; i < words.size() && words.get(i).startsWith("-"); i++) {
      var option = words.get(i);
      if (option.equals("-I") && i + 1 < words.size()) {
        alsoInserted(words.get(i + 1));
        i++;
      } else if (option.matches("-[Ii].+")) {
        alsoInserted(option.substring(2));
      } else if (option.equals("-i")) {
        alsoInserted("{}");
      } else if (option.matches("-[adELnPs]")) {
        i++;
      }
    }
  }

  private void alsoInserted(String text) {
    inserted = Pattern.compile(inserted.pattern() + '|' + Pattern.quote(text));
  }

  private void lookAt(Language language, String name, int from) {
    var advice = language.safe().isEmpty()
        ? ""
        : "pass it as an argument instead: " + name + ' ' + language.safe();
    int i = from;
    boolean hadCode = false;
    while (i < words.size() && words.get(i).matches("-.+")) {
      var option = words.get(i);
      int letter = codeLetter(language, option);
      if (letter > 0) {
        hadCode = true;
        int code = letter + 1 < option.length() ? i : i + 1;
        if (code < words.size()) {
          reported("%s -%s".formatted(name, option.charAt(letter)), code, advice);
        }
        i = code + 1;
      } else {
        hadCode |= option.equals("-f");
        boolean hasValue = option.length() == 2
            && (language.valueOptions().indexOf(option.charAt(1)) >= 0 || option.equals("-f"));
        i += hasValue ? 2 : 1;
      }
    }
    if (language.takesFirst() && !hadCode && i < words.size()) {
      reported(name, i, advice);
    }
  }

  /// Where in a word of options the letter is after which code follows; 0 if there is none.
  private static int codeLetter(Language language, String option) {
    for (int i = 1; i < option.length() && !option.startsWith("--"); i++) {
      char c = option.charAt(i);
      if (language.codeOptions().indexOf(c) >= 0) {
        return i;
      }
      if (language.valueOptions().indexOf(c) >= 0 || !Character.isLetterOrDigit(c)) {
        return 0; // the rest is its value
      }
    }
    return 0;
  }

  /// @param advice with a place for the placeholder; empty for none
  /// @return whether there is a placeholder in that word
  private boolean reported(String program, int word, String advice) {
    if (word >= words.size()) {
      return false;
    }
    Optional<String> found =
        inserted.matcher(words.get(word)).results().map(m -> m.group()).findFirst();
    found.ifPresent(
        placeholder -> warnings.add(
            "%s is in %s: its value is run as code%s".formatted(
                placeholder,
                program.contains(" of ") || program.startsWith("what ")
                    ? program
                    : "the code of " + program,
                advice.isEmpty() ? "" : "; " + advice.replace("%s", placeholder))));
    return found.isPresent();
  }
}
