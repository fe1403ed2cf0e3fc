package io.parallelr.job;

import io.parallelr.engine.Plan;
import io.parallelr.task.Outcome;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;

/// All live jobs: each waits in its lane, then runs its steps. Commands and results in, tasks and
/// [Decisions] out.
///
/// Lanes count jobs, the engine's slots count processes. Steps of different jobs take turns: each
/// job that could start a step may start one, and then the next job may.
///
/// The plan knows no clock: commands say what time it is, and [#due(Instant)] is to be called at the
/// time that [#nextDue()] gives. As for every plan, one call is made at a time. After each,
/// [#drain()] has what is to be recorded and which tasks are to be cancelled. Attempts are the
/// plan's matter: the tasks that it gives out are not to be retried by others.
public final class JobsPlan implements Plan {
  private final SequencedMap<String, Job> jobs = new LinkedHashMap<>();
  private final Lanes lanes = new Lanes();
  private final Ring ring = new Ring();
  private final Outbox outbox = new Outbox();
  private final Tasks tasks = new Tasks(outbox);
  private final Timers timers = new Timers();
  private final VisitCounter visits = new VisitCounter();
  private final PlanContext context;
  private long lastNumber;
  private boolean isClosed;

  /// How many jobs a lane has.
  public record Count(int concurrency, int running, int waiting) {}

  public JobsPlan(Rules rules) {
    this.context = new PlanContext(rules, outbox, timers, visits);
  }

  /// Adds a lane, or changes the one of that name. Running jobs continue, even if there are
  /// too many.
  public void put(Lane lane, Instant now) {
    fill(lanes.put(lane), now);
  }

  /// Takes away a lane.
  ///
  /// @return whether it is gone: one that has jobs stays
  public boolean remove(String lane) {
    return lanes.remove(lane);
  }

  /// How many jobs a lane has; empty if there is none of that name.
  public Optional<Count> count(String lane) {
    return lanes.find(lane)
        .map(q -> new Count(q.lane().concurrency(), q.running(), q.countWaiting()));
  }

  /// How many jobs start before one that waits; empty if it does not wait.
  public Optional<Integer> countBefore(String id) {
    return Optional.ofNullable(jobs.get(id))
        .filter(job -> job.state() == JobState.WAITING)
        .map(job -> lanes.of(job.spec()).countBefore(job));
  }

  /// How many jobs each lane has, by their names.
  public Map<String, Count> counts() {
    var counts = new TreeMap<String, Count>();
    for (var queue : lanes.all()) {
      var lane = queue.lane();
      counts.put(
          lane.name(),
          new Count(lane.concurrency(), queue.running(), queue.countWaiting()));
    }
    return counts;
  }

  /// What would happen to a job that is submitted now.
  ///
  /// @param notBefore the earliest time of its start
  /// @throws IllegalArgumentException if there is no such lane
  public Admission.Decision decide(JobSpec spec, Instant notBefore, Instant now) {
    if (isClosed) {
      return new Admission.Decision.Refuse("no more jobs are accepted");
    }
    var queue = lanes.of(spec);
    return queue.lane()
        .admission()
        .decide(queue.load(spec.partition()), !notBefore.isAfter(now));
  }

  /// Takes in a job, unless its lane refuses it.
  ///
  /// @param id which no other live job has; without a slash
  /// @param notBefore the earliest time of its start; it does not hold up those that wait behind it
  /// @throws IllegalArgumentException if there is no such lane, or the id is taken or cannot be one
  public Admission.Decision submit(String id, JobSpec spec, Instant notBefore, Instant now) {
    var queue = lanes.of(spec);
    checkId(id);
    var decision = decide(spec, notBefore, now);
    switch (decision) {
      case Admission.Decision.Refuse _ -> {
        return decision;
      }
      case Admission.Decision.Replace(var victim) -> {
        var _ = change(victim, now, other -> other.stop(Intent.REPLACE, now));
      }
      case Admission.Decision.Start _,Admission.Decision.Wait _ -> {
        // no other job is affected
      }
    }
    var job = new Job(id, spec, ++lastNumber, notBefore, now, context);
    outbox.tell(new JobEvent.Submitted(id, spec, notBefore, now));
    jobs.put(id, job);
    queue.add(job);
    settle(job, now);
    fill(queue, now);
    return decision;
  }

  private void checkId(String id) {
    var _ = new StepId(id, ""); // checks it
    if (jobs.containsKey(id)) {
      throw new IllegalArgumentException("there is a job %s already".formatted(id));
    }
  }

  /// Cancels a job. Steps that run are [Decisions#cancellations()].
  public CommandReply cancel(String job, Instant now) {
    return cancel(job, Intent.CANCEL, now);
  }

  /// The same for another reason.
  public CommandReply cancel(String job, Intent why, Instant now) {
    return change(job, now, j -> j.stop(why, now));
  }

  /// Ends one step: its branch fails.
  public CommandReply kill(String job, String step, Instant now) {
    return change(job, step, now, (j, s) -> j.kill(s, now));
  }

  /// Keeps a job from starting, or one that runs from starting more steps; its time limit stands
  /// still meanwhile.
  public CommandReply hold(String job, Hold hold, Instant now) {
    return change(job, now, j -> j.hold(hold, now));
  }

