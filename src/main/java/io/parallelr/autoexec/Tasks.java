package io.parallelr.autoexec;

import io.parallelr.job.Hold;
import io.parallelr.job.JobState;
import io.parallelr.serve.JobEnd;
import io.parallelr.serve.JobService;
import io.parallelr.serve.NewJob;
import io.parallelr.serve.Submission;
import io.parallelr.store.JobHead;
import io.parallelr.workspace.Workspaces;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The tasks of this interface: creates them, finds them by their names, and controls them. For
/// any threads.
public final class Tasks {
  /// Of all jobs that came by this interface.
  public static final String DIALECT = "autoexec";
  /// In which they wait; its concurrency is the size of the pool.
  public static final String LANE = "autoexec/pool";
  private static final int LOCKS = 64;
  private static final Duration LONGEST_END = Duration.ofMinutes(1);

  private final JobService jobs;
  private final Workspaces workspaces;
  private final Settings settings;
  private final InstantSource clock;
  private final TaskDecoder decoder;
  private final StoredTasks stored;
  /// A name is used by one request at a time; different ones may share a lock.
  private final List<ReentrantLock> names = new ArrayList<>();

  /// What tasks are like.
  ///
  /// @param timeLimit of tasks that give none
  /// @param node the name of this server
  public record Settings(Duration timeLimit, String node) {}

  /// What can be done to a task or a step.
  public sealed interface Action {
    /// Ends it with all its processes.
    record Kill() implements Action {}

    /// Keeps it from starting.
    ///
    /// @param duration after which it is resumed; empty for until it is
    record Pause(Optional<Duration> duration) implements Action {}

    /// Lets it start again.
    record Resume() implements Action {}
  }

  /// Tasks among the jobs of a service.
  ///
  /// @param ids makes names for tasks and steps that have none
  public Tasks(
      JobService jobs,
      Workspaces workspaces,
      Settings settings,
      InstantSource clock,
      Supplier<String> ids) {
    this.jobs = jobs;
    this.workspaces = workspaces;
    this.settings = settings;
    this.clock = clock;
    this.decoder = new TaskDecoder(new TaskNames(ids), settings.timeLimit());
    this.stored = new StoredTasks(jobs.store(), decoder);
    for (int i = 0; i < LOCKS; i++) {
      names.add(new ReentrantLock());
    }
  }

  /// Decodes a task as a client sends it.
  ///
  /// @param name that it gets, whatever it says; empty for its own
  TaskRequest decode(Document document, Optional<String> name) throws RefusedException {
    return decoder.decode(document, name);
  }

  Settings settings() {
    return settings;
  }

  JobService jobs() {
    return jobs;
  }

  private ReentrantLock lock(String name) {
    var lock = names.get(Math.floorMod(name.hashCode(), LOCKS));
    lock.lock();
    return lock;
  }

  /// Creates a task, in place of one of that name that has ended.
  ///
  /// @param user who asks for it; may be empty
  public void create(TaskRequest request, String user) throws RefusedException, IOException {
    requireNode(request);
    var spec = TaskSpecs.of(request, workspaces.directory(request.name()));
    var text = RequestJson.stored(request);
    var _ = stored.decoded(text); // what cannot be read again would be of no use
    var lock = lock(request.name());
    try {
      var earlier = stored.row(request.name());
      if (earlier.isPresent() && earlier.get().state() != JobState.ENDED) {
        throw new RefusedException(Reply.FAILED, "task is running");
      }
      if (earlier.isPresent()) {
        workspaces.delete(request.name());
      }
      workspaces.create(request.name());
      var now = clock.instant();
      var delay = request.delayed()
          .map(time -> Duration.between(now, time))
          .filter(Duration::isPositive)
          .orElse(Duration.ZERO);
      var refusal = refusal(
          jobs.submit(
              new NewJob(
                  new JobHead(DIALECT, request.name(), user, text),
                  spec,
                  delay)));
      if (refusal.isPresent()) {
        if (earlier.isEmpty()) {
          workspaces.delete(request.name()); // as no task would ever do
        }
        throw new RefusedException(Reply.FAILED, refusal.get());
      }
      if (earlier.isPresent()) {
        jobs.delete(List.of(earlier.get().id()));
        stored.forget(earlier.get().id());
      }
    } finally {
      lock.unlock();
    }
  }

