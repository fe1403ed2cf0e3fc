package io.parallelr.flowfile;

import io.parallelr.task.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The lines of a flow file, sorted into options, globals and tasks; nothing is interpreted yet.
///
/// @param dialect for which a comment before the first key asks
/// @param options words for the command line
record FlowFile(
    Optional<Dialect> dialect,
    List<Entry> options,
    Map<String, Entry> globals,
    List<TaskLines> tasks) {
  /// Keys of tasks, in the order in which they are written.
  static final List<String> TASK_KEYS = List.of(
      "task", "type", "hostname", "hostnames", "command", "arguments", "exec", "condition", "tasks",
      "if_true_tasks", "if_false_tasks", "max_parallel", "retry_failed", "retry_count",
      "retry_delay", "timeout", "stdout_split", "stderr_split", "success", "failure", "sleep",
      "loop", "loop_break", "next", "goto", "on_success", "on_failure", "return");
  /// Keys whose values have no blank before a `#`: a comment may follow.
  static final Set<String> SIMPLE = Set.of(
      "task", "exec", "on_success", "on_failure", "goto", "loop", "sleep", "timeout", "return",
      "type", "max_parallel", "retry_count", "retry_delay", "retry_failed", "next");
  static final Pattern KEY_AND_NUMBER =
      Pattern.compile("(return|goto)\\s+(-?\\d+|@[A-Za-z_][A-Za-z0-9_]*@)");
  static final Pattern DIALECT =
      Pattern.compile("#\\s*dialect\\s*:\\s*(\\S+)\\s*", Pattern.CASE_INSENSITIVE);
  private static final Set<String> CONDITIONS =
      Set.of("next", "success", "failure", "condition", "loop_break");
  private static final Pattern COMMENT = Pattern.compile("\\s+#");

  /// A value, and where it begins.
  ///
  /// @param key where its key begins
  record Entry(String value, Place place, Place key) {}

  /// A task.
  ///
  /// @param id as it was written
  record TaskLines(Entry id, Map<String, Entry> keys) {}

  /// Reads the lines.
  ///
  /// @param dialect in force unless the file says otherwise
  static FlowFile read(String text, Dialect dialect, Problems problems) {
    var asked = Optional.<Dialect>empty();
    var options = new ArrayList<Entry>();
    var globals = new LinkedHashMap<String, Entry>();
    var tasks = new ArrayList<TaskLines>();
    int number = 0;
    boolean hasKeys = false;
    for (var raw : text.split("\n", -1)) {
      number++;
      var line = (number == 1 && raw.startsWith("\uFEFF") ? raw.substring(1) : raw).strip();
      var place = new Place(number, raw.indexOf(line) + 1);
      if (line.isEmpty()) {
        continue;
      }
      if (line.startsWith("#")) {
        asked = dialect(line, place, hasKeys, asked, problems);
        continue;
      }
      if (line.startsWith("-") && globals.isEmpty() && tasks.isEmpty()) {
        options.add(new Entry(line, place, place));
        continue;
      }
      var worded = KEY_AND_NUMBER.matcher(line);
      int equals = line.indexOf('=');
      if (worded.matches()) {
        hasKeys = true;
        put(tasks, worded.group(1), new Entry(worded.group(2), place.plus(worded.start(2)), place),
            problems);
      } else if (equals < 0) {
        problems.warning(place, "'%s' is neither a comment nor key=value: it is ignored", line);
      } else {
        hasKeys = true;
        var key = line.substring(0, equals).strip();
        var value = line.substring(equals + 1).strip();
        int column = equals + 1 + (line.length() - equals - 1
            - line.substring(equals + 1).stripLeading().length());
        var entry = new Entry(value, place.plus(column), place);
        if (key.equals("task")) {
          tasks.add(new TaskLines(cleaned(key, entry, asked.orElse(dialect), problems),
              new LinkedHashMap<>()));
        } else if (!tasks.isEmpty()) {
          put(tasks, key, cleaned(key, entry, asked.orElse(dialect), problems), problems);
        } else if (TASK_KEYS.contains(key)) {
          problems.warning(place, "'%s' comes before the first task= and is ignored", key);
        } else {
          if (globals.put(key, entry) != null) {
            problems.warning(place, "'%s' is given twice: this one counts", key);
          }
        }
      }
    }
    return new FlowFile(asked, options, globals, tasks);
  }

  /// The dialect that the comments ask for, including this one.
  ///
  /// @param hasKeys whether a key stands before it
  /// @param before the dialect that earlier comments ask for
  private static Optional<Dialect> dialect(
      String comment,
      Place place,
      boolean hasKeys,
      Optional<Dialect> before,
      Problems problems) {
    var matcher = DIALECT.matcher(comment);
    if (!matcher.matches()) {
      return before;
    }
    var asked = Dialect.of(matcher.group(1));
    if (hasKeys) {
      problems.warning(
          place,
          "this dialect comment is ignored: it must come before the first key");
      return before;
    }
    if (asked.isEmpty()) {
      problems.error(place, "there is no dialect %s; use 1 or 2", matcher.group(1));
    } else if (before.isPresent() && !before.equals(asked)) {
      problems.error(place, "a different dialect is given above: keep one of the two");
    }
    return before.or(() -> asked);
  }

  private static void put(List<TaskLines> tasks, String key, Entry entry, Problems problems) {
    if (tasks.isEmpty()) {
      problems.warning(entry.key(), "'%s' comes before the first task= and is ignored", key);
    } else if (TASK_KEYS.contains(key)) {
      if (tasks.getLast().keys().put(key, entry) != null) {
        problems.warning(entry.key(), "'%s' is given twice: this one counts", key);
      }
    } else {
      problems.warning(
          entry.key(),
          "unknown key '%s' is ignored%s",
          key,
          Spelling.hint(key, TASK_KEYS, "'%s'"));
    }
  }

  private static Entry cleaned(String key, Entry entry, Dialect dialect, Problems problems) {
    int comment = comment(key, entry.value());
    if (comment < 0) {
      return entry;
    }
    if (dialect.inlineComments()) {
      return SIMPLE.contains(key)
          ? new Entry(entry.value().substring(0, comment), entry.place(), entry.key())
          : entry;
    }
    int hash = CONDITIONS.contains(key)
        ? entry.value().indexOf('#', comment)
        : entry.value().indexOf('#');
    if (hash > 0 && Character.isWhitespace(entry.value().charAt(hash - 1))
        && hash + 1 < entry.value().length()) {
      problems.error(
          entry.place().plus(hash),
          "a comment cannot follow a value; put it on a separate line");
    }
    return entry;
  }

  /// The index of the comment that follows a value, with the blanks before it.
  ///
  /// @return -1 if no comment follows
  static int comment(String key, String value) {
    if (CONDITIONS.contains(key)) {
      return Quotes.comment(value);
    }
    var comment = COMMENT.matcher(value);
    return comment.find() ? comment.start() : -1;
  }
}
