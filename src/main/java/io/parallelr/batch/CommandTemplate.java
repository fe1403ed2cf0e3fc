package io.parallelr.batch;

import io.parallelr.os.NativeText;
import io.parallelr.task.Input;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A command with placeholders. It is split into words once, before anything is put in: so what is
/// put in stays inside its word, no matter what it contains.
public final class CommandTemplate {
  private static final Pattern PLACEHOLDER = Pattern.compile("@(?:TASK|ARG(?:_([0-9]+))?)@");

  /// What may have been meant to be one.
  private static final Pattern LOOK_ALIKE = Pattern.compile(
      "(?<![\\w@])(?:@(?:TASKS?|ARGS?(?:[_-]?[0-9]+)?)@?|(?:TASK|ARG(?:_[0-9]+)?)@)(?![\\w@])",
      Pattern.CASE_INSENSITIVE);
  /// How other programs, and shells, name what is put in.
  private static final Pattern OF_OTHERS = Pattern.compile("\\{}|%s|\\$\\{?(?:1|TASK|FILE)}?");

  private final List<String> words;
  private final List<List<Piece>> pieces; // of each word, found once and not for each task

  /// A part of a word.
  private sealed interface Piece {
    /// As it is written.
    record Text(String text) implements Piece {}

    /// The path of the task file.
    record TaskFile() implements Piece {}

    /// An argument.
    ///
    /// @param number counted from 1; the highest int for all that are beyond it
    record Argument(int number) implements Piece {}
  }

  private CommandTemplate(List<String> words) {
    this.words = words;
    this.pieces = words.stream().map(CommandTemplate::pieces).toList();
  }

  private static List<Piece> pieces(String word) {
    var pieces = new ArrayList<Piece>();
    var found = PLACEHOLDER.matcher(word);
    int end = 0;
    while (found.find()) {
      if (found.start() > end) {
        pieces.add(new Piece.Text(word.substring(end, found.start())));
      }
      pieces.add(
          found.group().equals("@TASK@")
              ? new Piece.TaskFile()
              : new Piece.Argument(number(found.group(1))));
      end = found.end();
    }
    if (end < word.length() || word.isEmpty()) {
      pieces.add(new Piece.Text(word.substring(end)));
    }
    return pieces;
  }

  /// Whether anything is put in that fulfils a condition.
  private boolean hasPlaceholder(Predicate<Piece> which) {
    return pieces.stream()
        .flatMap(List::stream)
        .anyMatch(piece -> !(piece instanceof Piece.Text) && which.test(piece));
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
    for (var word : words) {
      var found = PLACEHOLDER.matcher(word);
      while (found.find()) {
        if (number(found.group(1)) == 0) {
          throw new InputException(found.group() + ": arguments are counted from 1");
        }
      }
    }
    template.refuseLookAlikes();
    return template;
  }

  private void refuseLookAlikes() throws InputException {
    boolean hasPlaceholder = hasPlaceholder(_ -> true);
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

  /// The program of a template, if it is the same for all tasks; also empty if it is not a
  /// valid template.
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
    return hasPlaceholder(Piece.TaskFile.class::isInstance);
  }

  /// The highest number of an argument that is put in anywhere; 0 if none is.
  public int highestArgument() {
    return pieces.stream()
        .flatMap(List::stream)
        .mapToInt(piece -> piece instanceof Piece.Argument(int number) ? number : 0)
        .max()
        .orElse(0);
  }

  private static int number(@Nullable String digits) {
    return digits == null
        ? 1
        : new BigInteger(digits).min(BigInteger.valueOf(Integer.MAX_VALUE)).intValue();
  }

  /// The command for a task, which must have what the placeholders ask for.
  public List<String> commandFor(Input input) {
    var command = new String[pieces.size()];
    for (int i = 0; i < command.length; i++) {
      var word = pieces.get(i);
      command[i] = word.size() == 1 ? text(word.getFirst(), input) : text(word, input);
    }
    return List.of(command);
  }

  private static String text(List<Piece> word, Input input) {
    var text = new StringBuilder();
    for (var piece : word) {
      text.append(text(piece, input));
    }
    return text.toString();
  }

  private static String text(Piece piece, Input input) {
    return switch (piece) {
      case Piece.Text(var text) -> text;
      case Piece.TaskFile() -> input.taskFile().map(NativeText::of).orElseThrow();
      case Piece.Argument(int number) -> input.arguments().get(number - 1);
    };
  }
}
