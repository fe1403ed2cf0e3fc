package io.parallelr.shell;

import io.parallelr.shell.ShellText.ImpossibleException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How values are put into the words of a command: as they are, or quoted where a shell reads the
/// word as a script, in which further shells may read a part of it. For one command.
public final class CommandQuoting {
  private final List<String> names;
  private final Quoting[] quotings;
  private final List<List<String>> commands = new ArrayList<>();
  private final List<Integer> scripts = new ArrayList<>();

  private CommandQuoting(List<String> names) {
    this.names = names;
    this.quotings = new Quoting[names.size()];
    Arrays.fill(quotings, Quoting.NONE);
  }

  /// A command whose values are written as they have to be.
  ///
  /// @param words in which a zero character stands for each value
  /// @param quotings how each value is written, in the order of their places
  /// @param inner the commands in its scripts, with the names of values that are no part of a script
  /// @param scripts the numbers of values that are all of a script, counted from 0
  public record Quoted(
      List<String> words,
      List<Quoting> quotings,
      List<List<String>> inner,
      List<Integer> scripts) {
    public Quoted {
      words = List.copyOf(words);
      quotings = List.copyOf(quotings);
      inner = List.copyOf(inner);
      scripts = List.copyOf(scripts);
    }
  }

  /// A value cannot be put where it is to stand. The message names it and says why.
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String name, String reason) {
      super(name + ": " + reason);
    }
  }

  /// Finds out how values are to be written in a command.
  ///
  /// @param words in which a zero character stands for each value
  /// @param names of the values, for messages
  /// @throws RefusedException if a value cannot be put where it is to stand
  public static Quoted of(List<String> words, List<String> names) throws RefusedException {
    var texts = new ArrayList<ValueText>();
    int number = 0;
    for (var word : words) {
      var text = new ValueText.Builder();
      for (int i = 0; i < word.length(); i++) {
        if (word.charAt(i) == ShellText.VALUE) {
          text.addValue(number++);
        } else {
          text.add(word.charAt(i));
        }
      }
      texts.add(text.build());
    }
    var quoting = new CommandQuoting(names);
    var changed = quoting.command(texts);
    return new Quoted(changed, List.of(quoting.quotings), quoting.commands, quoting.scripts);
  }

  /// @return its words, with what had to be added for the values
  private List<String> command(List<ValueText> words) throws RefusedException {
    var texts = new ArrayList<>(words.stream().map(ValueText::text).toList());
    var places = ScriptWords.of(texts);
    var script = places.stream().map(words::get).toList();
    if (script.stream().noneMatch(ValueText::hasValues)) {
      return texts;
    }
    if (script.size() == 1 && script.getFirst().text().equals("" + ShellText.VALUE)) {
      scripts.add(script.getFirst().values().getFirst());
    }
    var changed = script(script);
    for (int i = 0; i < changed.size(); i++) {
      texts.set(places.get(i), changed.get(i));
    }
    return texts;
  }

  private List<String> script(List<ValueText> words) throws RefusedException {
    var whole = ValueText.joined(words);
    var shell = new ShellText();
    var outer = new ArrayList<Quoting>();
    var ends = new ArrayList<Integer>();
    for (var word : words) {
      shell.literal(ends.isEmpty() ? "" : " ");
      var parts = word.text().split("" + ShellText.VALUE, -1);
      for (int i = 0; i < parts.length; i++) {
        if (i > 0) {
          outer.add(value(shell, whole.values().get(outer.size())));
        }
        shell.literal(parts[i]);
      }
      ends.add(shell.length());
    }
    readBy(whole);
    for (int i = 0; i < outer.size(); i++) {
      int value = whole.values().get(i);
      quotings[value] = quotings[value].within(outer.get(i));
    }
    var changed = new ArrayList<String>();
    int begin = 0;
    for (int end : ends) {
      changed.add(shell.toString().substring(begin, end));
      begin = end + 1;
    }
    return changed;
  }

  /// Looks at the commands within a script, for further shells.
  private void readBy(ValueText script) throws RefusedException {
    for (var command : CommandReader.commands(script)) {
      var texts = command.texts();
      commands.add(shown(command.words()));
      if (Evaluation.isIn(command.words())) {
        throw refused(
            script,
            "%s evaluates it, with command substitutions; pass it in another way"
                .formatted(command.texts().getFirst()));
      }
      if (command.hasValuesInDocument() && ScriptWords.mayReadScript(texts)) {
        throw refused(
            script,
            "a shell reads the here-document as a script; pass it as an argument of that script");
      }
      if (!command(command.words()).equals(texts)) {
        throw refused(
            script,
            "what comes before it in the inner script must be quoted: write \\$ or \\\\");
      }
    }
  }

  private List<String> shown(List<ValueText> words) {
    var texts = new ArrayList<>(words.stream().map(ValueText::text).toList());
    var scripts = ScriptWords.of(texts);
    for (int i = 0; i < texts.size(); i++) {
      if (!scripts.contains(i)) {
        texts.set(i, words.get(i).named(names));
      }
    }
    return texts;
  }

  private Quoting value(ShellText shell, int number) throws RefusedException {
    try {
      return shell.value();
    } catch (ImpossibleException e) {
      throw new RefusedException(names.get(number), String.valueOf(e.getMessage()));
    }
  }

  private RefusedException refused(ValueText text, String reason) {
    return new RefusedException(names.get(text.values().getFirst()), reason);
  }
}
