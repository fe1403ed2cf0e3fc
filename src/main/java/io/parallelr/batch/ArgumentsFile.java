package io.parallelr.batch;

import io.parallelr.task.Count;
import io.parallelr.task.Printable;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.RandomAccess;

/// A file with the arguments of one task on each line. Blank lines and those that begin with `#`
/// are comments.
///
/// Only the text and the positions of its lines are kept: a million lists would need more memory.
public final class ArgumentsFile implements ArgumentLines {
  private static final int[] ALL_FIRST = {};

  private final Path path;
  private final String name;
  private final String text;
  private final Form form;
  private List<String> columns = List.of();
  private int[] starts = new int[16]; // of lines in the text, without the space around them
  private int[] ends = new int[16];
  private int[] numbers = new int[16];
  private int[] occurrences = ALL_FIRST;
  private int size;
  private int argumentCount;
  private int trimmed; // lines that had blanks around them, and were to be taken whole
  private int firstTrimmed;

  /// The arguments of a task.
  ///
  /// @param number counted from 1
  public record Line(int number, List<String> arguments) {
    public Line {
      arguments = List.copyOf(arguments);
    }
  }

  /// How it is written.
  ///
  /// @param separator none if each line is one argument
  /// @param isNull whether zero characters end the lines, which may have line breaks then
  /// @param hasHeader whether its first line has the names of the arguments
  public record Form(Optional<Separator> separator, boolean isNull, boolean hasHeader) {
    boolean isQuoted() {
      return separator.filter(Separator::isQuoted).isPresent();
    }
  }

  private ArgumentsFile(Path path, String name, String text, Form form) {
    this.path = path;
    this.name = name;
    this.text = text;
    this.form = form;
  }

  /// They are called as before.
  @Override
  public ArgumentLines at(Map<Path, Path> moved) {
    return moved.containsKey(path) ? new ArgumentsFile(this, moved.get(path)) : this;
  }

  private ArgumentsFile(ArgumentsFile same, Path path) {
    this(path, same.name, same.text, same.form);
    this.columns = same.columns;
    this.starts = same.starts;
    this.ends = same.ends;
    this.numbers = same.numbers;
    this.occurrences = same.occurrences;
    this.size = same.size;
    this.argumentCount = same.argumentCount;
    this.trimmed = same.trimmed;
    this.firstTrimmed = same.firstTrimmed;
  }

  /// Reads the file.
  ///
  /// @param separator none if each line is one argument
  /// @throws InputException if it cannot be read, has NUL characters, or lines have different
  ///   numbers of arguments
  public static ArgumentsFile read(Path file, Optional<Separator> separator)
      throws InputException {
    return read(file, new Form(separator, false, false), new ListFiles());
  }

  /// The same for any form.
  ///
  /// @param lists reads it
  public static ArgumentsFile read(Path file, Form form, ListFiles lists) throws InputException {
    if (form.isNull() && form.isQuoted()) {
      throw new InputException("-0 ends lines by zero characters, which CSV does not have");
    }
    var read = new ArgumentsFile(
        AbsolutePath.of(file), lists.nameOf(file), lists.read(file), form);
    read.findLines(file);
    return read;
  }

  /// They are numbered as if they stood in the file.
  ///
  /// @param lines each one line, or none: an empty one or a comment
  /// @throws InputException as [#read(Path, Optional)], or if one is several lines
  @Override
  public ArgumentLines with(List<String> lines) throws InputException {
    for (var line : lines) {
      requireOneLine(line);
    }
    var mark = form.isNull() ? "\0" : "\n";
    var end = text.isEmpty() || text.endsWith(mark) ? "" : mark;
    var all = new ArgumentsFile(
        path, name, text + end + String.join(mark, lines) + mark, form);
    all.findLines(path);
    return all;
  }

  private void requireOneLine(String line) throws InputException {
    var own = new Form(form.separator(), form.isNull(), false);
    var alone = new ArgumentsFile(path, name, line, own);
    alone.findLines(path);
    if (alone.size > 1) {
      throw new InputException(
          "'%s' is several lines; give each as a word of its own".formatted(Printable.of(line)));
    }
  }

  private void findLines(Path file) throws InputException {
    var counts = new ArgumentCounts();
    var repeats = new Repeats();
    int number = 0;
    boolean isFirst = form.hasHeader();
    for (int from = 0; from <= text.length();) {
      number++;
      int to = end(file, from, number);
      var raw = text.substring(from, to);
      if (raw.indexOf('\0') >= 0) {
        throw new InputException(
            "%s:%d: an argument cannot contain a NUL character; -0 takes them for the ends of lines"
                .formatted(ListFiles.name(file), number));
      }
      var line = trimmed(raw);
      boolean isComment = line.startsWith("#") && !form.isNull() && !form.isQuoted();
      if (!line.isEmpty() && !isComment) {
        var arguments = split(line);
        counts.add(arguments.size(), number);
        if (isFirst) {
          columns = columns(file, number, arguments);
          isFirst = false;
        } else {
          int start = from + raw.indexOf(line);
          add(start, start + line.length(), number, repeats.add(arguments));
        }
        if (form.separator().isEmpty() && !form.isNull()
            && raw.length() > line.length() + (raw.endsWith("\r") ? 1 : 0)) {
          firstTrimmed = trimmed++ == 0 ? number : firstTrimmed;
        }
      }
      if (form.isQuoted()) {
        number += (int) raw.chars().filter(c -> c == '\n').count();
      }
      from = to + 1;
    }
    if (isFirst) {
      throw new InputException(
          "%s: has no line with the names of the columns, which --header takes from its first one"
              .formatted(ListFiles.name(file)));
    }
    counts.requireOne(file);
    argumentCount = counts.first();
  }

