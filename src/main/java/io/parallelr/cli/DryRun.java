package io.parallelr.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.batch.Batch;
import io.parallelr.batch.ShellWords;
import io.parallelr.task.Count;
import io.parallelr.task.Printable;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/// Shows what would be run: lines that a shell could run, and comments.
final class DryRun {
  private DryRun() {}

  /// @throws IOException if it cannot be written
  static void print(Batch batch, int slots, Path workspace, OutputStream to) throws IOException {
    try (var out = new BufferedOutputStream(to, 1 << 16)) {
      print(out, "# dry run: nothing is started without -r (--run)");
      print(out, "# tasks would run in " + Printable.of(workspace.toString()));
      for (var task : batch) {
        print(out, ShellWords.show(task.environment(), task.command()));
      }
      print(out, "# %s, up to %d at a time".formatted(Count.of(batch.size(), "task"), slots));
    }
  }

  private static void print(OutputStream out, String line) throws IOException {
    out.write((line + '\n').getBytes(UTF_8));
  }
}
