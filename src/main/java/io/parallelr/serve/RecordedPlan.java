package io.parallelr.serve;

import io.parallelr.engine.Plan;
import io.parallelr.job.Admission;
import io.parallelr.job.JobEvent;
import io.parallelr.job.JobsPlan;
import io.parallelr.store.JobHead;
import io.parallelr.store.JobStore;
import io.parallelr.store.StoreException;
import io.parallelr.task.Reason;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The plan of all jobs, with the store following each step of it: what has happened is on disk
/// before anybody sees it, and before anything is started because of it.
///
/// While the store is full, what has happened is kept in memory and written later; nothing new is
/// accepted or started until then. Called under the lock of the engine, as the plan is.
final class RecordedPlan implements Plan {
  private static final Logger log = LoggerFactory.getLogger(RecordedPlan.class);
  private static final Duration PAUSE_WHEN_FULL = Duration.ofSeconds(1);

  private final JobsPlan plan;
  private final JobStore store;
  private final LiveJobs live;
  private final InstantSource clock;
  private final List<Consumer<List<JobEvent>>> listeners = new CopyOnWriteArrayList<>();
  private final List<JobEvent> unwritten = new ArrayList<>();
  private final Map<String, JobHead> heads = new HashMap<>(); // of jobs among the unwritten
  private Consumer<List<Integer>> cancel = _ -> {};
  private Consumer<Optional<Instant>> due = _ -> {};
  private Consumer<RuntimeException> failed = _ -> {};
  private BiConsumer<String, List<String>> ended = (_, _) -> {};
  private Optional<Task> held = Optional.empty(); // given out, but that is not written yet
  private Optional<StoreException> problem = Optional.empty();
  private boolean isFrozen;

  RecordedPlan(JobsPlan plan, JobStore store, LiveJobs live, InstantSource clock) {
    this.plan = plan;
    this.store = store;
    this.live = live;
    this.clock = clock;
  }

  /// Sets who is notified. All must return at once.
  ///
  /// @param newCancel cancels tasks
  /// @param newDue takes the time at which something is due next
  /// @param newFailed ends this process, as the store cannot be written any more
  /// @param newEnded takes each job that has ended, with the names of its steps
  void connect(
      Consumer<List<Integer>> newCancel,
      Consumer<Optional<Instant>> newDue,
      Consumer<RuntimeException> newFailed,
      BiConsumer<String, List<String>> newEnded) {
    cancel = newCancel;
    due = newDue;
    failed = newFailed;
    ended = newEnded;
  }

  /// May be called by any thread.
  void addListener(Consumer<List<JobEvent>> listener) {
    listeners.add(listener);
  }

  void removeListener(Consumer<List<JobEvent>> listener) {
    listeners.remove(listener);
  }

  @Override
  public Optional<Task> next() {
    stopIfFrozen();
    if (!flush()) {
      return Optional.empty();
    }
    var task = held.or(plan::next);
    held = Optional.empty();
    if (task.isPresent() && !flush()) {
      held = task;
      return Optional.empty();
    }
    return task;
  }

  @Override
  public void completed(TaskResult result) {
    stopIfFrozen();
    plan.completed(result);
    var _ = flush();
  }

  @Override
  public boolean isOpen() {
    return plan.isOpen() || held.isPresent() || !unwritten.isEmpty();
  }

  /// A change that a command makes.
  <T> T change(Function<JobsPlan, T> command) {
    stopIfFrozen();
    var reply = command.apply(plan);
    var _ = flush();
    return reply;
  }

  /// Takes in a job.
  ///
  /// @throws StoreException if it cannot be written; then there is no such job
  Admission.Decision submit(String id, NewJob job, Instant now) throws StoreException {
    stopIfFrozen();
    if (!flush()) {
      throw problem.orElseThrow();
    }
    live.add(id, job.head(), job.spec());
    heads.put(id, job.head());
    var decision = plan.submit(id, job.spec(), now.plus(job.delay()), now);
    if (decision instanceof Admission.Decision.Refuse) {
      forget(id);
    } else if (!flush()) {
      var _ = plan.cancel(id, now);
      collect();
      unwritten.removeIf(event -> event.job().equals(id));
      forget(id);
      throw problem.orElseThrow();
    }
    return decision;
  }

  private void forget(String id) {
    var _ = live.remove(id);
    heads.remove(id);
  }

  /// Does what is due, and writes what could not be written.
  void due() {
    var _ = change(p -> {
      p.due(clock.instant());
      return true;
    });
  }

  /// Why nothing can be written just now; empty if all is well. May be called by any thread that
  /// holds the lock.
  Optional<String> problem() {
    return problem.map(Reason::of);
  }

  /// Changes and starts nothing any more: every thread that comes here stays until this
  /// process ends.
  void freeze() {
    isFrozen = true;
  }

  private void stopIfFrozen() {
    while (isFrozen) {
      LockSupport.park(this);
    }
  }

  /// What is cancelled is cancelled only after this thread has left the lock, and so after it
  /// is written.
  private void collect() {
    var decisions = plan.drain();
    unwritten.addAll(decisions.events());
    if (!decisions.cancellations().isEmpty()) {
      cancel.accept(decisions.cancellations());
    }
  }

  /// Writes what has happened.
  ///
  /// @return whether all is written
  private boolean flush() {
    collect();
    boolean isWritten = unwritten.isEmpty() || write();
    due.accept(isWritten ? plan.nextDue() : Optional.of(clock.instant().plus(PAUSE_WHEN_FULL)));
    return isWritten;
  }

  private boolean write() {
    try {
      store.write(unwritten, heads);
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.FULL) {
        failed.accept(new UncheckedIOException(e));
        freeze(); // an exception would have the engine end what runs
        stopIfFrozen();
      }
      if (problem.isEmpty()) {
        log.error("{}: no job is accepted or started until there is", Reason.of(e));
      }
      problem = Optional.of(e);
      return false;
    }
    if (problem.isPresent()) {
      problem = Optional.empty();
      log.info("the jobs can be written again");
    }
    var written = List.copyOf(unwritten);
    unwritten.clear();
    heads.clear();
    for (var event : written) {
      if (event instanceof JobEvent.Ended) {
        live.remove(event.job()).ifPresent(job -> ended.accept(event.job(), job.steps()));
      }
    }
    listeners.forEach(listener -> listener.accept(written));
    return true;
  }
}
