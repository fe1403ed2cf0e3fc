package io.parallelr.run;

import io.parallelr.batch.Batch;
import io.parallelr.batch.BatchPlan;
import io.parallelr.engine.Engine;
import io.parallelr.engine.RunListener;
import io.parallelr.task.RunSummary;
import io.parallelr.task.Task;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Begins a batch: runs its tasks, or what is left of them.
final class BatchStart implements WorkStart {
  private static final Logger log = LoggerFactory.getLogger(BatchStart.class);
  private final ReadyRun run;
  private final Batch batch;
  private final OrphanSearch orphanSearch;
  private Optional<ResumePlan> resumePlan = Optional.empty();

  BatchStart(ReadyRun run, Batch batch, OrphanSearch orphanSearch) {
    this.run = run;
    this.batch = batch;
    this.orphanSearch = orphanSearch;
  }

  @Override
  public void readEarlier() throws IOException, InterruptedException {
    if (run.resolved().earlier().isPresent()) {
      var request = run.resolved().earlier().get();
      var past = request.past();
      past.warnings().forEach(log::warn);
      var added = Additions.of(run.resolved().earlier());
      if (!added.tasks().isEmpty()) {
        added.append(run.directory().path());
      }
      resumePlan = Optional.of(
          ResumePlan.of(
              request,
              batch,
              past,
              run.resolved().secrets(),
              new RunOrphans(request, orphanSearch)));
    }
  }

  @Override
  public Started start(Engine engine, RunListener listener, CloseStack opened)
      throws InterruptedException {
    var order = StartOrder.of(run.resolved(), batch, run.directory().id());
    StartOrder.described(run.spec()).ifPresent(log::info);
    if (resumePlan.isEmpty()) {
      return started(engine, StartOrder.tasks(batch, order), RunSummary.EMPTY);
    }
    var plan = resumePlan.get();
    resumePlan = Optional.empty(); // what was read of earlier runs may be large
    var before = plan.skip(listener, run.clock().instant(), run.ticker().nanos());
    return started(engine, plan.tasks(order), before);
  }

  private Started started(Engine engine, Iterable<Task> tasks, RunSummary before) {
    var plan = new BatchPlan(tasks);
    var control = new BatchControl(
        engine,
        plan,
        batch,
        run.directory().path(),
        run.spec().extensions());
    return new Started(plan, before, List.of(), List.of(), control);
  }
}
