package io.parallelr.batch;

import io.parallelr.os.NativeText;
import io.parallelr.task.Count;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The arguments of several files, put together: each line with each (product), or the first lines
/// of all, the second ones and so on (zip). Of a product only the files are kept, and each
/// combination is made when it is asked for.
public final class CombinedArguments implements ArgumentLines {
  private final List<ArgumentsFile> files;
  private final Combination combination;
  private final List<String> columns;
  private final int[] occurrences; // of a zip; a product computes them
  private final int[] mostRepeated; // in each file of a product
  private final int size;

  /// How lines of several files become arguments of one task.
  public enum Combination {
    /// Each line of the first file with each of the second, and so on; the last changes fastest.
    PRODUCT,
    /// The lines with the same place in their files.
    ZIP;

    /// What it is called on the command line.
    public String word() {
      return this == PRODUCT ? "product" : "zip";
    }

    /// The one of that name.
    ///
    /// @throws InputException if there is none
    public static Combination named(String word) throws InputException {
      return Stream.of(values())
          .filter(c -> c.word().equals(word))
          .findFirst()
          .orElseThrow(
              () -> new InputException("'%s' is not one of product, zip".formatted(word)));
    }
  }

  private CombinedArguments(
      List<ArgumentsFile> files,
      Combination combination,
      List<String> columns,
      int size) {
    this.files = List.copyOf(files);
    this.combination = combination;
    this.columns = columns;
    this.size = size;
    this.occurrences = combination == Combination.ZIP ? occurrencesOfZip() : new int[0];
    this.mostRepeated = combination == Combination.PRODUCT
        ? files.stream().mapToInt(CombinedArguments::mostRepeated).toArray()
        : new int[0];
  }

  /// Puts files together.
  ///
  /// @param files at least two
  /// @throws InputException if they do not fit together, or that makes too many tasks
  public static CombinedArguments of(List<ArgumentsFile> files, Combination combination)
      throws InputException {
    return new CombinedArguments(
        files, combination, columnsOf(files), sizeOf(files, combination));
  }

  private static List<String> columnsOf(List<ArgumentsFile> files) throws InputException {
    var all = files.stream().flatMap(file -> file.columns().stream()).toList();
    var seen = new HashSet<String>();
    for (var name : all) {
      if (!seen.add(name)) {
        throw new InputException(
            "two columns are called '%s'; rename one, or leave out --header".formatted(name));
      }
    }
    return all;
  }

  private static int sizeOf(List<ArgumentsFile> files, Combination combination)
      throws InputException {
    if (combination == Combination.ZIP) {
      if (files.stream().mapToInt(ArgumentsFile::size).distinct().count() > 1) {
        throw new InputException(
            "--combine zip takes lines by their places, and the files differ in length: "
                + counts(files) + "; shorten the longer one, such as with head -n");
      }
      return files.getFirst().size();
    }
    if (files.stream().anyMatch(file -> file.size() == 0)) {
      return 0;
    }
    try {
      int product = 1;
      for (var file : files) {
        product = Math.multiplyExact(product, file.size());
      }
      return product;
    } catch (ArithmeticException e) {
      throw new InputException(
          "--combine product makes more tasks than %d, the most that a run can have: %s"
              .formatted(Integer.MAX_VALUE, counts(files)),
          e);
    }
  }

  private static String counts(List<ArgumentsFile> files) {
    return files.stream()
        .map(f -> "%s has %s".formatted(ListFiles.name(f.path()), Count.of(f.size(), "line")))
        .collect(Collectors.joining(", "));
  }

  private int[] occurrencesOfZip() {
    var repeats = new Repeats();
    var all = new int[size];
    for (int i = 0; i < size; i++) {
      all[i] = repeats.add(line(i).arguments());
    }
    return all;
  }

  private static int mostRepeated(ArgumentsFile file) {
    int most = 1;
    for (int i = 0; i < file.size(); i++) {
      most = Math.max(most, file.occurrence(i));
    }
    return most;
  }

  /// Which line of each file one is made of, from 0.
  private int[] indexes(int index) {
    var all = new int[files.size()];
    int rest = index;
    for (int i = all.length - 1; i >= 0; i--) {
      int length = files.get(i).size();
      all[i] = combination == Combination.ZIP ? index : rest % length;
      rest /= length;
    }
    return all;
  }

  @Override
  public List<ArgumentsFile> files() {
    return files;
  }

  @Override
  public List<Path> paths() {
    return files.stream().map(ArgumentsFile::path).toList();
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public ArgumentsFile.Line line(int index) {
    var at = indexes(index);
    var arguments = new ArrayList<String>();
    for (int i = 0; i < at.length; i++) {
      arguments.addAll(files.get(i).line(at[i]).arguments());
    }
    return new ArgumentsFile.Line(files.getFirst().line(at[0]).number(), arguments);
  }

  /// The lines of all files, as `/path/hosts:3+ports:1`.
  @Override
  public String name(int index) {
    var at = indexes(index);
    var name = new StringBuilder(files.getFirst().name(at[0]));
    for (int i = 1; i < at.length; i++) {
      var file = files.get(i);
      name.append('+')
          .append(NativeText.nameOf(file.path()))
          .append(':')
          .append(file.line(at[i]).number());
    }
    return name.toString();
  }

  /// Of a product, it is another for each choice of equal lines, whatever lies between them.
  @Override
  public int occurrence(int index) {
    if (combination == Combination.ZIP) {
      return occurrences[index];
    }
    var at = indexes(index);
    int before = 0;
    for (int i = 0; i < at.length; i++) {
      before = before * mostRepeated[i] + files.get(i).occurrence(at[i]) - 1;
    }
    return before + 1;
  }

  @Override
  public int argumentCount() {
    return files.stream().mapToInt(ArgumentsFile::argumentCount).sum();
  }

  @Override
  public ArgumentLines with(List<String> lines) throws InputException {
    throw new InputException(
        "its tasks combine the lines of several files: --arguments cannot add to those");
  }

  @Override
  public ArgumentLines at(Map<Path, Path> moved) {
    return new CombinedArguments(
        files.stream().flatMap(file -> file.at(moved).files().stream()).toList(),
        combination,
        columns,
        size);
  }
}
