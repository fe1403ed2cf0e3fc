package io.parallelr.batch;

import io.parallelr.os.NativeText;
import io.parallelr.task.Input;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A command with placeholders. It is split into words once, before anything is put in: so what is
/// put in stays inside its word, whatever it holds.
public final class CommandTemplate {
  private static final Pattern PLACEHOLDER = Pattern.compile("@(?:TASK|ARG(?:_([0-9]+))?)@");

  /// What may have been meant to be one.
  private static final Pattern LOOK_ALIKE = Pattern.compile(
      "(?<![\\w@])(?:@(?:TASKS?|ARGS?(?:[_-]?[0-9]+)?)@?|(?:TASK|ARG(?:_[0-9]+)?)@)(?![\\w@])",
      Pattern.CASE_INSENSITIVE);
  /// How other programs, and shells, name what is put in.
  private static final Pattern OF_OTHERS = Pattern.compile("\\{}|%s|\\$\\{?(?:1|TASK|FILE)}?");

  private final List<String> words;

  private CommandTemplate(List<String> words) {
    this.words = words;
  }

  /// Splits the text as a shell does.
  ///
  /// @param directory against which a program named by a relative path, or its jar after `-jar`, is
  ///   looked for: tasks run in another one
  /// @throws InputException if a quote is not closed, there is no program, or a placeholder
  ///   is `@ARG_0@`
  public static CommandTemplate parse(String text, Path directory) throws InputException {
    var words = new ArrayList<>(ShellWords.split(text));
    if (words.isEmpty()) {
      throw new InputException("is empty; give a command such as 'bash @TASK@'");
    }
    var program = words.getFirst();
    if (program.isEmpty()) {
      throw new InputException("its first word, the program, is empty");
    }
    if (program.contains("/")) {
      makeAbsolute(words, 0, directory);
    }
    if (words.size() > 2 && words.get(1).equals("-jar")) {
      makeAbsolute(words, 2, directory);
    }
    var template = new CommandTemplate(List.copyOf(words));
    for (var placeholder : template.placeholders().toList()) {
      if (isArgument(placeholder) && number(placeholder) == 0) {
        throw new InputException(placeholder.group() + ": arguments are counted from 1");
      }
    }
    template.refuseLookAlikes();
    return template;
  }

  private void refuseLookAlikes() throws InputException {
    boolean hasPlaceholder = placeholders().findAny().isPresent();
    for (var word : words) {
      for (var found : LOOK_ALIKE.matcher(word).results().toList()) {
        var text = found.group();
        var name = text.replace("@", "");
        boolean isWhole = text.startsWith("@") && text.endsWith("@");
        boolean isMeant = isWhole || !hasPlaceholder || name.matches("TASK|ARG(_[0-9]+)?");
        if (isMeant && !PLACEHOLDER.matcher(text).matches()) {
          throw new InputException(
              "'%s' is not a placeholder; did you mean %s?".formatted(text, meant(name)));
        }
      }
    }
  }

  private static String meant(String name) {
    var digits = name.replaceAll("[^0-9]", "");
    return name.startsWith("T") || name.startsWith("t")
        ? "@TASK@"
        : digits.isEmpty() ? "@ARG@" : "@ARG_%s@".formatted(digits);
  }

  /// The command with a placeholder where it may have been meant to be, as one line.
  String with(String placeholder) {
    var all = new ArrayList<>(words);
    // not in scripts, where it would be code
    all.replaceAll(w -> w.contains(" ") ? w : OF_OTHERS.matcher(w).replaceAll(placeholder));
    if (all.equals(words)) {
      all.add(placeholder);
    }
    return ShellWords.quote(all);
  }

  /// Whether it looks at the variables that every task finds.
  boolean usesVariables() {
    return words.stream().anyMatch(word -> word.contains("PARALLELR_"));
  }

  /// What is odd about it: placeholders in what a program takes for code.
  public List<String> warnings() {
    return CodeCheck.warnings(words, PLACEHOLDER);
  }

  /// The program of a template, if it is the same for all tasks; empty too for what is no template.
  public static Optional<String> programOf(String text, Path directory) {
    try {
      return Optional.of(parse(text, directory).words.getFirst())
          .filter(word -> !PLACEHOLDER.matcher(word).find());
    } catch (InputException e) {
      return Optional.empty();
    }
  }

  private static void makeAbsolute(List<String> words, int index, Path directory) {
    var word = words.get(index);
    var file = AbsolutePath.of(NativeText.resolve(directory, word));
    if (!PLACEHOLDER.matcher(word).find() && Files.exists(file)) {
      words.set(index, NativeText.of(file));
    }
  }

  /// Whether the path of the task file is put in anywhere.
  public boolean usesTask() {
    return placeholders().anyMatch(placeholder -> !isArgument(placeholder));
  }

  /// The highest number of an argument that is put in anywhere; 0 if none is.
  public int highestArgument() {
    return placeholders().filter(CommandTemplate::isArgument)
        .mapToInt(CommandTemplate::number)
        .max()
        .orElse(0);
  }

  private Stream<MatchResult> placeholders() {
    return words.stream().flatMap(word -> PLACEHOLDER.matcher(word).results());
  }

  private static boolean isArgument(MatchResult placeholder) {
    return !placeholder.group().equals("@TASK@");
  }

  /// One too large for an int is beyond all arguments anyway.
  private static int number(MatchResult placeholder) {
    var digits = placeholder.group(1);
    return digits == null
        ? 1
        : new BigInteger(digits).min(BigInteger.valueOf(Integer.MAX_VALUE)).intValue();
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
            isArgument(match)
                ? input.arguments().get(number(match) - 1)
                : input.taskFile().map(NativeText::of).orElseThrow()));
  }
}
