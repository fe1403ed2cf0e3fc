package io.parallelr.header;

import io.parallelr.batch.InputException;
import io.parallelr.batch.ShellWords;
import io.parallelr.batch.Variables;
import io.parallelr.config.InvalidValueException;
import io.parallelr.config.Key;
import io.parallelr.config.Suggestions;
import io.parallelr.os.NativeText;
import io.parallelr.task.TimeLimit;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads the header of one file, and notes what is wrong with it. For one use.
final class HeaderReader {
  private static final String TIMEOUT = "timeout";
  private static final String RETRIES = "retries";
  private static final String RETRY_DELAY = "retry-delay";
  private static final String NICE = "nice";
  static final String SLOTS = "slots";
  static final String NAME = "name";
  static final String AFTER = "after";
  private static final String VARIABLE = "env.";
  private static final List<String> KEYS =
      List.of(TIMEOUT, RETRIES, RETRY_DELAY, NICE, SLOTS, NAME, AFTER, "env.NAME");

  private final Path file;
  private final HeaderRules rules;
  private final Findings findings;
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private final Map<String, String> values = new LinkedHashMap<>();

  private HeaderReader(Path file, HeaderRules rules, Findings findings) {
    this.file = file;
    this.rules = rules;
    this.findings = findings;
  }

  /// Reads it.
  ///
  /// @param file where it is
  /// @param known how it is called
  /// @param findings gets what is wrong or odd
  /// @return empty if the file has none
  static Optional<Header> read(Path file, Path known, HeaderRules rules, Findings findings) {
    var all = HeaderLines.of(file);
    all.stream()
        .filter(HeaderLines::isNear)
        .forEach(
            line -> findings.odd(
                known,
                line.number(),
                "this is a comment, not a header; write it as '# parallelr: %s'"
                    .formatted(line.text())));
    var found = all.stream().filter(line -> !line.isNear()).toList();
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(new HeaderReader(known, rules, findings).header(found));
  }

  private Header header(List<HeaderLines> found) {
    for (var line : found) {
      if (line.isCut()) {
        wrong(line.number(), "the line reaches beyond the first 4 KiB; shorten what is before it");
      } else {
        take(line);
      }
    }
    var header = new Header(
        file,
        lines,
        value(TIMEOUT, Key.TIMEOUT).map(this::capped),
        value(RETRIES, Key.RETRIES),
        value(RETRY_DELAY, Key.RETRY_DELAY),
        value(NICE, Key.NICE),
        slots(),
        name(),
        after(),
        environment(),
        shown());
    if (header.retryDelay().isPresent()
        && header.retries().orElse(rules.retries()) == 0) {
      wrong(RETRY_DELAY, "retry-delay does nothing without retries; add retries=N");
    }
    if (header.nice().isPresent() && !rules.canBeNice()) {
      wrong(NICE, "nice: this system cannot do that for tasks; leave it out");
    }
    return header;
  }

  private void take(HeaderLines line) {
    List<String> words;
    try {
      words = ShellWords.split(line.text());
    } catch (InputException e) {
      wrong(line.number(), String.valueOf(e.getMessage()));
      return;
    }
    if (words.isEmpty()) {
      wrong(line.number(), "the header says nothing; write KEY=VALUE, such as timeout=60");
    }
    for (var word : words) {
      int equals = word.indexOf('=');
      var key = equals < 0 ? word : word.substring(0, equals);
      if (!KEYS.contains(key) && !key.startsWith(VARIABLE)) {
        wrong(line.number(), unknown(key));
      } else if (equals < 0) {
        wrong(line.number(), "%s has no value; write %s=VALUE".formatted(key, key));
      } else if (lines.containsKey(key)) {
        wrong(
            line.number(),
            "%s is given twice, first in line %d".formatted(key, line(key)));
      } else {
        lines.put(key, line.number());
        values.put(key, word.substring(equals + 1));
      }
    }
  }

