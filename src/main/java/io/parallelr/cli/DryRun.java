package io.parallelr.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.batch.Batch;
import io.parallelr.batch.ShellWords;
import io.parallelr.task.Count;
import io.parallelr.task.Printable;
import io.parallelr.task.Task;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Shows what would be run: lines that a shell could run, and comments. Changes nothing.
record DryRun(Invoked invoked, Work work) {

  /// @throws IOException if it cannot be written; no more lines are made then
  void print() throws IOException {
    try (var out = new BufferedOutputStream(invoked.stdout(), 1 << 16)) {
      comment(
          out,
          "dry run: nothing is started"
              + (invoked.command().dryRun ? "" : " without -r (--run)"));
      comment(out, "tasks would run in " + invoked.installation().workspace());
      int run = work.batch().size();
      if (invoked.earlier().isPresent()) {
        invoked.earlier().get().requireOver();
      }
      if (invoked.earlier().isPresent() && work instanceof Work.OfBatch(var batch, _)) {
        run = remaining(out, batch, invoked.earlier().get());
      } else {
        for (var task : work.batch()) {
          command(out, task);
        }
      }
      comment(
          out,
          "%s, up to %d at a time"
              .formatted(Count.of(run, "task"), invoked.settings().limits().maxWorkers()));
    }
  }

  /// What is left of an earlier run.
  private static int remaining(OutputStream out, Batch batch, Continuation continuation)
      throws IOException {
    Resumption resumption;
    try {
      resumption = Resumption.of(
          continuation,
          batch,
          continuation.past(),
          RunOrphans.preview(continuation));
    } catch (InterruptedException e) {
      throw new UserError(130, "interrupted", e);
    }
    int run = 0;
    for (var task : resumption.tasks()) {
      if (resumption.adopts(task)) {
        comment(out, "still runs, and would be waited for: " + TaskNames.of(task));
      } else {
        command(out, task);
      }
      run++;
    }
    comment(
        out,
        "%s of run %s %s a result and would be skipped".formatted(
            Count.of(batch.size() - run, "task"),
            continuation.earlier().newest().id(),
            batch.size() - run == 1 ? "has" : "have"));
    return run;
  }

  private static void command(OutputStream out, Task task) throws IOException {
    print(out, ShellWords.show(task.environment(), task.command()));
  }

  private static void comment(OutputStream out, String text) throws IOException {
    print(out, "# " + Printable.of(text));
  }

  private static void print(OutputStream out, String line) throws IOException {
    out.write((line + '\n').getBytes(UTF_8));
  }
}
