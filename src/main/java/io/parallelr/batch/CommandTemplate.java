package io.parallelr.batch;

import io.parallelr.task.Input;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A command with placeholders. It is split into words once, before anything is put in: so what is
/// put in stays inside its word, whatever it holds.
public final class CommandTemplate {
  private static final Pattern PLACEHOLDER = Pattern.compile("@(?:TASK|ARG(?:_([0-9]{1,6}))?)@");

  private final List<String> words;

  private CommandTemplate(List<String> words) {
    this.words = words;
  }

  /// Splits the text as a shell does.
  ///
  /// @param directory against which a program named by a relative path is looked for: tasks run in
  ///   another one
  /// @throws InputException if a quote is not closed, there is no word, or a placeholder
  ///   is `@ARG_0@`
  public static CommandTemplate parse(String text, Path directory) throws InputException {
    var words = new ArrayList<>(ShellWords.split(text));
    if (words.isEmpty()) {
      throw new InputException("is empty; give a command such as 'bash @TASK@'");
    }
    var program = words.getFirst();
    if (program.contains("/") && !program.contains("@")) {
      var file = directory.resolve(program);
      if (Files.exists(file)) {
        words.set(0, file.normalize().toString());
      }
    }
    var template = new CommandTemplate(List.copyOf(words));
    if (template.usesArgument(0)) {
      throw new InputException("@ARG_0@: arguments are counted from 1");
    }
    return template;
  }

  /// Whether the path of the task file is put in anywhere.
  public boolean usesTask() {
    return words.stream().anyMatch(word -> word.contains("@TASK@"));
  }

  /// The highest number of an argument that is put in anywhere; 0 if none is.
  public int highestArgument() {
    return words.stream()
        .flatMap(word -> PLACEHOLDER.matcher(word).results())
        .filter(match -> !match.group().equals("@TASK@"))
        .mapToInt(match -> match.group(1) == null ? 1 : Integer.parseInt(match.group(1)))
        .max()
        .orElse(0);
  }

  private boolean usesArgument(int number) {
    return words.stream().anyMatch(word -> word.contains("@ARG_" + number + "@"));
  }

  /// The command for a task, which must have what the placeholders ask for.
  public List<String> commandFor(Input input) {
    return words.stream()
        .map(word -> word.indexOf('@') < 0 ? word : substitute(word, input))
        .toList();
  }

  private static String substitute(String word, Input input) {
    return PLACEHOLDER.matcher(word)
        .replaceAll(match -> Matcher.quoteReplacement(
            match.group().equals("@TASK@")
                ? input.taskFile().map(Path::toString).orElseThrow()
                : input.arguments()
                    .get(match.group(1) == null ? 0 : Integer.parseInt(match.group(1)) - 1)));
  }
}
