package io.parallelr.top;

import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.TaskRecord;
import io.parallelr.os.NativeText;
import io.parallelr.task.Secrets;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// The last line that each running task has printed, to either stream; files that have not grown
/// are not read again. For one thread.
final class LastLines {
  private static final int TAIL = 4096;

  private final RunDirectory run;
  private Map<Integer, Seen> seen = new HashMap<>(); // by slot

  /// What was seen of an attempt.
  private record Seen(int sequence, int attempt, long out, long err, String line) {
    boolean isOf(TaskRecord task) {
      return sequence == task.sequence() && attempt == task.attempt();
    }
  }

  LastLines(RunDirectory run) {
    this.run = run;
  }

  /// Looks at the files of the slots of some tasks. What it finds is theirs only if they are found
  /// to run still after that: a slot's files may serve another task then.
  void look(Collection<TaskRecord> tasks) {
    var now = new HashMap<Integer, Seen>();
    for (var task : tasks) {
      var before = seen.get(task.slot());
      now.put(
          task.slot(),
          look(task, before != null && before.isOf(task)
              ? before
              : new Seen(task.sequence(), task.attempt(), 0, 0, "")));
    }
    seen = now;
  }

  private Seen look(TaskRecord task, Seen before) {
    var out = file(task, "stdout");
    var err = file(task, "stderr");
    long outLength = out.length();
    long errLength = err.length();
    if (outLength == before.out() && errLength == before.err()) {
      return before;
    }
    boolean isError = outLength == before.out()
        || (errLength != before.err() && err.lastModified() > out.lastModified());
    var line = isError ? lastLine(err, errLength) : lastLine(out, outLength);
    return new Seen(task.sequence(), task.attempt(), outLength, errLength, line);
  }

  private File file(TaskRecord task, String stream) {
    return NativeText.file(run.output(task.slot(), stream));
  }

  private static String lastLine(File path, long length) {
    try (var file = new RandomAccessFile(path, "r")) {
      var tail = new byte[(int) Math.min(TAIL, length)];
      file.seek(length - tail.length);
      file.readFully(tail);
      return of(NativeText.of(tail));
    } catch (IOException e) {
      return ""; // its task has ended
    }
  }

  /// The last line of a text that is not blank.
  static String of(String text) {
    var last = "";
    for (var line : text.split("\n", -1)) {
      last = line.isBlank() ? last : line;
    }
    return Secrets.NONE.masked(ShownLine.of(last));
  }

  /// The last line of a task, as it was when looked at.
  String of(TaskRecord task) {
    var found = seen.get(task.slot());
    return found != null && found.isOf(task) ? found.line() : "";
  }
}
