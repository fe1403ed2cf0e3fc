package io.parallelr.run;

import io.parallelr.batch.Batch;
import io.parallelr.batch.BatchPlan;
import io.parallelr.batch.OrderedPlan;
import io.parallelr.engine.Engine;
import io.parallelr.engine.RunListener;
import io.parallelr.header.TaskHeaders;
import io.parallelr.task.RunSummary;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Begins a batch: runs its tasks, or what is left of them.
final class BatchStart implements WorkStart {
  private static final Logger log = LoggerFactory.getLogger(BatchStart.class);
  private final ReadyRun run;
  private final Batch batch;
  private final TaskHeaders headers;
  private final OrphanSearch orphanSearch;
  private Optional<ResumePlan> resumePlan = Optional.empty();

  /// @param headers of its files
  BatchStart(ReadyRun run, Batch batch, TaskHeaders headers, OrphanSearch orphanSearch) {
    this.run = run;
    this.batch = batch;
    this.headers = headers;
    this.orphanSearch = orphanSearch;
  }

  @Override
  public Optional<NothingToDo> readEarlier() throws IOException, InterruptedException {
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
    return resumePlan.flatMap(ResumePlan::nothingToDo);
  }

  @Override
  public Started start(Engine engine, RunListener listener, CloseStack opened)
      throws InterruptedException {
    var order = StartOrder.of(run.resolved(), batch, run.directory().id());
    StartOrder.described(run.spec()).ifPresent(log::info);
    if (resumePlan.isEmpty()) {
      var plan = new BatchPlan(taken(StartOrder.tasks(batch, order)));
      return started(engine, plan, ordered(plan), RunSummary.EMPTY);
    }
    var resumed = resumePlan.get();
    resumePlan = Optional.empty(); // what was read of earlier runs may be large
    var plan = new BatchPlan(resumed.tasks(order));
    var ordered = ordered(plan);
    var before =
        resumed.skip(noting(listener, ordered), run.clock().instant(), run.ticker().nanos());
    resumed.leftOut().forEach(i -> ordered.leaveOut(i + 1));
    return started(engine, plan, ordered, before);
  }

  private Iterable<Task> taken(Iterable<Task> tasks) {
    return () -> StreamSupport.stream(tasks.spliterator(), false)
        .map(task -> headers.taken(task, batch::task))
        .iterator();
  }

  private OrderedPlan ordered(BatchPlan plan) {
    return new OrderedPlan(
        plan, BatchControl.predecessors(headers), BatchControl.names(batch));
  }

  /// Lets a plan know of results as well.
  private static RunListener noting(RunListener listener, OrderedPlan plan) {
    return new RunListener() {
      @Override
      public void started(Task task, int slot, Instant when) {
        listener.started(task, slot, when);
      }

      @Override
      public void finished(TaskResult result) {
        listener.finished(result);
        plan.note(result);
      }
    };
  }

  private Started started(
      Engine engine,
      BatchPlan plan,
      OrderedPlan ordered,
      RunSummary before) {
    var control = new BatchControl(
        engine,
        new BatchControl.Plans(plan, ordered),
        batch,
        headers,
        run);
    return new Started(ordered, before, List.of(), List.of(), control);
  }
}
