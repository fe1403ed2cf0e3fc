package io.parallelr.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a name that is not known may have been meant to be.
final class Suggestions {
  /// Keys of the tool that this one follows, where they are not just spelled otherwise.
  private static final Map<String, String> FORMER = Map.of(
      "limits.timeout-seconds", "it is \"limits.timeout\" here",
      "limits.stop-limits", "it is \"limits.stop-limits-enabled\" here",
      "logging.max-log-size-mb", "it is \"logging.max-log-size\" here, with a unit: \"10 MB\"",
      "logging.log-level", "it is \"logging.level\" here",
      "advanced.memory-limit-mb", "it is \"advanced.memory-limit\" here, with a unit: \"500 MB\"",
      "advanced.max-file-size-bytes", "it is \"advanced.max-file-size\" here",
      "advanced.retry-failed-tasks", "it is \"execution.retries\" here, a number",
      "execution.use-process-groups", "leave it out: each task has a session of its own, always");

  private Suggestions() {}

  /// A hint for an unknown name, as the end of a sentence; empty if nothing is near.
  static String hint(String unknown, List<String> known) {
    var normal = unknown.toLowerCase(Locale.ROOT).replace('_', '-');
    var former = FORMER.get(normal);
    if (former != null) {
      return "; " + former;
    }
    return nearest(normal, known).map("; did you mean \"%s\"?"::formatted).orElse("");
  }

  private static Optional<String> nearest(String name, List<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(k -> distance(name, k.toLowerCase(Locale.ROOT))))
        .filter(k -> distance(name, k.toLowerCase(Locale.ROOT)) <= Math.max(2, name.length() / 4));
  }

  /// How many letters to change, put in or leave out: Levenshtein's distance.
  private static int distance(String a, String b) {
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
