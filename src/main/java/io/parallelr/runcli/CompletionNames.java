package io.parallelr.runcli;

import io.parallelr.history.RunOverview;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.TaskRecord;
import io.parallelr.journal.TaskRecords;
import io.parallelr.task.Printable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The words by which runs and tasks can be named, for shells that complete them: on each line a
/// word, a tab and what it is.
final class CompletionNames {
  /// More than anybody reads, and quickly found.
  private static final int MOST_TASKS = 500;

  private CompletionNames() {}

  /// Stops reading a journal.
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1;

    Enough() {
      super("enough tasks", null, false, false);
    }
  }

  /// The names of runs, and their ids.
  ///
  /// @param runs the newest first
  static String ofRuns(List<RunOverview> runs) {
    var names = new LinkedHashMap<String, String>();
    for (var run : runs) {
      run.labels().name().ifPresent(name -> names.putIfAbsent(name, "the last of that name"));
    }
    for (var run : runs) {
      names.put(
          run.id(),
          run.state().word() + run.labels().name().map(name -> ", " + name).orElse(""));
    }
    return lines(names);
  }

  /// The last parts of the names of tasks that have begun, in their order.
  ///
  /// @throws IOException if the journal cannot be read
  static String ofTasks(RunDirectory run) throws IOException {
    var names = new LinkedHashMap<String, String>();
    try {
      TaskRecords.each(run, task -> take(task, names));
    } catch (Enough e) {
      return lines(names);
    }
    return lines(names);
  }

  private static void take(TaskRecord task, Map<String, String> names) {
    var name = task.name().substring(task.name().lastIndexOf('/') + 1);
    if (!names.containsKey(name) && names.size() == MOST_TASKS) {
      throw new Enough();
    }
    var arguments = String.join(" ", task.arguments());
    names.put(
        name,
        task.status().map(s -> s.name()).orElse("begun") + (arguments.isEmpty() ? "" : ": ")
            + arguments);
  }

  /// What has a line break or a tab in it cannot be told from others here.
  private static String lines(Map<String, String> names) {
    var text = new StringBuilder();
    names.forEach((name, what) -> {
      if (!name.isBlank() && name.chars().noneMatch(Character::isISOControl)) {
        text.append(name).append('\t').append(Printable.of(what)).append('\n');
      }
    });
    return text.toString();
  }
}
