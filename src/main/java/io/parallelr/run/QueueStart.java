package io.parallelr.run;

import io.parallelr.engine.Engine;
import io.parallelr.engine.RunListener;
import io.parallelr.queue.ChangeCheck;
import io.parallelr.queue.InboxPlan;
import io.parallelr.task.RunSummary;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Begins to serve a watched directory.
final class QueueStart implements WorkStart {
  private final ReadyRun run;
  private final RunWork.OfQueue work;
  private final OrphanSearch orphanSearch;
  private final ChangeCheck changes;
  private final Consumer<RuntimeException> onFailure;

  /// @param changes knows whose files changed while they ran
  /// @param onFailure called by any thread if files can no longer be taken
  QueueStart(
      ReadyRun run,
      RunWork.OfQueue work,
      OrphanSearch orphanSearch,
      ChangeCheck changes,
      Consumer<RuntimeException> onFailure) {
    this.run = run;
    this.work = work;
    this.orphanSearch = orphanSearch;
    this.changes = changes;
    this.onFailure = onFailure;
  }

  /// What is to be done is what lies in the directory.
  @Override
  public Optional<NothingToDo> readEarlier() throws InterruptedException {
    if (run.resolved().earlier().isPresent()) {
      new RunOrphans(run.resolved().earlier().get(), orphanSearch).ofQueue();
    }
    return Optional.empty();
  }

  @Override
  public Started start(Engine engine, RunListener listener, CloseStack opened)
      throws InterruptedException {
    var inbox = new InboxPlan();
    var earlier = run.resolved().earlier().map(ResumeRequest::ids).orElse(List.of());
    var lookup = opened.later(new JournalLookup(orphanSearch, earlier));
    var intake =
        opened.later(Queues.serve(run, work, inbox, engine, changes, lookup, onFailure));
    // a file is put away when its result is safe
    return new Started(
        inbox,
        RunSummary.EMPTY,
        List.of(intake.first()),
        List.of(intake),
        new QueueControl(
            work.queue(),
            work.selection(),
            run.settings().queue().settle(),
            () -> !intake.isOpen(),
            run.clock()));
  }
}
