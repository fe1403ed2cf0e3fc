package io.parallelr.shell;

import java.util.ArrayList;
import java.util.List;

/// Finds the commands in the text of a shell, with their words as the programs get them, as far as
/// that can be told without running it: what is expanded stays as it is written. For one text.
final class CommandReader {
  private final ValueText text;
  private final List<Command> commands = new ArrayList<>();
  private final List<Document> pending = new ArrayList<>();
  private int at;
  private int value; // how many came before

  /// @param hasValuesInDocument whether values are in a here-document that it reads
  record Command(List<ValueText> words, boolean hasValuesInDocument) {
    Command {
      words = List.copyOf(words);
    }

    List<String> texts() {
      return words.stream().map(ValueText::text).toList();
    }
  }

  private record Document(String end, boolean isIndented, Open of) {}

  /// A command that is being read.
  private final class Open {
    final List<ValueText> words = new ArrayList<>();
    ValueText.Builder word = new ValueText.Builder();
    boolean hasWord;
    boolean isTarget; // the next word is that of a redirection
    int place = -1; // among all, once it has ended

    void endWord() {
      if (hasWord) {
        if (isTarget) {
          isTarget = false;
        } else {
          words.add(word.build());
        }
        word = new ValueText.Builder();
        hasWord = false;
      }
    }

    void add(char c) {
      hasWord = true;
      if (c == ShellText.VALUE) {
        word.addValue(nextValue());
      } else {
        word.add(c);
      }
    }
  }

  private CommandReader(ValueText text) {
    this.text = text;
  }

  static List<Command> commands(ValueText text) {
    var reader = new CommandReader(text);
    reader.list('\0', false);
    return List.copyOf(reader.commands);
  }

  private int nextValue() {
    return text.values().get(value++);
  }

  private boolean isMore() {
    return at < text.text().length();
  }

  private char peek(int ahead) {
    return at + ahead < text.text().length() ? text.text().charAt(at + ahead) : '\n';
  }

  /// Reads commands up to a character that ends them.
  ///
  /// @param hasEnd whether there is one
  private void list(char end, boolean hasEnd) {
    var open = new Open();
    while (isMore()) {
      char c = text.text().charAt(at);
      if (hasEnd && c == end) {
        at++;
        break;
      }
      switch (c) {
        case ' ', '\t', '\r' -> {
          open.endWord();
          at++;
        }
        case '\n' -> {
          at++;
          open = ended(open);
          bodies();
        }
        case ';', '&', '|', ')' -> {
          at++;
          open = ended(open);
        }
        case '(' -> {
          at++;
          open = ended(open);
          list(')', true);
        }
        case '<', '>' -> redirection(open);
        case '#' -> {
          if (open.hasWord) {
            part(open);
          } else {
            comment();
          }
        }
        default -> part(open);
      }
    }
    ended(open);
  }

  private Open ended(Open open) {
    open.endWord();
    if (!open.words.isEmpty()) {
      open.place = commands.size();
      commands.add(new Command(open.words, false));
    }
    return new Open();
  }

  private void comment() {
    while (isMore() && text.text().charAt(at) != '\n') {
      skip();
    }
  }

  /// Passes over a character, which may be a value.
  private void skip() {
    if (text.text().charAt(at++) == ShellText.VALUE) {
      nextValue();
    }
  }

  private void redirection(Open open) {
    open.endWord();
    char c = text.text().charAt(at);
    if (c == '<' && peek(1) == '<' && peek(2) != '<') {
      at += 2;
      boolean isIndented = peek(0) == '-';
      at += isIndented ? 1 : 0;
      while (isMore() && (peek(0) == ' ' || peek(0) == '\t')) {
        at++;
      }
      var end = new StringBuilder();
      while (isMore() && " \t\n;&|<>()".indexOf(peek(0)) < 0) {
        if ("'\"\\".indexOf(peek(0)) < 0) {
          end.append(peek(0));
        }
        skip();
      }
      pending.add(new Document(end.toString(), isIndented, open));
      return;
    }
    while (isMore() && (peek(0) == '<' || peek(0) == '>' || peek(0) == '&')) {
      at++;
    }
    if (peek(0) == '(') { // of a process
      at++;
      list(')', true);
    } else {
      open.isTarget = true;
    }
  }

  private void bodies() {
    for (var document : List.copyOf(pending)) {
      boolean hasEnded = false;
      while (isMore() && !hasEnded) {
        var line = new StringBuilder();
        while (isMore() && text.text().charAt(at) != '\n') {
          line.append(text.text().charAt(at));
          skip();
        }
        at++;
        var read = document.isIndented()
            ? line.toString().replaceFirst("^\t+", "")
            : line.toString();
        hasEnded = read.equals(document.end());
        if (line.indexOf("\0") >= 0) {
          noteValues(document.of());
        }
      }
    }
    pending.clear();
  }

  private void noteValues(Open open) {
    if (open.place >= 0) {
      commands.set(open.place, new Command(commands.get(open.place).words(), true));
    }
  }

  /// Reads a part of a word.
  private void part(Open open) {
    char c = text.text().charAt(at);
    switch (c) {
      case '\'' -> {
        open.hasWord = true;
        at++;
        while (isMore() && text.text().charAt(at) != '\'') {
          open.add(text.text().charAt(at++));
        }
        at++;
      }
      case '"' -> {
        open.hasWord = true;
        at++;
        doubleQuoted(open);
      }
      case '\\' -> {
        at++;
        if (isMore() && text.text().charAt(at) != '\n') {
          open.add(text.text().charAt(at));
        }
        at++;
      }
      default -> expansion(open);
    }
  }

  private void doubleQuoted(Open open) {
    while (isMore() && text.text().charAt(at) != '"') {
      char c = text.text().charAt(at);
      if (c == '\\' && "$`\"\\\n".indexOf(peek(1)) >= 0) {
        if (peek(1) != '\n' && at + 1 < text.text().length()) {
          open.add(peek(1));
        }
        at += 2;
      } else {
        expansion(open);
      }
    }
    at++;
  }

  /// What is expanded, or a character that is not special.
  private void expansion(Open open) {
    char c = text.text().charAt(at);
    if (c == '`') {
      open.add('`');
      at++;
      list('`', true);
    } else if (c == '$' && peek(1) == '(') {
      open.add('$');
      at += 2;
      list(')', true);
    } else if (c == '$' && peek(1) == '{') {
      at += 2;
      open.add('$');
      while (isMore() && text.text().charAt(at) != '}') {
        if (text.text().charAt(at) == '\\') {
          at++;
        }
        if (isMore()) {
          open.add(text.text().charAt(at++));
        }
      }
      at++;
    } else {
      open.add(c);
      at++;
    }
  }
}
