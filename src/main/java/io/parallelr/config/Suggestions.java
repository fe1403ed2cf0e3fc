package io.parallelr.config;

import io.parallelr.task.Spelling;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// What a name that is not known may have been meant to be, as the end of a sentence.
public final class Suggestions {
  private static final String LIKELY = "did you mean \"%s\"?";

  /// Names that the tool which this one follows has for a key, and what to say of them.
  private static final List<Candidate> FORMER = List.of(
      former("timeout-seconds", "limits.timeout", ""),
      former("stop-limits", "limits.stop-limits-enabled", ""),
      former("max-log-size-mb", "logging.max-log-size", ", with a unit: \"10 MB\""),
      former("log-level", "logging.level", ""),
      former("memory-limit-mb", "advanced.memory-limit", ", with a unit: \"500 MB\""),
      former("max-file-size-bytes", "advanced.max-file-size", ""),
      former("retry-failed-tasks", "execution.retries", ", a number"));

  private Suggestions() {}

  /// A name that somebody may have had in mind.
  ///
  /// @param words what to say, with a place for the key
  private record Candidate(String name, Key<?> key, String words) {}

  private static Candidate former(String name, String path, String note) {
    return new Candidate(name, Key.named(path).orElseThrow(), "it is \"%s\" here" + note);
  }

  /// @param path with its section, or a name alone
  static String forKey(String path) {
    return Key.named(path)
        .map(key -> "write it without quotation marks")
        .orElseGet(() -> hint(path, key -> key.path()));
  }

  /// @param variable one of ours, so that a section follows the prefix
  static String forVariable(String variable) {
    var name = variable.substring("PARALLELR_".length());
    return hint(name.replaceFirst("_", "."), key -> key.variable());
  }

  static String forSection(String name) {
    var sections = Key.sections();
    return nearest(sections, section -> Spelling.distance(normal(name), section), 2)
        .map(LIKELY::formatted)
        .orElseGet(() -> "the sections are " + String.join(", ", sections));
  }

  /// The name that somebody had in mind, if it is clear enough.
  ///
  /// @param names to choose from
  public static Optional<String> forName(String unknown, Collection<String> names) {
    return nearest(
        List.copyOf(names),
        name -> Spelling.distance(unknown.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT)),
        Math.max(1, unknown.length() / 4));
  }

  private static String hint(String path, Function<Key<?>, String> spelling) {
    var normal = normal(path);
    var name = normal.substring(normal.lastIndexOf('.') + 1);
    if (name.equals("use-process-groups")) {
      return "leave it out: each task always has its own session";
    }
    var section = normal.substring(0, normal.length() - name.length());
    var known = Key.all().stream().map(key -> new Candidate(key.name(), key, LIKELY));
    return nearest(
        Stream.concat(known, FORMER.stream()).toList(),
        c -> Spelling.distance(name, c.name()) + (c.key().path().startsWith(section) ? 0 : 1),
        Math.max(1, name.length() / 3))
        .map(c -> c.words().formatted(spelling.apply(c.key())))
        .orElse("docs/configuration.md lists them all");
  }

  private static String normal(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <T> Optional<T> nearest(
      List<T> candidates,
      Function<T, Integer> distance,
      int farthest) {
    return candidates.stream()
        .min(Comparator.comparing(distance))
        .filter(c -> distance.apply(c) <= farthest);
  }
}
