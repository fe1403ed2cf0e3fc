package io.parallelr.queue;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Which names are those of tasks, and why others are left alone.
public final class Selection {
  private final List<Pattern> unfinished;
  private final Predicate<String> wanted;

  /// One that names of files may match, made for speed: a million names are asked for.
  private record Pattern(String text, Predicate<String> test) {
    static Pattern of(String text) {
      var fixed = text.replace("*", "");
      if (fixed.indexOf('?') < 0 && text.equals("*" + fixed)) {
        return new Pattern(text, name -> name.endsWith(fixed));
      }
      if (fixed.indexOf('?') < 0 && text.equals(fixed + "*")) {
        return new Pattern(text, name -> name.startsWith(fixed));
      }
      return new Pattern(text, name -> matches(text, name));
    }

    /// In any letter case, as programs of other systems write them.
    boolean matchesName(String name) {
      return test.test(name.toLowerCase(Locale.ROOT));
    }
  }

  /// @param unfinished patterns of names that files have while they are written, with blanks or
  ///   commas between them; `*` stands for any characters and `?` for one
  /// @param wanted which of the other names are tasks
  public Selection(String unfinished, Predicate<String> wanted) {
    this.unfinished = Stream.of(unfinished.split("[\\s,]+"))
        .filter(text -> !text.isEmpty() && !text.equals("none"))
        .map(text -> Pattern.of(text.toLowerCase(Locale.ROOT)))
        .toList();
    this.wanted = wanted;
  }

  /// Whether a file of this name is taken.
  public boolean isTask(String name) {
    return whyNot(name).isEmpty();
  }

  /// Why a file of this name is not taken; empty if it is.
  Optional<String> whyNot(String name) {
    if (name.startsWith(".")) {
      return Optional.of("hidden");
    }
    for (var pattern : unfinished) {
      if (pattern.matchesName(name)) {
        return Optional.of("the name of an unfinished file, " + pattern.text());
      }
    }
    return wanted.test(name)
        ? Optional.empty()
        : Optional.of("not one of the extensions asked for");
  }

  private static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int resumed = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resumed = n;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++resumed;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