  private int end(Path file, int from, int number) throws InputException {
    if (form.isQuoted()) {
      try {
        return Csv.end(text, from, form.separator().orElseThrow().character(), number);
      } catch (InputException e) {
        throw new InputException(ListFiles.name(file) + ":" + e.getMessage(), e);
      }
    }
    int end = text.indexOf(form.isNull() ? '\0' : '\n', from);
    return end < 0 ? text.length() : end;
  }

  private String trimmed(String raw) {
    if (form.isQuoted()) {
      return raw.endsWith("\r") ? raw.substring(0, raw.length() - 1) : raw;
    }
    return form.isNull()
        ? raw
        : form.separator().map(s -> s.trim(raw)).orElseGet(() -> Separator.trimBlanks(raw));
  }

  private static List<String> columns(Path file, int line, List<String> names)
      throws InputException {
    for (var name : names) {
      var problem = name.isEmpty()
          ? "a column has no name"
          : name.contains("@") || Placeholders.isReserved(name)
              ? "column '%s' cannot be a placeholder".formatted(name)
              : names.indexOf(name) != names.lastIndexOf(name)
                  ? "two columns are called '%s'".formatted(name)
                  : "";
      if (!problem.isEmpty()) {
        throw new InputException(
            "%s:%d: %s; rename it, or leave out --header".formatted(
                ListFiles.name(file),
                line,
                problem));
      }
    }
    return List.copyOf(names);
  }

  private void add(int start, int end, int number, int occurrence) {
    if (size == starts.length) {
      int more = Math.addExact(size, size / 2);
      starts = Arrays.copyOf(starts, more);
      ends = Arrays.copyOf(ends, more);
      numbers = Arrays.copyOf(numbers, more);
    }
    if (occurrence > 1 || occurrences.length > 0) {
      int had = occurrences.length;
      if (had <= size) {
        occurrences = Arrays.copyOf(occurrences, starts.length);
        Arrays.fill(occurrences, had, occurrences.length, 1);
      }
      occurrences[size] = occurrence;
    }
    starts[size] = start;
    ends[size] = end;
    numbers[size++] = number;
  }

  private List<String> split(String line) {
    return form.separator().map(s -> s.split(line)).orElse(List.of(line));
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  /// Absolute.
  public Path path() {
    return path;
  }

  /// Each line, made when it is asked for; all have the same number of arguments.
  public List<Line> lines() {
    return new Lines();
  }

  @Override
  public List<Path> paths() {
    return List.of(path);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Line line(int index) {
    Objects.checkIndex(index, size);
    return new Line(numbers[index], split(text.substring(starts[index], ends[index])));
  }

  @Override
  public String name(int index) {
    return name + ":" + numbers[index];
  }

  @Override
  public int occurrence(int index) {
    return occurrences.length == 0 ? 1 : occurrences[index];
  }

  @Override
  public int argumentCount() {
    return argumentCount;
  }

  private final class Lines extends AbstractList<Line> implements RandomAccess {
    @Override
    public int size() {
      return size;
    }

    @Override
    public Line get(int index) {
      return line(index);
    }
  }

  @Override
  public List<ArgumentsFile> files() {
    return List.of(this);
  }

  /// What to say of lines that had blanks around them, which are dropped; empty if none had.
  public Optional<String> droppedBlanks() {
    return trimmed == 0
        ? Optional.empty()
        : Optional.of(
            "%s:%d: blanks around the line are dropped%s".formatted(
                path,
                firstTrimmed,
                trimmed == 1 ? "" : ", as in %s".formatted(Count.of(trimmed - 1, "other line"))));
  }

  /// What is odd about lines that were split: fields in quotation marks, as other programs write
  /// them, which are not looked at here.
  public Optional<String> quotedFields() {
    Optional<String> first = Optional.empty();
    int count = 0;
    if (form.isQuoted()) {
      return first;
    }
    for (var line : lines()) {
      var quoted = line.arguments().stream().filter(field -> field.startsWith("\"")).findFirst();
      if (quoted.isPresent()) {
        count++;
        first = first.or(() -> quoted.map(field -> line.number() + ": the field " + field));
      }
    }
    int total = count;
    return first.map(
        where -> ("%s:%s begins with a quotation mark. Quotation marks have no meaning here: they stay in "
            + "the argument, and separators between them still count (%d line%s with such fields)")
            .formatted(path, where, total, total == 1 ? "" : "s"));
  }
}
