package io.parallelr.config;

import io.parallelr.task.RetryOn;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/// After which ends a task is run again: words and exit statuses with commas between them.
record RetryClasses() implements Kind<RetryOn> {
  private static final int HIGHEST_STATUS = 255;

  @Override
  public RetryOn parse(String text) throws InvalidValueException {
    var ends = EnumSet.noneOf(RetryOn.End.class);
    var statuses = new TreeSet<Integer>();
    for (var word : text.split("\\s*,\\s*", -1)) {
      if (word.matches("\\d{1,3}")) {
        statuses.add(Integer.parseInt(word));
      } else {
        ends.add(
            Stream.of(RetryOn.End.values())
                .filter(end -> end.word().equals(word))
                .findFirst()
                .orElseThrow(() -> invalid(text)));
      }
    }
    if (statuses.stream().anyMatch(status -> status < 1 || status > HIGHEST_STATUS)) {
      throw invalid(text);
    }
    return new RetryOn(ends, statuses);
  }

  private InvalidValueException invalid(String text) {
    return new InvalidValueException("is '%s', not %s".formatted(text, expected()));
  }

  @Override
  public String show(RetryOn value) {
    var words = new ArrayList<>(
        Stream.of(RetryOn.End.values())
            .filter(value.ends()::contains)
            .map(RetryOn.End::word)
            .toList());
    new TreeSet<>(value.statuses()).forEach(status -> words.add(String.valueOf(status)));
    return String.join(",", List.copyOf(words));
  }

  @Override
  public List<String> choices() {
    return Stream.of(RetryOn.End.values()).map(RetryOn.End::word).toList();
  }

  @Override
  public String expected() {
    return "any, or some of failed, signal, timeout, memory and exit statuses from 1 to 255, such as "
        + "timeout,137";
  }
}
