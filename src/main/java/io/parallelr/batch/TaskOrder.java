package io.parallelr.batch;

import io.parallelr.os.NativeText;
import io.parallelr.task.Input;
import io.parallelr.task.Task;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// In which order the tasks of a batch start. Their numbers stay as they are.
///
/// @param kind what it goes by
/// @param seed of a random order
public record TaskOrder(Kind kind, long seed) {
  private static final String SHUFFLE = "shuffle:";

  /// What an order goes by.
  public enum Kind {
    /// The order of the options and of the lines.
    GIVEN,
    /// Names of files without their directories, and lines.
    NAME,
    /// The same, with numbers in them by their value.
    VERSION,
    /// Of files, the smallest first.
    SIZE,
    /// Of files, the one that was changed first.
    MTIME,
    /// How long they took in earlier runs; those of which that is not known come first.
    LONGEST_FIRST,
    /// At random.
    SHUFFLE;

    private String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// An order as it is recorded.
  ///
  /// @throws InputException if the order is unknown
  public static TaskOrder named(String text) throws InputException {
    if (text.startsWith(SHUFFLE)) {
      var seed = text.substring(SHUFFLE.length());
      try {
        return new TaskOrder(Kind.SHUFFLE, Long.parseLong(seed));
      } catch (NumberFormatException e) {
        throw new InputException(
            "'%s' is not a whole number; --shuffle takes a seed, or none".formatted(seed));
      }
    }
    return Stream.of(Kind.values())
        .filter(kind -> kind != Kind.SHUFFLE && kind.word().equals(text))
        .map(kind -> new TaskOrder(kind, 0))
        .findFirst()
        .orElseThrow(
            () -> new InputException(
                "'%s' is not one of given, name, version, size, mtime, longest-first%s".formatted(
                    text,
                    text.equals("arrival") ? "; arrival is for --watch" : "")));
  }

  /// A random order as it is recorded.
  public static String shuffled(String seed) {
    return SHUFFLE + seed;
  }

  /// The numbers of the tasks of a batch, from 0, as they start.
  ///
  /// @param place where a task is in the order of the options
  /// @param nanos gives how long a task took; negative if that is not known. Asked for only if it
  ///   counts
  /// @throws InputException if the tasks have nothing that it goes by
  public int[] of(Batch batch, IntToLongFunction place, Supplier<IntToLongFunction> nanos)
      throws InputException {
    var numbers = IntStream.range(0, batch.size()).boxed().toArray(Integer[]::new);
    switch (kind) {
      case GIVEN -> sort(numbers, place);
      case NAME -> sort(numbers, keys(batch), Comparator.naturalOrder());
      case VERSION -> sort(numbers, keys(batch), TaskOrder::compareVersions);
      case SIZE -> sort(numbers, ofFiles(batch, file -> NativeText.file(file).length()));
      case MTIME -> sort(numbers, ofFiles(batch, file -> NativeText.file(file).lastModified()));
      case LONGEST_FIRST -> {
        var known = nanos.get();
        sort(
            numbers,
            i -> known.applyAsLong(i) < 0 ? Long.MIN_VALUE : -known.applyAsLong(i));
      }
      case SHUFFLE -> Collections.shuffle(Arrays.asList(numbers), new Random(seed));
    }
    return Arrays.stream(numbers).mapToInt(Integer::intValue).toArray();
  }

  private static void sort(Integer[] numbers, IntToLongFunction key) {
    var keys = IntStream.range(0, numbers.length).mapToLong(key).toArray();
    Arrays.sort(numbers, Comparator.comparingLong(i -> keys[i])); // stable
  }

  private static void sort(Integer[] numbers, List<String> keys, Comparator<String> by) {
    Arrays.sort(numbers, Comparator.comparing(keys::get, by));
  }

  private static List<String> keys(Batch batch) {
    return IntStream.range(0, batch.size()).mapToObj(i -> key(batch.task(i))).toList();
  }

  private static String key(Task task) {
    return task.input() instanceof Input.File(var path)
        ? NativeText.nameOf(path)
        : String.join(" ", task.input().arguments());
  }

  private interface OfFile {
    long of(Path file);
  }

  private IntToLongFunction ofFiles(Batch batch, OfFile fact) throws InputException {
    if (!batch.argumentsFiles().isEmpty()) {
      throw new InputException(
          ("%s goes by the files of -T; lines of -A have none: use given, name, version or "
              + "longest-first").formatted(kind.word()));
    }
    return i -> batch.task(i).input() instanceof Input.File(var path) ? fact.of(path) : 0;
  }

  /// Compares texts with the numbers in them by their value: `file9` comes before `file10`.
  static int compareVersions(String one, String other) {
    int i = 0;
    int j = 0;
    while (i < one.length() && j < other.length()) {
      if (isDigit(one.charAt(i)) && isDigit(other.charAt(j))) {
        int endOfOne = endOfNumber(one, i);
        int endOfOther = endOfNumber(other, j);
        int order = compareNumbers(one.substring(i, endOfOne), other.substring(j, endOfOther));
        if (order != 0) {
          return order;
        }
        i = endOfOne;
        j = endOfOther;
      } else {
        int order = Character.compare(one.charAt(i++), other.charAt(j++));
        if (order != 0) {
          return order;
        }
      }
    }
    int order = Integer.compare(one.length() - i, other.length() - j);
    return order != 0 ? order : one.compareTo(other); // 07 and 7 differ
  }

  private static int compareNumbers(String one, String other) {
    var first = one.replaceFirst("^0+", "");
    var second = other.replaceFirst("^0+", "");
    return first.length() != second.length()
        ? Integer.compare(first.length(), second.length())
        : first.compareTo(second);
  }

  private static int endOfNumber(String text, int from) {
    int end = from;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
