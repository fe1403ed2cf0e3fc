package io.parallelr.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A file with the arguments of one task on each line. Blank lines and those that begin with `#`
/// are comments.
///
/// @param path absolute
/// @param lines at least one, all with the same number of arguments
public record ArgumentsFile(Path path, List<Line> lines) {
  private static final int LINES_LISTED = 5;

  public ArgumentsFile {
    lines = List.copyOf(lines);
  }

  /// The arguments of a task.
  ///
  /// @param number counted from 1
  public record Line(int number, List<String> arguments) {
    public Line {
      arguments = List.copyOf(arguments);
    }
  }

  /// Reads the file.
  ///
  /// @param separator none if each line is one argument
  /// @throws InputException if it cannot be read, is not UTF-8, has NUL characters, or lines have
  ///   different numbers of arguments
  public static ArgumentsFile read(Path file, Optional<Separator> separator)
      throws InputException {
    var lines = new ArrayList<Line>();
    int number = 0;
    for (var raw : text(file).split("\n", -1)) {
      number++;
      if (raw.indexOf('\0') >= 0) {
        throw new InputException(
            "%s:%d: a NUL character, which no argument can hold".formatted(file, number));
      }
      var line = separator.map(s -> s.trim(raw)).orElseGet(raw::strip);
      if (!line.isEmpty() && !line.startsWith("#")) {
        var arguments = separator.map(s -> s.split(line)).orElse(List.of(line));
        lines.add(new Line(number, arguments));
      }
    }
    requireSameCounts(file, lines);
    return new ArgumentsFile(AbsolutePath.of(file), lines);
  }

  /// How many arguments each line has; 0 if there are no lines.
  public int argumentCount() {
    return lines.isEmpty() ? 0 : lines.getFirst().arguments().size();
  }

  /// What is odd about lines that were split: fields in quotation marks, as other programs write
  /// them, which are not looked at here.
  public Optional<String> quotedFields() {
    Optional<String> first = Optional.empty();
    int count = 0;
    for (var line : lines) {
      var quoted = line.arguments().stream().filter(field -> field.startsWith("\"")).findFirst();
      if (quoted.isPresent()) {
        count++;
        first = first.or(() -> quoted.map(field -> line.number() + ": the field " + field));
      }
    }
    int total = count;
    return first.map(
        where -> ("%s:%s begins with a quotation mark. Quotation marks mean nothing here: they stay in "
            + "the argument, and a separator between them separates (%d line%s with such fields)")
            .formatted(path, where, total, total == 1 ? "" : "s"));
  }

  private static String text(Path file) throws InputException {
    byte[] bytes;
    try {
      if (Files.isDirectory(file)) {
        throw new InputException(file + " is a directory; give a file with arguments");
      }
      if (!Files.exists(file)) {
        throw new InputException(file + " not found");
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage());
    }
    var in = ByteBuffer.wrap(bytes);
    try {
      var text = UTF_8.newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(in)
          .toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw new InputException("%s:%d: not UTF-8; convert it with iconv".formatted(file, line));
    }
  }

  private static void requireSameCounts(Path file, List<Line> lines) throws InputException {
    Map<Integer, List<Integer>> numbersByCount = new TreeMap<>();
    for (var line : lines) {
      numbersByCount.computeIfAbsent(line.arguments().size(), _ -> new ArrayList<>())
          .add(line.number());
    }
    if (numbersByCount.size() > 1) {
      var counts = new ArrayList<String>();
      numbersByCount.forEach((count, numbers) -> counts.add(
          "%d on line%s %s%s".formatted(
              count,
              numbers.size() == 1 ? "" : "s",
              String.join(", ", numbers.stream().limit(LINES_LISTED).map(n -> "" + n).toList()),
              numbers.size() > LINES_LISTED ? "… (%d lines)".formatted(numbers.size()) : "")));
      throw new InputException(
          "%s: lines differ in their number of arguments: %s"
              .formatted(file, String.join("; ", counts)));
    }
  }
}