  /// Releases a job.
  public CommandReply resume(String job, Instant now) {
    return change(job, now, j -> j.resume(now));
  }

  /// Keeps a step from starting.
  public CommandReply hold(String job, String step, Hold hold, Instant now) {
    return change(job, step, now, (j, s) -> j.hold(s, hold, now));
  }

  /// Lets a step start that was held.
  public CommandReply resume(String job, String step, Instant now) {
    return change(job, step, now, (j, s) -> j.resume(s, now));
  }

  private interface Command {
    CommandReply to(Job job);
  }

  private interface StepCommand {
    CommandReply to(Job job, Step step);
  }

  private CommandReply change(String id, Instant now, Command command) {
    var job = jobs.get(id);
    if (job == null) {
      return CommandReply.UNKNOWN;
    }
    var reply = command.to(job);
    settle(job, now);
    return reply;
  }

  private CommandReply change(String id, String name, Instant now, StepCommand command) {
    return change(
        id,
        now,
        job -> job.steps()
            .find(name)
            .map(step -> command.to(job, step))
            .orElse(CommandReply.UNKNOWN));
  }

  /// Accepts no more jobs: the plan is over when those that live are.
  public void close() {
    isClosed = true;
  }

  /// When [#due(Instant)] is to be called next; empty if the time changes nothing.
  public Optional<Instant> nextDue() {
    return timers.next();
  }

  /// Does what has been waiting for its time.
  public void due(Instant now) {
    SequencedSet<LaneQueue> touched = new LinkedHashSet<>();
    for (var next = timers.takeDue(now); next.isPresent(); next = timers.takeDue(now)) {
      var job = switch (next.get()) {
        case Job j -> {
          j.look(now);
          yield j;
        }
        case Step s -> {
          s.job().look(s, now);
          yield s.job();
        }
      };
      place(job);
      touched.add(lanes.of(job.spec()));
    }
    touched.forEach(queue -> fill(queue, now)); // all that are due by now, in their order
  }

  @Override
  public Optional<Task> next() {
    return tasks.adopt().or(() -> ring.take().map(this::takeTurn));
  }

  private Task takeTurn(Job job) {
    var step = job.steps().take();
    ring.update(job);
    return tasks.start(step);
  }

  @Override
  public void completed(TaskResult result) {
    completed(tasks.takeBack(result.task()), result.outcome(), result.ended());
  }

  private void completed(Step step, Outcome outcome, Instant at) {
    step.job().completed(step, outcome, at);
    settle(step.job(), at);
  }

  @Override
  public boolean isOpen() {
    return !isClosed || !jobs.isEmpty();
  }

  /// Takes out what has followed since the last call.
  public Decisions drain() {
    return outbox.drain();
  }

  /// Takes in jobs that an earlier plan had, in their order. Steps that ran then are the first that
  /// [#next()] gives out, so that they can be adopted; [#answer] is for those whose result is known
  /// already.
  ///
  /// @throws IllegalArgumentException if there is no lane for a job, or its id is taken
  public void restore(List<Recorded> recorded, Instant now) {
    for (var record : recorded) {
      var queue = lanes.of(record.spec());
      checkId(record.id());
      var job = new Job(
          record.id(),
          record.spec(),
          ++lastNumber,
          record.waits().notBefore(),
          now,
          context);
      job.restore(record, now);
      jobs.put(job.id(), job);
      queue.add(job);
      if (job.isStarted()) {
        job.steps().running().forEach(tasks::addOrphan);
      }
    }
    for (var job : List.copyOf(jobs.values())) {
      job.proceed(now);
      place(job);
    }
    lanes.all().forEach(queue -> fill(queue, now));
  }

  /// Takes in how a step ended that ran when the plan was restored, and was not given out since.
  ///
  /// @return whether it was such a one
  public boolean answer(StepId id, Outcome outcome, Instant at) {
    var step = tasks.takeOrphan(id);
    step.ifPresent(s -> completed(s, outcome, at));
    return step.isPresent();
  }

  /// What is to be recorded of all live jobs, in the order in which they came.
  public List<Recorded> recorded() {
    return jobs.values().stream().map(Job::recorded).toList();
  }

  private void settle(Job job, Instant now) {
    place(job);
    fill(lanes.of(job.spec()), now);
  }

  /// Brings a job to where it belongs now.
  private void place(Job job) {
    visits.look();
    ring.update(job);
    var queue = lanes.of(job.spec());
    if (job.isOver()) {
      if (jobs.remove(job.id(), job)) {
        timers.clear(job);
        queue.remove(job);
      }
      return;
    }
    job.nextLook().ifPresentOrElse(at -> timers.set(job, at), () -> timers.clear(job));
    queue.update(job);
  }

  /// Starts what has a place. A job may end at once, and leave its place to the next.
  private void fill(LaneQueue queue, Instant now) {
    for (var next = queue.start(); next.isPresent(); next = queue.start()) {
      next.get().start(now);
      place(next.get());
    }
  }

  /// Checks what always holds between two calls; for tests.
  ///
  /// @throws IllegalStateException if it does not
  void sanityCheck() {
    new Sanity(jobs.values(), lanes, tasks.bySequence(), tasks.orphans(), ring, timers).check();
  }

  /// How much was looked at; for tests.
  long visits() {
    return visits.looks();
  }
}
