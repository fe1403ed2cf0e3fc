package io.parallelr.flowfile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Writes a flow file in its usual form: one blank line between tasks, their keys in a fixed order,
/// no blanks around `=`, conditions without superfluous parentheses. Comments stay with the line
/// below them, or the value before them. The flow stays the same.
public final class FlowFormat {
  private static final String BLANK = "";

  private final Dialect dialect;
  private final List<Item> head = new ArrayList<>();
  private final List<Section> tasks = new ArrayList<>();
  private List<String> pending = new ArrayList<>();

  /// A line that is not a comment, with the comments above it.
  ///
  /// @param order of its key among those of a task
  private record Item(List<String> above, int order, String text) {}

  /// A task.
  private record Section(Item task, List<Item> keys) {}

  private FlowFormat(Dialect dialect) {
    this.dialect = dialect;
  }

  /// Formats a file that has no errors.
  ///
  /// @param given the dialect, unless the file asks for another
  public static String format(String text, Dialect given) {
    var file = FlowFile.read(text, given, new Problems());
    var format = new FlowFormat(file.dialect().orElse(given));
    for (var line : (text.startsWith("\uFEFF") ? text.substring(1) : text).split("\n", -1)) {
      format.take(line.strip());
    }
    var formatted = format.text();
    return formatted.startsWith("\uFEFF")
        ? "#\n" + formatted // this letter was not a byte order mark, and must not become one
        : formatted;
  }

  /// The keys of tasks, in the order in which they are written.
  public static List<String> keys() {
    return FlowFile.TASK_KEYS;
  }

  private void take(String line) {
    if (line.isEmpty()) {
      pending.add(BLANK);
    } else if (line.startsWith("#")) {
      pending.add(line);
    } else {
      say(line);
    }
  }

  private void say(String line) {
    var worded = FlowFile.KEY_AND_NUMBER.matcher(line);
    int equals = line.indexOf('=');
    if (tasks.isEmpty() && line.startsWith("-")) {
      add(Integer.MAX_VALUE, line); // an option
    } else if (worded.matches() && !tasks.isEmpty()) {
      add(order(worded.group(1)), worded.group(1) + '=' + worded.group(2));
    } else if (worded.matches() || equals < 0) {
      add(last(), line); // FlowReader ignores it, but it is kept
    } else {
      var key = line.substring(0, equals).strip();
      var value = line.substring(equals + 1).strip();
      var said = key + '=' + (tasks.isEmpty() && !key.equals("task") ? value : value(key, value));
      if (key.equals("task")) {
        tasks.add(new Section(new Item(pending, 0, said), new ArrayList<>()));
        pending = new ArrayList<>();
      } else {
        add(order(key), said);
      }
    }
  }

  private void add(int order, String text) {
    var to = tasks.isEmpty() ? head : tasks.getLast().keys();
    to.add(new Item(pending, order, text));
    pending = new ArrayList<>();
  }

  /// A line that is not a key stays behind the key that it follows.
  private int last() {
    return tasks.isEmpty() || tasks.getLast().keys().isEmpty()
        ? 0
        : tasks.getLast().keys().getLast().order();
  }

  private static int order(String key) {
    int index = FlowFile.TASK_KEYS.indexOf(key);
    return index < 0 ? Integer.MAX_VALUE : index;
  }

  private String value(String key, String value) {
    int comment = dialect.inlineComments() && FlowFile.SIMPLE.contains(key)
        ? FlowFile.comment(key, value)
        : -1;
    var said = comment < 0 ? value : value.substring(0, comment);
    var behind = comment < 0 ? "" : "  " + value.substring(comment).strip();
    return switch (key) {
      case "success", "failure", "condition", "loop_break" -> condition(said);
      case "next" -> next(said);
      case "tasks", "hostnames", "if_true_tasks", "if_false_tasks" -> list(said);
      default -> said;
    } + behind;
  }

  private String next(String value) {
    return switch (value) {
      case "", "loop", "always", "never" -> value;
      default -> value.startsWith("loop&")
          ? "loop&" + condition(value.substring("loop&".length()))
          : condition(value);
    };
  }

  /// As it was written, unless another form is certain to mean the same.
  private String condition(String text) {
    return parsed(text)
        .map(ConditionText::of)
        .filter(form -> parsed(form).equals(parsed(text)))
        .orElse(text);
  }

  private Optional<Condition> parsed(String text) {
    try {
      return Optional.of(ConditionParser.parse(text, dialect.lenient(), Map.of()));
    } catch (SyntaxException e) {
      return Optional.empty();
    }
  }

  private static String list(String value) {
    return String.join(
        ",",
        List.of(value.split(",", -1))
            .stream()
            .map(String::strip)
            .filter(Predicate.not(String::isEmpty))
            .toList());
  }

  private String text() {
    var lines = new Lines();
    for (var item : head) {
      item.above().forEach(lines::add);
      lines.add(item.text());
    }
    for (var section : tasks) {
      lines.add(BLANK);
      section.task().above().forEach(lines::add);
      lines.add(section.task().text());
      section.keys().sort(Comparator.comparingInt(Item::order));
      for (var item : section.keys()) {
        item.above().stream().filter(Predicate.not(String::isEmpty)).forEach(lines::add);
        lines.add(item.text());
      }
    }
    pending.forEach(lines::add);
    return lines.text();
  }

  /// Lines without blank ones at either end, or two in a row.
  private static final class Lines {
    private final StringBuilder text = new StringBuilder();
    private boolean skipped;

    void add(String line) {
      if (line.isEmpty()) {
        skipped = true;
        return;
      }
      text.append(skipped && !text.isEmpty() ? "\n" : "").append(line).append('\n');
      skipped = false;
    }

    String text() {
      return text.toString();
    }
  }
}
