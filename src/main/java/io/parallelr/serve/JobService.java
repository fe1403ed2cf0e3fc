package io.parallelr.serve;

import io.parallelr.engine.Engine;
import io.parallelr.job.Admission;
import io.parallelr.job.CommandReply;
import io.parallelr.job.Hold;
import io.parallelr.job.Intent;
import io.parallelr.job.JobEvent;
import io.parallelr.job.JobSpec;
import io.parallelr.job.JobState;
import io.parallelr.job.JobsPlan;
import io.parallelr.job.Lane;
import io.parallelr.store.JobStore;
import io.parallelr.store.StoreException;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The only way to change jobs. What a method has answered is stored. May be used by any thread.
public final class JobService {
  private final Engine engine;
  private final RecordedPlan plan;
  private final JobsPlan jobs; // only looked at here
  private final JobStore store;
  private final JobFiles files;
  private final StepLogs logs;
  private final StepLines lines;
  private final InstantSource clock;
  private final Supplier<String> ids;
  private volatile int slots;
  private boolean isClosed; // under the lock of the engine

  /// @param ids makes one for each job
  JobService(
      Engine engine,
      RecordedPlan plan,
      JobsPlan jobs,
      JobStore store,
      JobFiles files,
      StepLogs logs,
      StepLines lines,
      InstantSource clock,
      Supplier<String> ids,
      int slots) {
    this.engine = engine;
    this.plan = plan;
    this.jobs = jobs;
    this.store = store;
    this.files = files;
    this.logs = logs;
    this.lines = lines;
    this.clock = clock;
    this.ids = ids;
    this.slots = slots;
  }

  /// Accepts a job, unless its lane refuses it.
  public Submission submit(NewJob job) {
    return change(now -> {
      if (isClosed) {
        return new Submission.Closing();
      }
      if (jobs.count(job.spec().lane()).isEmpty()) {
        return new Submission.NoLane();
      }
      var id = ids.get();
      try {
        return plan.submit(id, job, now) instanceof Admission.Decision.Refuse(var text)
            ? new Submission.Refused(text)
            : new Submission.Accepted(id);
      } catch (StoreException e) {
        return new Submission.NotStored(
            Reason.of(e),
            e.kind() == StoreException.Kind.FULL);
      }
    });
  }

  /// What would happen to a job that is submitted to a lane now, without a delay; empty if there is
  /// no such lane.
  public Optional<Admission.Decision> decide(String lane, String partition) {
    var job = JobSpec.of(lane, List.of()).in(lane, partition);
    return engine.read(() -> {
      var now = clock.instant();
      return isClosed
          ? Optional.of(new Admission.Decision.Refuse("the server is shutting down"))
          : jobs.count(lane).map(_ -> jobs.decide(job, now, now));
    });
  }

  /// How many jobs a lane has; empty if there is none of that name.
  public Optional<JobsPlan.Count> count(String lane) {
    return engine.read(() -> jobs.count(lane));
  }

  /// How many jobs start before one that waits; empty if it does not wait.
  public Optional<Integer> countBefore(String job) {
    return engine.read(() -> jobs.countBefore(job));
  }

  /// How many jobs each lane has, by their names.
  public Map<String, JobsPlan.Count> counts() {
    return engine.read(jobs::counts);
  }

  /// Cancels a job that has not ended; what of it runs is being ended then.
  ///
  /// @return [CommandReply#UNKNOWN] also for one that has ended
  public CommandReply cancel(String job) {
    return command((p, now) -> p.cancel(job, now));
  }

  /// Ends one step: its branch fails.
  public CommandReply kill(String job, String step) {
    return command((p, now) -> p.kill(job, step, now));
  }

  /// Keeps a job from starting, or from starting more steps.
  public CommandReply hold(String job, Hold hold) {
    return command((p, now) -> p.hold(job, hold, now));
  }

  public CommandReply resume(String job) {
    return command((p, now) -> p.resume(job, now));
  }

  /// Keeps a step from starting.
  public CommandReply hold(String job, String step, Hold hold) {
    return command((p, now) -> p.hold(job, step, hold, now));
  }

  public CommandReply resume(String job, String step) {
    return command((p, now) -> p.resume(job, step, now));
  }

  /// Adds a lane, or changes the one of that name.
  public void put(Lane lane) {
    var _ = command((p, now) -> {
      p.put(lane, now);
      return true;
    });
  }

  /// Takes away a lane.
  ///
  /// @return whether it is gone: one that has jobs stays
  public boolean remove(String lane) {
    return command((p, _) -> p.remove(lane));
  }

  private <T> T command(BiFunction<JobsPlan, Instant, T> command) {
    return change(now -> plan.change(p -> command.apply(p, now)));
  }

  private <T> T change(Function<Instant, T> change) {
    return engine.updating(() -> change.apply(clock.instant()));
  }

  /// How many processes run at once.
  public int slots() {
    return slots;
  }

  public void resize(int newSlots) {
    engine.resize(newSlots);
    slots = newSlots;
  }

  /// Why no job is accepted or started just now; empty if all is well.
  public Optional<String> problem() {
    return engine.read(plan::problem);
  }

  /// What keeps steps from starting just now.
  public Obstacles obstacles() {
    return Obstacles.of(engine.situation(), problem());
  }

  /// The jobs, for reading.
  public JobStore store() {
    return store;
  }

  /// What their steps have printed.
  public StepLogs logs() {
    return logs;
  }

  /// What their steps have printed, for other steps: as it is, with what is secret.
  public StepOutputs outputs() {
    return new StepOutputs(store, files);
  }

  /// What their steps have printed, as lines.
  public StepLines lines() {
    return lines;
  }

  /// Deletes ended jobs and all that they have printed; others are left.
  ///
  /// @throws IOException if some of it is left
  public void delete(Collection<String> jobs) throws IOException {
    store.delete(jobs);
    for (var job : jobs) {
      if (store.find(job).isEmpty()) {
        files.deleteLogs(job);
      }
    }
  }

  /// Notifies of what has happened once it is stored, in order. The listener must return at once:
  /// nothing else happens meanwhile.
  ///
  /// @return ends that
  public Subscription subscribe(Consumer<List<JobEvent>> listener) {
    plan.addListener(listener);
    return () -> plan.removeListener(listener);
  }

  /// A listener that is notified until this is closed.
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /// Accepts no more jobs, and cancels those that are asked for.
  ///
  /// @param which of those that have not ended
  void close(Predicate<JobState> which) {
    var _ = change(now -> {
      isClosed = true;
      return plan.change(p -> {
        p.close();
        p.recorded()
            .stream()
            .filter(job -> which.test(job.state()))
            .forEach(job -> p.cancel(job.id(), Intent.SHUTDOWN, now));
        return true;
      });
    });
  }

  /// Accepts no more jobs, and cancels none.
  void close() {
    engine.update(() -> isClosed = true);
  }
}