  private static String unknown(String key) {
    return "unknown key '%s'; %s".formatted(
        key,
        Suggestions.forName(key.replace('_', '-'), KEYS)
            .map("did you mean %s?"::formatted)
            .orElse("the keys are " + String.join(", ", KEYS)
                + " (--no-headers leaves such lines alone)"));
  }

  private <T> Optional<T> value(String key, Key<T> like) {
    if (!values.containsKey(key)) {
      return Optional.empty();
    }
    try {
      return Optional.of(like.parse(values.get(key)));
    } catch (InvalidValueException e) {
      wrong(key, "%s %s".formatted(key, e.getMessage()));
      return Optional.empty();
    }
  }

  /// Only the system decides how long a task may take at most.
  private Duration capped(Optional<Duration> asked) {
    var limit = asked.orElse(TimeLimit.NONE);
    if (rules.maxTimeout().filter(most -> limit.compareTo(most) > 0).isEmpty()) {
      return limit;
    }
    var most = rules.maxTimeout().get();
    findings.odd(
        file,
        line(TIMEOUT),
        "timeout=%s is more than limits.max-allowed-timeout allows; %s s is used".formatted(
            values.get(TIMEOUT),
            BigDecimal.valueOf(most.toMillis(), 3).stripTrailingZeros().toPlainString()));
    return most;
  }

  private Optional<Integer> slots() {
    var count = values.get(SLOTS);
    if (count == null) {
      return Optional.empty();
    }
    if (!count.matches("0*[1-9]\\d{0,6}")) {
      wrong(SLOTS, "slots is '%s', not a whole number from 1 to 9999999".formatted(count));
      return Optional.empty();
    }
    return Optional.of(Integer.valueOf(count));
  }

  private Optional<String> name() {
    var name = Optional.ofNullable(values.get(NAME));
    if (name.isPresent()
        && (name.get().isBlank() || name.get().matches("(?s).*[/,\\p{Cntrl}].*"))) {
      wrong(NAME, "name is '%s', not a text without slashes and commas".formatted(name.get()));
      return Optional.empty();
    }
    if (name.isPresent() && rules.withoutName().isPresent()) {
      wrong(NAME, "name " + rules.withoutName().get());
    }
    return name;
  }

  private List<String> after() {
    if (!values.containsKey(AFTER)) {
      return List.of();
    }
    if (rules.withoutAfter().isPresent()) {
      wrong(AFTER, "after " + rules.withoutAfter().get());
      return List.of();
    }
    var names = List.of(values.get(AFTER).split(",", -1));
    if (names.contains("")) {
      wrong(AFTER, "after names no task, or has a comma too many; write after=NAME,NAME");
      return List.of();
    }
    if (Set.copyOf(names).size() < names.size()) {
      wrong(AFTER, "after names a task twice");
    }
    return names.stream().distinct().toList();
  }

  private Map<String, String> environment() {
    var variables = new LinkedHashMap<String, String>();
    values.forEach((key, value) -> {
      if (key.startsWith(VARIABLE)) {
        var name = key.substring(VARIABLE.length());
        try {
          var _ = Variables.named(List.of(name));
          if (rules.secretVariables().contains(name)) {
            wrong(key, "%s: --secret-env gives tasks %s; leave one out".formatted(key, name));
          }
          if (value.indexOf('\0') >= 0) {
            wrong(key, key + ": a value cannot contain a NUL character");
          }
          variables.put(name, value);
        } catch (InputException e) {
          wrong(key, "%s: %s".formatted(key, e.getMessage()));
        }
      }
    });
    return variables;
  }

  private String shown() {
    return values.entrySet()
        .stream()
        .map(e -> e.getKey() + "=" + (e.getKey().startsWith(VARIABLE) ? "…" : e.getValue()))
        .collect(Collectors.joining(" "));
  }

  private int line(String key) {
    return lines.getOrDefault(key, 1);
  }

  private void wrong(String key, String what) {
    wrong(line(key), what);
  }

  private void wrong(int line, String what) {
    findings.wrong(file, line, what);
  }

  /// How messages call a place.
  static String place(Path file, int line) {
    return NativeText.of(file) + ":" + line;
  }
}
