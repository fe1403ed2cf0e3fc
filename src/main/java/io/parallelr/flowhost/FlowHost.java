package io.parallelr.flowhost;

import io.parallelr.flows.Flow;
import io.parallelr.flows.FlowDefinition;
import io.parallelr.flows.FlowEvent;
import io.parallelr.flows.FlowException;
import io.parallelr.flows.Flows;
import io.parallelr.flows.Run;
import io.parallelr.flows.RunStatus;
import io.parallelr.job.JobState;
import io.parallelr.job.Retention;
import io.parallelr.job.StepId;
import io.parallelr.serve.JobService;
import io.parallelr.store.JobFilter;
import io.parallelr.store.JobHead;
import io.parallelr.store.JobRow;
import io.parallelr.task.Reason;
import io.parallelr.task.TimeLimit;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Flows on a server of jobs. For any threads.
public final class FlowHost implements Flows {
  private static final Logger log = LoggerFactory.getLogger(FlowHost.class);

  private static final Set<JobState> LIVE =
      Set.of(JobState.WAITING, JobState.RUNNING, JobState.HANDLING);

  /// How often the engine is looked at while runs are waited for.
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final FlowLife life;
  private final StepCodes codes;
  private volatile Optional<Connected> connected = Optional.empty(); // set under the lock of this
  private volatile boolean isDraining;
  private final Map<String, DefinedFlow> flows = new LinkedHashMap<>(); // guarded by this
  private final List<Consumer<Connected>> later = new ArrayList<>(); // the same

  /// What there is once the server of jobs is open.
  private record Connected(JobService jobs, FlowTimers timers, FlowEvents events) {}

  /// Flows that can be defined, and nothing more before [#connect].
  ///
  /// @param codes which the server asks for the code of steps
  public FlowHost(FlowLife life, StepCodes codes) {
    this.life = life;
    this.codes = codes;
  }

  /// Runs the flows on a server of jobs, which is open and has not been started.
  public synchronized void connect(JobService jobs, InstantSource clock) {
    var made = new Connected(
        jobs,
        new FlowTimers(jobs.store(), clock, life::failed),
        new FlowEvents(jobs, clock, flow -> retain(flow, clock), life::failed));
    connected = Optional.of(made);
    later.forEach(action -> action.accept(made));
    later.clear();
  }

  private void whenConnected(Consumer<Connected> action) {
    synchronized (this) {
      if (connected.isEmpty()) {
        later.add(action);
        return;
      }
    }
    action.accept(connected.orElseThrow());
  }

  private Connected connected() {
    return connected.orElseThrow(
        () -> new IllegalStateException(
            "the server is starting; runs can be looked at after that"));
  }

  /// Whether a job is to wait until its flow is defined.
  public boolean isUndefined(JobHead job) {
    return job.dialect().equals(DefinedFlow.DIALECT) && !defines(job.name());
  }

  /// Makes sure that runs are accepted, and go on.
  ///
  /// @throws IllegalStateException if that is not so
  void requireAlive() {
    life.requireAlive();
  }

  /// Makes sure that runs are accepted.
  ///
  /// @throws IllegalStateException if they are not
  void requireOpen() {
    requireAlive();
    if (isDraining) {
      throw new IllegalStateException("the engine of flows accepts no more runs");
    }
  }

  /// @throws IllegalStateException if this is closed
  JobService jobs() {
    life.requireOpen();
    return connected().jobs();
  }

  /// Whether a flow is defined.
  synchronized boolean defines(String flow) {
    return flows.containsKey(flow);
  }

  /// For tests.
  ///
  /// @throws IllegalStateException if this is closed, or not connected yet
  FlowTimers timers() {
    life.requireOpen();
    return connected().timers();
  }

  /// Starts runs of a flow at times.
  ///
  /// @throws IllegalStateException if this is closed
  void schedule(DefinedFlow flow, FlowTimers.Rhythm rhythm) {
    life.requireOpen();
    whenConnected(now -> now.timers().add(flow, rhythm));
  }

