package io.parallelr.shell;

import java.util.ArrayList;
import java.util.List;

/// A text with places for values.
///
/// @param text in which [ShellText#VALUE] stands for each value
/// @param values their numbers, in the order of their places
record ValueText(String text, List<Integer> values) {
  ValueText {
    values = List.copyOf(values);
  }

  boolean hasValues() {
    return !values.isEmpty();
  }

  /// Several as words of one text, with a blank between two.
  static ValueText joined(List<ValueText> words) {
    var values = new ArrayList<Integer>();
    words.forEach(word -> values.addAll(word.values));
    return new ValueText(String.join(" ", words.stream().map(ValueText::text).toList()), values);
  }

  /// The text with names in the places of values.
  ///
  /// @param names of all values, by their numbers
  String named(List<String> names) {
    var named = new StringBuilder();
    int number = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ShellText.VALUE) {
        named.append(names.get(values.get(number++)));
      } else {
        named.append(c);
      }
    }
    return named.toString();
  }

  /// Puts together a text while it is read.
  static final class Builder {
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> values = new ArrayList<>();

    void add(char c) {
      text.append(c);
    }

    void addValue(int number) {
      text.append(ShellText.VALUE);
      values.add(number);
    }

    ValueText build() {
      return new ValueText(text.toString(), values);
    }
  }
}
