package io.parallelr.batch;

import io.parallelr.batch.Placeholder.Source;
import io.parallelr.shell.CommandQuoting;
import io.parallelr.shell.CommandQuoting.RefusedException;
import io.parallelr.shell.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/// The words of a template with its placeholders taken out, and how their values are to be written.
/// For one template.
final class TemplateWords {
  /// Stands for a value; no argument of a program has it.
  static final String VALUE = "\0";

  private final Placeholders known;
  private final List<String> words;
  private final List<Placeholder> placeholders = new ArrayList<>();
  private final List<Quoting> quotings = new ArrayList<>();
  private final List<String> warnings;

  /// @throws InputException if a value cannot be put where it is to stand
  TemplateWords(List<String> given, Placeholders known) throws InputException {
    this.known = known;
    var quotable = new ArrayList<Placeholder>();
    var marked = given.stream().map(word -> marked(word, quotable)).toList();
    var names = quotable.stream().map(Placeholder::written).toList();
    try {
      var quoted = CommandQuoting.of(marked, names);
      requireNoCode(quotable, quoted);
      this.words = quoted.words().stream().map(word -> taken(word, quotable, quoted)).toList();
      this.warnings = warnings(marked, quotable, quoted);
    } catch (RefusedException e) {
      throw new InputException(String.valueOf(e.getMessage()), e);
    }
  }

  /// A path is run as a program then, but an argument was hardly meant as the name of one.
  private static void requireNoCode(
      List<Placeholder> quotable,
      CommandQuoting.Quoted quoted) throws InputException {
    for (int number : quoted.scripts()) {
      var placeholder = quotable.get(number);
      if (placeholder.source() instanceof Source.Argument) {
        throw new InputException(
            "%s is all of a script; write %s:raw@ to run its value as code".formatted(
                placeholder.written(),
                placeholder.written().substring(0, placeholder.written().length() - 1)));
      }
    }
  }

  /// With zero characters in the places of values.
  List<String> words() {
    return words;
  }

  /// In the order of their places.
  List<Placeholder> placeholders() {
    return placeholders;
  }

  /// Likewise.
  List<Quoting> quotings() {
    return quotings;
  }

  List<String> warnings() {
    return warnings;
  }

  /// Takes out what a shell may have to get quoted. What is put in raw is text like any other.
  private String marked(String word, List<Placeholder> quotable) {
    var text = new StringBuilder();
    int end = 0;
    for (var found : known.in(word)) {
      var placeholder = known.of(found);
      if (!placeholder.isRaw()) {
        text.append(word, end, found.start()).append(VALUE);
        quotable.add(placeholder);
        end = found.end();
      }
    }
    return text.append(word.substring(end)).toString();
  }

  /// Takes out the others as well, now that all places are known.
  private String taken(String word, List<Placeholder> quotable, CommandQuoting.Quoted quoted) {
    var text = new StringBuilder();
    int end = 0;
    for (var found : known.in(word)) {
      take(text, word.substring(end, found.start()), quotable, quoted);
      text.append(VALUE);
      placeholders.add(known.of(found));
      quotings.add(Quoting.NONE);
      end = found.end();
    }
    take(text, word.substring(end), quotable, quoted);
    return text.toString();
  }

  private void take(
      StringBuilder text,
      String part,
      List<Placeholder> quotable,
      CommandQuoting.Quoted quoted) {
    text.append(part);
    for (int i = 0; i < part.length(); i++) {
      if (part.charAt(i) == VALUE.charAt(0)) {
        int number = (int) placeholders.stream().filter(p -> !p.isRaw()).count();
        placeholders.add(quotable.get(number));
        quotings.add(quoted.quotings().get(number));
      }
    }
  }

  private List<String> warnings(
      List<String> marked,
      List<Placeholder> quotable,
      CommandQuoting.Quoted quoted) {
    var outer = new ArrayList<String>();
    int number = 0;
    for (var word : marked) {
      var text = new StringBuilder();
      for (int i = 0; i < word.length(); i++) {
        char c = word.charAt(i);
        boolean isValue = c == VALUE.charAt(0);
        text.append(
            isValue && quoted.quotings().get(number).equals(Quoting.NONE)
                ? quotable.get(number).written()
                : "" + c);
        number += isValue ? 1 : 0;
      }
      outer.add(text.toString());
    }
    return Stream.concat(Stream.of(outer), quoted.inner().stream())
        .map(command -> command.stream().map(this::withoutHarmless).toList())
        .flatMap(command -> CodeCheck.warnings(command, known.pattern()).stream())
        .distinct()
        .toList();
  }

  /// Numbers harm no code, and what is put in raw is meant to be code.
  private String withoutHarmless(String word) {
    return known.pattern().matcher(word).replaceAll(found -> {
      var placeholder = known.of(found);
      boolean isNumber = placeholder.source() instanceof Source.Sequence
          || placeholder.source() instanceof Source.Slot;
      return placeholder.isRaw() || isNumber
          ? VALUE
          : Matcher.quoteReplacement(found.group());
    });
  }
}
