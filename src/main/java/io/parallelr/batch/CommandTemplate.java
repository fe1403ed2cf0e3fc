package io.parallelr.batch;

import io.parallelr.os.NativeText;
import io.parallelr.shell.Quoting;
import io.parallelr.task.Input;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A command with placeholders. It is split into words once, before anything is put in: so what is
/// put in stays inside its word, no matter what it contains; and where a shell reads that word, it
/// is quoted, so that it stays data there, too.
public final class CommandTemplate {
  /// How other programs, and shells, name what is put in.
  private static final Pattern OF_OTHERS = Pattern.compile("\\{}|%s|\\$\\{?(?:1|TASK|FILE)}?");

  private final List<String> words;
  private final List<List<Piece>> pieces; // of each word, found once and not for each task
  private final List<String> warnings;

  /// A part of a word.
  private sealed interface Piece {
    /// As it is written.
    record Text(String text) implements Piece {}

    /// What is put in.
    record Value(Placeholder placeholder, Quoting quoting) implements Piece {}
  }

  private CommandTemplate(List<String> words, List<List<Piece>> pieces, List<String> warnings) {
    this.words = words;
    this.pieces = pieces;
    this.warnings = warnings;
  }

  private Stream<Placeholder> placeholders() {
    return pieces.stream()
        .flatMap(List::stream)
        .flatMap(piece -> piece instanceof Piece.Value(var p, _) ? Stream.of(p) : Stream.empty());
  }

  /// Splits the text as a shell does.
  ///
  /// @param directory against which a program named by a relative path, or its jar after `-jar`, is
  ///   looked for: tasks run in another one
  /// @throws InputException if a quote is not closed, there is no program, or a placeholder is
  ///   `@ARG_0@`, none at all, or where it cannot be
  public static CommandTemplate parse(String text, Path directory) throws InputException {
    return parse(text, directory, List.of());
  }

  /// The same.
  ///
  /// @param columns names of the arguments of a line, which are placeholders, too
  public static CommandTemplate parse(String text, Path directory, List<String> columns)
      throws InputException {
    var placeholders = new Placeholders(columns);
    var words = new ArrayList<>(ShellWords.split(text));
    if (words.isEmpty()) {
      throw new InputException("is empty; give a command such as 'bash @TASK@'");
    }
    var program = words.getFirst();
    if (program.isEmpty()) {
      throw new InputException("its first word, the program, is empty");
    }
    if (program.contains("/")) {
      makeAbsolute(words, 0, directory, placeholders);
    }
    if (words.size() > 2 && words.get(1).equals("-jar")) {
      makeAbsolute(words, 2, directory, placeholders);
    }
    placeholders.refuseLookAlikes(words);
    var compiled = new TemplateWords(words, placeholders);
    var template = new CommandTemplate(List.copyOf(words), pieces(compiled), compiled.warnings());
    var zero = template.placeholders()
        .filter(p -> p.source().equals(new Placeholder.Source.Argument(0)))
        .findFirst();
    if (zero.isPresent()) {
      throw new InputException(zero.get().written() + ": arguments are counted from 1");
    }
    return template;
  }

  private static List<List<Piece>> pieces(TemplateWords compiled) {
    var all = new ArrayList<List<Piece>>();
    int number = 0;
    for (var word : compiled.words()) {
      var pieces = new ArrayList<Piece>();
      var texts = word.split(TemplateWords.VALUE, -1);
      for (int i = 0; i < texts.length; i++) {
        if (i > 0) {
          pieces.add(
              new Piece.Value(
                  compiled.placeholders().get(number),
                  compiled.quotings().get(number)));
          number++;
        }
        if (!texts[i].isEmpty() || texts.length == 1) {
          pieces.add(new Piece.Text(texts[i]));
        }
      }
      all.add(pieces);
    }
    return all;
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
    return warnings;
  }

  /// The program of a template, if it is the same for all tasks; also empty if it is not a
  /// valid template.
  public static Optional<String> programOf(String text, Path directory) {
    try {
      return Optional.of(parse(text, directory).words.getFirst())
          .filter(word -> new Placeholders(List.of()).in(word).isEmpty());
    } catch (InputException e) {
      return Optional.empty();
    }
  }

  private static void makeAbsolute(
      List<String> words,
      int index,
      Path directory,
      Placeholders placeholders) {
    var word = words.get(index);
    var file = AbsolutePath.of(NativeText.resolve(directory, word));
    if (placeholders.in(word).isEmpty() && Files.exists(file)) {
      words.set(index, NativeText.of(file));
    }
  }

  /// Whether nothing is put in.
  boolean isSameForAll() {
    return placeholders().findAny().isEmpty();
  }

  /// Whether the path of the task file is put in anywhere.
  public boolean usesTask() {
    return placeholders().anyMatch(p -> p.source() instanceof Placeholder.Source.TaskFile);
  }

  /// The highest number of an argument that is put in anywhere; 0 if none is.
  public int highestArgument() {
    return placeholders()
        .mapToInt(p -> p.source() instanceof Placeholder.Source.Argument(int number) ? number : 0)
        .max()
        .orElse(0);
  }

  /// The command for a task, which must have what the placeholders ask for. The number of the slot
  /// is put in later, by [io.parallelr.task.Task#inSlot].
  ///
  /// @param sequence the number of the task in the run
  public List<String> commandFor(Input input, int sequence) {
    var command = new String[pieces.size()];
    for (int i = 0; i < command.length; i++) {
      var word = pieces.get(i);
      command[i] = word.size() == 1
          ? text(word.getFirst(), input, sequence)
          : text(word, input, sequence);
    }
    return List.of(command);
  }

  private static String text(List<Piece> word, Input input, int sequence) {
    var text = new StringBuilder();
    for (var piece : word) {
      text.append(text(piece, input, sequence));
    }
    return text.toString();
  }

  private static String text(Piece piece, Input input, int sequence) {
    return switch (piece) {
      case Piece.Text(var text) -> text;
      case Piece.Value(var placeholder, var quoting) ->
        quoting.quote(placeholder.value(input, sequence));
    };
  }
}
