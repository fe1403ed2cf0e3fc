package io.parallelr.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.batch.Batch;
import io.parallelr.batch.InputCheck;
import io.parallelr.batch.ShellWords;
import io.parallelr.task.Count;
import io.parallelr.task.Printable;
import io.parallelr.task.TimeLimit;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Shows what would be run: lines that a shell could run, and comments.
final class DryRun {
  private DryRun() {}

  /// @throws IOException if it cannot be written
  static void print(Invoked invoked, Batch batch, WorkingDirectory directory) throws IOException {
    var limits = invoked.settings().limits();
    boolean isHere = directory.is(invoked.directory());
    int refused = 0;
    try (var out = new BufferedOutputStream(invoked.stdout(), 1 << 16)) {
      print(out, "# dry run: nothing is started without -r (--run)");
      if (!isHere) {
        print(out, "# tasks run in " + directory.shown());
      }
      for (var task : batch) {
        var line = ShellWords.show(task.environment(), task.command());
        var shown = isHere ? line : directory.inShell(task, line);
        var refusal = InputCheck.refusal(task, invoked.bounds());
        if (refusal.isPresent()) {
          refused++;
          print(out, "# refused: " + Printable.of(refusal.get()));
          shown = "# " + shown;
        }
        print(out, shown);
      }
      print(
          out,
          "# %s%s, up to %d at a time, %s".formatted(
              Count.of(batch.size(), "task"),
              refused == 0 ? "" : " (%d of them refused)".formatted(refused),
              limits.maxWorkers(),
              TimeLimit.describe(limits.timeout())));
    }
  }

  private static void print(OutputStream out, String line) throws IOException {
    out.write((line + '\n').getBytes(UTF_8));
  }
}
