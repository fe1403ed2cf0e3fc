package io.parallelr.header;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What is wrong with headers, and what is odd. For one thread.
final class Findings {
  /// How many are named.
  private static final int NAMED = 20;

  private final List<String> wrong = new ArrayList<>();
  private final List<String> odd = new ArrayList<>();

  /// Notes something that cannot be.
  ///
  /// @param line counted from 1
  void wrong(Path file, int line, String what) {
    wrong.add(HeaderReader.place(file, line) + ": " + what);
  }

  /// Notes something that works in another way than it was meant.
  ///
  /// @param line counted from 1
  void odd(Path file, int line, String what) {
    odd.add(HeaderReader.place(file, line) + ": " + what);
  }

  /// Takes over those of others.
  void addAll(Findings others) {
    wrong.addAll(others.wrong);
    odd.addAll(others.odd);
  }

  /// What is wrong, in lines; the first of it, and how much more there is.
  List<String> wrong() {
    return first(wrong);
  }

  /// What is odd; likewise.
  List<String> odd() {
    return first(odd);
  }

  private static List<String> first(List<String> all) {
    if (all.size() <= NAMED) {
      return List.copyOf(all);
    }
    var named = new ArrayList<>(all.subList(0, NAMED));
    named.add("and %d more of this kind".formatted(all.size() - NAMED));
    return List.copyOf(named);
  }
}