  @Override
  public Flow define(String name, Consumer<FlowDefinition> definition) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(definition, "definition");
    life.requireOpen();
    var draft = new Draft(name, life.directory());
    if (name.indexOf('/') >= 0) {
      draft.faults.add("a name cannot have a /");
    }
    try {
      definition.accept(draft);
    } finally {
      draft.end();
    }
    var steps = Compiler.compile(draft);
    var flow = new DefinedFlow(this, draft, steps);
    synchronized (this) {
      if (flows.containsKey(name)) {
        throw new FlowException("flow %s is defined already".formatted(Draft.shown(name)));
      }
      draft.steps.values().forEach(step -> codes.add(flow, step, this::context));
      flows.put(name, flow);
    }
    boolean isConnected = connected.isPresent();
    whenConnected(now -> now.jobs().put(flow.lane()));
    if (isConnected) {
      resume(name); // else what has waited goes on at the start
    }
    return flow;
  }

  private Context context(
      DefinedFlow flow,
      StepId step,
      int attempt,
      PrintStream out,
      PrintStream err) {
    return new Context(
        step, flow.name(), attempt, parameters(step.job()), flow.steps(),
        flow.before(step.step()), connected().jobs().outputs(), out, err);
  }

  private Map<String, String> parameters(String run) {
    try {
      return Statuses.parameters(connected().jobs().store().find(run).orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Lets runs go on that have waited until their flow is defined.
  private void resume(String flow) {
    var jobs = connected().jobs();
    try {
      for (var job : jobs.store().list(filter(Optional.of(flow), LIVE, Integer.MAX_VALUE))) {
        if (job.waits().hold().isPresent()) {
          var _ = jobs.resume(job.id());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JobFilter filter(Optional<String> flow, Set<JobState> states, int limit) {
    return JobFilter.ALL.withDialect(DefinedFlow.DIALECT)
        .withNames(flow.map(Set::of).orElse(Set.of()))
        .withStates(states)
        .withLimit(limit);
  }

  private void retain(String name, InstantSource clock) {
    var flow = defined(name);
    if (flow.isEmpty()) {
      return;
    }
    var jobs = connected().jobs();
    try {
      jobs.delete(
          flow.get()
              .retention()
              .expired(jobs.store().kept(DefinedFlow.DIALECT, name), clock.instant())
              .stream()
              .map(Retention.Expired::job)
              .toList());
    } catch (IOException e) {
      log.warn("old runs of flow {} cannot be deleted: {}", name, Reason.withPath(e));
    }
  }

  private synchronized Optional<DefinedFlow> defined(String name) {
    return Optional.ofNullable(flows.get(name));
  }

  @Override
  public void start() throws IOException {
    life.start();
    names().forEach(this::resume); // what has waited until they are defined
    connected().timers().start();
  }

  @Override
  public void run() throws IOException, InterruptedException {
    start();
    life.await();
  }

  @Override
  public synchronized List<String> names() {
    return List.copyOf(flows.keySet());
  }

  @Override
  public Optional<Flow> flow(String name) {
    Objects.requireNonNull(name, "name");
    return defined(name).map(flow -> flow);
  }

  @Override
  public Optional<Run> find(String id) throws IOException {
    Objects.requireNonNull(id, "id");
    return jobs().store()
        .find(id)
        .map(JobRow::head)
        .filter(head -> head.dialect().equals(DefinedFlow.DIALECT))
        .map(head -> new FlowRun(this, id, head.name()));
  }

  /// Starts a run for somebody.
  ///
  /// @return empty if there is no flow of that name
  /// @throws IOException as [Flow#start(Map)], and what else that throws
  public Optional<Run> start(String flow, Map<String, String> parameters, String user)
      throws IOException {
    var found = defined(flow);
    return found.isPresent() ? Optional.of(found.get().start(parameters, user)) : Optional.empty();
  }

  @Override
  public List<RunStatus> runs(int limit) throws IOException {
    return runs(Optional.empty(), limit);
  }

  List<RunStatus> runs(Optional<String> flow, int limit) throws IOException {
    var runs = new ArrayList<RunStatus>();
    var obstacles = obstacles();
    for (var job : jobs().store().list(filter(flow, Set.of(), limit))) {
      runs.add(status(job, obstacles));
    }
    return runs;
  }

  /// How a run goes.
  RunStatus status(JobRow job) throws IOException {
    return status(job, obstacles());
  }

  private RunStatus status(JobRow job, Function<JobRow, Optional<String>> obstacles)
      throws IOException {
    var status = Statuses.of(job);
    if (status.hasEnded()) {
      return status;
    }
    var obstacle = defines(status.flow())
        ? obstacles.apply(job)
        : Optional.of("flow %s is not defined".formatted(Draft.shown(status.flow())));
    return obstacle.map(status::because).orElse(status);
  }

  /// What keeps runs from going on at one moment; empty if nothing does.
  private Function<JobRow, Optional<String>> obstacles() {
    var ofAll = life.failure().or(() -> jobs().problem());
    if (ofAll.isPresent()) {
      return _ -> ofAll;
    }
    return jobs().obstacles()::ofJob;
  }

  @Override
  public Subscription listen(Consumer<FlowEvent> listener) {
    Objects.requireNonNull(listener, "listener");
    var now = connected;
    if (now.isPresent()) {
      return now.get().events().add(listener);
    }
    var isWanted = new AtomicBoolean(true);
    whenConnected(then -> then.events().add(event -> {
      if (isWanted.get()) {
        listener.accept(event);
      }
    }));
    return () -> isWanted.set(false);
  }

  @Override
  public boolean drain(Duration limit) throws IOException, InterruptedException {
    Objects.requireNonNull(limit, "limit");
    life.requireAlive();
    connected().timers().close();
    isDraining = true;
    var done = new CompletableFuture<Boolean>();
    try (var _ = connected().events().add(_ -> {
      if (isIdle()) {
        done.complete(true);
      }
    })) {
      return (isIdle() || isDone(done, TimeLimit.capped(limit))) && !hasUndefined();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // it completes with a value
    }
  }

  /// Waits, as long as the engine lives.
  private boolean isDone(CompletableFuture<Boolean> done, Duration limit)
      throws InterruptedException,
      ExecutionException {
    var left = limit;
    while (left.isPositive()) {
      var time = left.compareTo(LOOK) < 0 ? left : LOOK;
      try {
        return done.get(time.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        life.requireAlive();
        left = left.minus(time);
      }
    }
    return false;
  }

  /// Whether runs wait until their flows are defined.
  private boolean hasUndefined() throws IOException {
    return connected().jobs()
        .store()
        .list(filter(Optional.empty(), LIVE, Integer.MAX_VALUE))
        .stream()
        .anyMatch(job -> isUndefined(job.head()));
  }

  private boolean isIdle() {
    return names().stream()
        .flatMap(name -> connected().jobs().count(DefinedFlow.lane(name)).stream())
        .allMatch(count -> count.running() + count.waiting() == 0);
  }

  /// Ends all but the server of jobs.
  void stop() {
    connected.ifPresent(now -> now.timers().close());
    codes.interrupt();
    connected.ifPresent(now -> now.events().close());
  }

  @Override
  public void close() throws IOException {
    connected.ifPresent(now -> now.timers().close());
    life.close();
    stop();
  }
}
