package io.parallelr.task;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds out what a word that is not known may have been meant to be.
public final class Spelling {
  private Spelling() {}

  /// The name that is most like a word, if one is so like it that it may have been meant: with at
  /// most one letter in three wrong.
  public static Optional<String> nearest(String word, Collection<String> names) {
    var small = word.toLowerCase(Locale.ROOT);
    return names.stream()
        .min(
            Comparator.<String>comparingInt(name -> distance(small, name.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()))
        .filter(
            name -> distance(small, name.toLowerCase(Locale.ROOT)) <= Math
                .max(1, word.length() / 3));
  }

  /// The nearest name as the end of a sentence; empty text if there is none.
  ///
  /// @param form of a name, such as `@%s@`
  public static String hint(String word, Collection<String> names, String form) {
    return nearest(word, names).map(form::formatted)
        .map("; did you mean %s?"::formatted)
        .orElse("");
  }

  /// How many letters to change, put in, leave out or swap with the next: the optimal string
  /// alignment distance.
  public static int distance(String a, String b) {
    var costs = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        costs[i][j] = i == 0 || j == 0 ? i + j : cost(a, b, i, j, costs);
      }
    }
    return costs[a.length()][b.length()];
  }

  private static int cost(String a, String b, int i, int j, int[][] costs) {
    char last = a.charAt(i - 1);
    int change = costs[i - 1][j - 1] + (last == b.charAt(j - 1) ? 0 : 1);
    int cost = Math.min(change, 1 + Math.min(costs[i - 1][j], costs[i][j - 1]));
    boolean isSwapped = i > 1 && j > 1 && last == b.charAt(j - 2)
        && a.charAt(i - 2) == b.charAt(j - 1);
    return isSwapped ? Math.min(cost, costs[i - 2][j - 2] + 1) : cost;
  }
}
