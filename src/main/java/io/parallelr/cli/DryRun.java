package io.parallelr.cli;

import io.parallelr.batch.Batch;
import io.parallelr.batch.InputCheck;
import io.parallelr.batch.ShellWords;
import io.parallelr.config.Settings.MakeJobserver;
import io.parallelr.os.NativeText;
import io.parallelr.run.BatchHeaders;
import io.parallelr.run.ResumePlan;
import io.parallelr.run.ResumeRequest;
import io.parallelr.run.RunOrphans;
import io.parallelr.run.RunWork;
import io.parallelr.run.StartOrder;
import io.parallelr.run.TaskNames;
import io.parallelr.run.UserError;
import io.parallelr.run.WorkingDirectory;
import io.parallelr.task.Count;
import io.parallelr.task.Outcome;
import io.parallelr.task.Printable;
import io.parallelr.task.Task;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Shows what would be run: lines that a shell could run, and comments. Changes nothing. For
/// one use.
final class DryRun {
  private final Invocation invoked;
  private final RunWork work;
  private final Batch batch;
  private final WorkingDirectory directory;
  private final boolean isHere;
  /// How many wrong headers are named.
  private static final int NAMED = 20;

  private final List<String> wrong = new ArrayList<>(); // headers of a long batch, which is not
                                                        // read before
  private int wrongMore;
  private int refused;
  private boolean isMasked;

  /// @param directory where the tasks would run
  DryRun(Invocation invoked, RunWork work, WorkingDirectory directory) {
    this.invoked = invoked;
    this.work = work;
    this.batch = work.batch();
    this.directory = directory;
    this.isHere = directory.is(invoked.run().spec().directory());
  }

  /// @throws IOException if it cannot be written; no more lines are made then
  void print() throws IOException {
    var limits = invoked.settings().limits();
    try (var out = new BufferedOutputStream(invoked.stdout(), 1 << 16)) {
      comment(
          out,
          "dry run: nothing is started"
              + (invoked.options().is(Options.DRY_RUN) ? "" : " without -r (--run)"));
      if (!isHere) {
        comment(out, "tasks run in " + directory.shown());
      }
      if (invoked.run().earlier().isPresent()) {
        invoked.run().earlier().get().requireOver();
      }
      var ordered = StartOrder.described(invoked.run().spec());
      if (ordered.isPresent()) {
        comment(out, ordered.get());
      }
      int run = batch.size();
      if (invoked.run().earlier().isPresent() && work instanceof RunWork.OfBatch) {
        run = remaining(out, invoked.run().earlier().get());
      } else {
        for (var task : StartOrder.tasks(batch, order(batch))) {
          command(out, work.taken(task));
        }
      }
      if (invoked.settings().execution().makeJobserver() != MakeJobserver.OFF) {
        comment(
            out,
            "tasks share %s with what make starts in them (--make-jobserver)".formatted(
                Count.of(limits.maxWorkers(), "slot")));
      }
      if (isMasked) {
        comment(out, "secrets are shown as <masked>: such lines cannot be pasted");
      }
      comment(
          out,
          "%s%s, up to %d at a time, %s".formatted(
              Count.of(run, "task"),
              refused == 0 ? "" : " (%d of them refused)".formatted(refused),
              limits.maxWorkers(),
              limits.describeTimeout()));
    }
    requireRightHeaders();
  }

  /// Shows what is left of an earlier run; returns how many tasks that are.
  private int remaining(OutputStream out, ResumeRequest request)
      throws IOException {
    ResumePlan plan;
    try {
      plan = ResumePlan.of(
          request,
          batch,
          request.past(),
          invoked.run().secrets(),
          RunOrphans.preview(request));
    } catch (InterruptedException e) {
      throw new UserError(130, "interrupted", e);
    }
    var nothing = plan.nothingToDo();
    if (nothing.isPresent()) {
      comment(out, nothing.get().text());
      return 0;
    }
    int run = 0;
    for (var task : plan.tasks(order(batch))) {
      if (plan.adopts(task)) {
        comment(
            out,
            plan.ended(task)
                .map("has ended (%s), would be recorded: "::formatted)
                .orElse("still running, would be adopted: ")
                + TaskNames.of(invoked.run().secrets().masked(task)));
      } else {
        command(out, task);
      }
      run++;
    }
    comment(
        out,
        "%s of run %s %s a result and would be skipped".formatted(
            Count.of(plan.skipped(), "task"),
            request.earlier().newest().id(),
            plan.skipped() == 1 ? "has" : "have"));
    if (plan.left() > 0) {
      comment(
          out,
          "%s not asked for would not be run".formatted(Count.of(plan.left(), "task")));
    }
    return run;
  }

  private Supplier<IntStream> order(Batch batch) {
    return StartOrder.of(invoked.run(), batch, "");
  }

  private void command(OutputStream out, Task planned) throws IOException {
    var note = batch.note(planned.sequence() - 1);
    if (note.isPresent()) {
      comment(out, "with its header: " + invoked.run().secrets().withoutValues(note.get()));
    }
    var given = planned.unplaced();
    var task = invoked.run().secrets().masked(given);
    isMasked |= !task.equals(given);
    var line = ShellWords.show(task.environment(), task.command());
    var shown = isHere ? line : directory.inShell(task, line);
    if (given.launch().settled().orElse(null) instanceof Outcome.NotStarted(var reason)) {
      wrong(reason);
    }
    var refusal = InputCheck.refusal(given, invoked.run().bounds());
    if (refusal.isPresent()) {
      refused++;
      comment(out, "refused: " + invoked.run().secrets().withoutValues(refusal.get()));
      shown = "# " + shown;
    }
    print(out, shown);
  }

  private void wrong(String reason) {
    if (wrong.size() < NAMED) {
      wrong.add(reason);
    } else {
      wrongMore++;
    }
  }

  private void requireRightHeaders() {
    if (wrongMore > 0) {
      wrong.add("and %d more of this kind".formatted(wrongMore));
    }
    if (!wrong.isEmpty()) {
      throw BatchHeaders.wrong(wrong);
    }
  }

  private static void comment(OutputStream out, String text) throws IOException {
    print(out, "# " + Printable.of(text));
  }

  private static void print(OutputStream out, String line) throws IOException {
    out.write(NativeText.bytes(line + '\n'));
  }
}
