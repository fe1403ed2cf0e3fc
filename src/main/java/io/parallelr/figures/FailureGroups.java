package io.parallelr.figures;

import io.parallelr.journal.TaskRecord;
import io.parallelr.task.Secrets;
import io.parallelr.task.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Sorts attempts that failed by how they ended and what they said last. For one thread.
///
/// Of the first 200 ways all is kept; what fails in yet another way is only counted by its
/// exit code.
final class FailureGroups {
  private static final int MOST = 200;
  private static final int MOST_CODES = 100;
  private static final int EXAMPLES = 5;
  private static final int LAST_LINES = 5;
  private static final int LONGEST_LINE = 300;
  private static final Pattern ESCAPE_SEQUENCE = Pattern.compile("\u001b\\[[0-9;?]*[ -/]*[@-~]");
  /// Numbers, and what looks like an address or a checksum.
  private static final Pattern NUMBER =
      Pattern.compile("0x[0-9a-fA-F]+|\\b(?=[a-f]*[0-9])[0-9a-f]{8,}\\b|[0-9]+");

  private final Map<Key, Group> groups = new LinkedHashMap<>();

  private record Key(Status status, String reason, String line, boolean isRest) {}

  private static final class Group {
    private final Optional<Long> exitCode;
    private final List<Attempt> examples = new ArrayList<>();
    private final List<String> lastLines;
    private long tasks;
    private long attempts;

    private Group(Optional<Long> exitCode, List<String> lastLines) {
      this.exitCode = exitCode;
      this.lastLines = lastLines;
    }

    private void add(Attempt attempt, boolean isFinal) {
      attempts++;
      tasks += isFinal ? 1 : 0;
      boolean isKnown =
          examples.stream().anyMatch(example -> example.sequence() == attempt.sequence());
      if (examples.size() < EXAMPLES && !isKnown) {
        examples.add(attempt);
      }
    }
  }

  void add(TaskRecord task, Attempt attempt) {
    var exitCode = task.result().number("exit_code");
    var status = task.status().orElseThrow();
    var error = task.error().orElse(status.name());
    var reason = exitCode.isPresent() ? error : general(error, task.name());
    var lines = lastLines(task.stderr());
    var line = lines.isEmpty() ? "" : general(lines.getLast(), task.name());
    var key = new Key(status, reason, line, false);
    if (!groups.containsKey(key) && groups.size() >= MOST) {
      key = new Key(status, exitCode.isPresent() ? reason : "", "", true);
      if (!groups.containsKey(key) && groups.size() >= MOST + MOST_CODES) {
        key = new Key(Status.FAILED, "", "", true);
      }
    }
    groups.computeIfAbsent(key, _ -> new Group(exitCode, lines)).add(attempt, task.isFinal());
  }

  /// All, those with most tasks first.
  List<FailureGroup> sorted() {
    return groups.entrySet()
        .stream()
        .map(e -> group(e.getKey(), e.getValue()))
        .sorted(
            Comparator.comparingLong(FailureGroup::tasks)
                .thenComparingLong(FailureGroup::attempts)
                .reversed())
        .toList();
  }

  private static FailureGroup group(Key key, Group group) {
    return new FailureGroup(
        key.status(),
        key.reason(),
        group.exitCode,
        key.line(),
        key.isRest(),
        group.tasks,
        group.attempts,
        group.examples,
        group.lastLines);
  }

  private static List<String> lastLines(String stderr) {
    var lines = ESCAPE_SEQUENCE.matcher(stderr)
        .replaceAll("")
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
    return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())
        .stream()
        .map(line -> cut(Secrets.NONE.masked(line.stripTrailing()).replace("\t", "    ")))
        .toList();
  }

  private static String cut(String line) {
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
  }

  /// What is the same for tasks that differ in their name and numbers.
  private static String general(String text, String task) {
    var name = task.substring(task.lastIndexOf('/') + 1);
    var general = text.strip().replace(task, "@TASK@");
    if (name.length() > 2) { // a shorter one may be in any word
      general = general.replace(name, "@TASK@");
    }
    return NUMBER.matcher(general).replaceAll("#");
  }
}
