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

  /// How many letters to change, put in or leave out: Levenshtein's distance.
  public static int distance(String a, String b) {
    var costs = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      costs[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = costs[0];
      costs[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = costs[j];
        costs[j] = Math.min(change, 1 + Math.min(costs[j], costs[j - 1]));
      }
    }
    return costs[b.length()];
  }
}
