package io.parallelr.cli;

import io.parallelr.batch.Batch;
import io.parallelr.batch.ShellWords;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Shows what would be run: lines that a shell could run, and comments.
final class DryRun {
  private DryRun() {}

  /// @throws IOException if it cannot be written
  static void print(Batch batch, int slots, Path workspace, OutputStream to) throws IOException {
    var out = new PrintStream(new BufferedOutputStream(to, 1 << 16), false, StandardCharsets.UTF_8);
    out.print("# dry run: nothing is started without -r (--run)\n");
    out.print("# tasks would run in " + workspace + '\n');
    for (var task : batch) {
      out.print(ShellWords.quote(task.environment(), task.command()) + '\n');
    }
    out.print("# %d task%s, up to %d at a time\n"
        .formatted(batch.size(), batch.size() == 1 ? "" : "s", slots));
    if (out.checkError()) {
      throw new IOException("standard output cannot be written");
    }
  }
}
