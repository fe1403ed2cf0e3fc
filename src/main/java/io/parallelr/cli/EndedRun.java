package io.parallelr.cli;

import io.parallelr.daemon.RunLock;
import io.parallelr.json.JsonObject;
import io.parallelr.os.NativeText;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.OptionalInt;

/// How a run has ended, as the last line of its journal says.
///
/// @param directory of the run
record EndedRun(Path directory) {
  private static final int LONGEST_LINE = 1 << 20;

  /// Whether nobody runs it any more.
  boolean isOver() {
    return new RunLock(directory).state() instanceof RunLock.State.Free;
  }

  /// Its exit status; empty if it was cut off.
  OptionalInt status() throws IOException {
    var file = NativeText.file(directory.resolve("results.jsonl"));
    if (!file.exists()) {
      return OptionalInt.empty();
    }
    try (var journal = new RandomAccessFile(file, "r")) {
      long length = journal.length();
      var end = new byte[(int) Math.min(length, LONGEST_LINE)];
      journal.seek(length - end.length);
      journal.readFully(end);
      return status(NativeText.of(end).stripTrailing());
    }
  }

  private static OptionalInt status(String end) {
    try {
      var last = JsonObject.parse(end.substring(end.lastIndexOf('\n') + 1));
      return last.text("type").filter("summary"::equals).isPresent()
          ? last.number("exit_status").stream().mapToInt(Math::toIntExact).findFirst()
          : OptionalInt.empty();
    } catch (IOException e) {
      return OptionalInt.empty(); // it was torn
    }
  }
}