  private void requireNode(TaskRequest request) throws RefusedException {
    if (!request.node().isEmpty() && !request.node().equals(settings.node())) {
      throw new RefusedException(
          Reply.FAILED,
          "there is no node %s; this server is %s".formatted(request.node(), settings.node()));
    }
  }

  private static Optional<String> refusal(Submission submission) {
    return switch (submission) {
      case Submission.Accepted _ -> Optional.empty();
      case Submission.Refused(var text) -> Optional.of(text);
      case Submission.NoLane _,Submission.Closing _ -> Optional.of("the server is shutting down");
      case Submission.NotStored(var reason, _) -> Optional.of(reason);
    };
  }

  /// A task by its name.
  ///
  /// @throws RefusedException if it cannot be read
  Optional<TaskRow> find(String name) throws RefusedException, IOException {
    return stored.find(name);
  }

  /// The same, or the answer that there is none.
  TaskRow require(String name) throws RefusedException, IOException {
    return stored.require(name);
  }

  /// The tasks as they are stored.
  StoredTasks stored() {
    return stored;
  }

  /// Does something to a task.
  ///
  /// @throws RefusedException if it cannot be done, with the reason
  public void control(String name, Action action) throws RefusedException, IOException {
    var id = stored.requireRow(name).id();
    var reply = switch (action) {
      case Action.Kill _ -> jobs.cancel(id);
      case Action.Pause pause -> jobs.hold(id, hold(pause));
      case Action.Resume _ -> jobs.resume(id);
    };
    switch (reply) {
      case DONE -> {
        // as asked for
      }
      case UNCHANGED -> {
        if (action instanceof Action.Resume) {
          throw new RefusedException(Reply.FAILED, "the task is not paused");
        }
      }
      case TOO_LATE, UNKNOWN -> throw new RefusedException(Reply.FAILED, "task is no running");
    }
  }

  /// Does something to a step of a task.
  ///
  /// @throws RefusedException if it cannot be done, with the reason
  public void control(String name, String step, Action action)
      throws RefusedException, IOException {
    var job = stored.requireRow(name);
    var row = job.step(step)
        .orElseThrow(() -> new RefusedException(Reply.NO_DATA, "step not found"));
    var id = job.id();
    var reply = switch (action) {
      case Action.Kill _ -> jobs.kill(id, step);
      case Action.Pause pause -> jobs.hold(id, step, hold(pause));
      case Action.Resume _ -> jobs.resume(id, step);
    };
    switch (reply) {
      case DONE -> {
        // as asked for
      }
      case UNCHANGED -> {
        if (action instanceof Action.Resume) {
          throw new RefusedException(Reply.FAILED, "the step is not paused");
        }
      }
      case TOO_LATE, UNKNOWN -> throw new RefusedException(
          Reply.FAILED,
          row.end().isEmpty() && action instanceof Action.Pause
              ? "step is running, can't pause"
              : "step is no running");
    }
  }

  private Hold hold(Action.Pause pause) {
    return pause.duration()
        .<Hold>map(duration -> new Hold.Until(clock.instant().plus(duration)))
        .orElseGet(Hold.Resume::new);
  }

  /// Ends a task, if it has not, and deletes it with all its files.
  public void delete(String name) throws RefusedException, IOException, InterruptedException {
    var job = stored.requireRow(name);
    var id = job.id();
    if (job.state() != JobState.ENDED) {
      var _ = jobs.cancel(id);
      if (!new JobEnd(jobs, id).await(LONGEST_END)) {
        throw new RefusedException(
            Reply.FAILED,
            "the task is being killed, but has not ended yet; delete it again later");
      }
    }
    var lock = lock(name);
    try {
      jobs.delete(List.of(id));
      stored.forget(id);
      if (stored.row(name).isEmpty()) { // else there is another one by now
        workspaces.delete(name);
      }
    } finally {
      lock.unlock();
    }
  }
}
