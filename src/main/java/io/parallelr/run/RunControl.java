package io.parallelr.run;

import io.parallelr.config.InvalidValueException;
import io.parallelr.config.Key;
import io.parallelr.daemon.ControlAnswer;
import io.parallelr.daemon.ControlRequest;
import io.parallelr.daemon.Controlled;
import io.parallelr.daemon.RunProgress;
import io.parallelr.engine.Engine;
import io.parallelr.engine.RunListener;
import io.parallelr.engine.Situation;
import io.parallelr.task.Count;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does what users ask of a run while it runs, and says what it waits for. For any threads.
final class RunControl implements Controlled, RunListener {
  private static final Logger log = LoggerFactory.getLogger(RunControl.class);
  private static final String USER = "user";

  private final ReadyRun run;
  private final Engine engine;
  private final IntConsumer onResize;
  private final BitSet done = new BitSet(); // guarded by itself
  private volatile Optional<WorkControl> work = Optional.empty();
  private volatile boolean isPaused;
  private volatile boolean isSuspended;

  /// @param onResize called with another number of slots
  RunControl(ReadyRun run, Engine engine, IntConsumer onResize) {
    this.run = run;
    this.engine = engine;
    this.onResize = onResize;
  }

  /// Takes over what there is to do.
  void begin(WorkControl begun) {
    work = Optional.of(begun);
  }

  @Override
  public void finished(TaskResult result) {
    if (result.isFinal()) {
      synchronized (done) {
        done.set(result.task().sequence());
      }
    }
  }

  @Override
  public RunProgress.State state() {
    var stopping = engine.stopping();
    if (stopping.isPresent()) {
      return stopping.get().cancels()
          ? RunProgress.State.STOPPING
          : RunProgress.State.DRAINING;
    }
    return isPaused || work.flatMap(WorkControl::waitsFor).isPresent()
        ? RunProgress.State.PAUSED
        : RunProgress.State.RUNNING;
  }

  @Override
  public Optional<Long> tasks() {
    return work.map(WorkControl::total)
        .orElseGet(
            () -> run.session().tasks().stream().mapToObj(Long::valueOf).findFirst());
  }

  @Override
  public boolean cancel(int sequence) {
    return engine.cancel(sequence);
  }

  @Override
  public Optional<Integer> slots() {
    return Optional.of(engine.situation().slots());
  }

  @Override
  public Optional<String> waitsFor() {
    var situation = engine.situation();
    return situation.stopping().isPresent()
        ? Optional.empty()
        : situation.obstacle()
            .or(situation::missingSlots)
            .or(() -> work.flatMap(WorkControl::waitsFor));
  }

  @Override
  public ControlAnswer answer(ControlRequest request) {
    var answer = switch (request) {
      case ControlRequest.Slots(var change) -> resize(change);
      case ControlRequest.Pause(var suspends) -> pause(suspends);
      case ControlRequest.Unpause() -> unpause();
      case ControlRequest.Add add -> work.map(w -> w.add(add))
          .orElseGet(() -> ControlAnswer.refused("it has not begun yet: try again"));
      case ControlRequest.Explain(var task) -> explain(task);
      case ControlRequest.Cancel(var task) -> cancel(task);
    };
    if (answer.isDone() && !isQuestion(request)) {
      log.info("{}: {}", request.word(), answer.text());
    }
    return answer;
  }

  private static boolean isQuestion(ControlRequest request) {
    return request instanceof ControlRequest.Explain
        || (request instanceof ControlRequest.Slots(var change) && change.isEmpty());
  }

  /// Stops what has been started in the moment of [ControlRequest.Pause].
  @Override
  public void look() {
    if (isSuspended) {
      var _ = suspendAll();
    }
  }

  private ControlAnswer resize(String change) {
    var now = engine.situation();
    if (change.isEmpty()) {
      return ControlAnswer.done(
          "%s, %d in use".formatted(Count.of(now.slots(), "slot"), now.taken()));
    }
    int before = now.slots();
    int after;
    try {
      after = change.matches("[+-]\\d{1,7}")
          ? before + Integer.parseInt(change)
          : change.matches("\\d{1,7}")
              ? Integer.parseInt(change)
              : Key.MAX_WORKERS.parse(change);
    } catch (InvalidValueException e) {
      return ControlAnswer.refused(
          "'%s' is not a number of slots, +N, -N, auto or a share of the CPUs such as 200%%"
              .formatted(change));
    }
    if (after < 1) {
      return ControlAnswer.refused(
          "it has %s, and needs one at least; to start nothing for now, use pause"
              .formatted(Count.of(before, "slot")));
    }
    var objection = SlotNumber.objection(after, run.resolved());
    if (objection.isPresent()) {
      return ControlAnswer.refused(objection.get());
    }
    engine.resize(after);
    onResize.accept(after);
    return ControlAnswer.done(
        "%s, %d before%s".formatted(Count.of(after, "slot"), before, surplus(after)));
  }

  private String surplus(int slots) {
    var now = engine.situation();
    int tooMany = now.taken() - slots;
    if (tooMany <= 0) {
      return "";
    }
    return now.taken() == now.running().size()
        ? "; %s too many, which may end".formatted(
            tooMany == 1 ? "1 task runs" : tooMany + " tasks run")
        : "; %s more in use, whose tasks may end".formatted(
            tooMany == 1 ? "1 is" : tooMany + " are");
  }

  private ControlAnswer pause(boolean suspends) {
    if (isSuspended && !suspends) {
      return ControlAnswer.done(
          "it is paused already, with its tasks stopped; 'parallelr unpause' continues both");
    }
    isPaused = true;
    engine.hold(
        USER,
        Optional.of(
            suspends
                ? "suspended by its user, with its tasks; 'parallelr unpause' continues"
                : "paused by its user; 'parallelr unpause' continues"));
    int running = engine.situation().running().size();
    if (!suspends) {
      return ControlAnswer.done(
          "paused: nothing more starts; %s".formatted(
              running == 1 ? "1 task runs on" : running + " tasks run on"));
    }
    isSuspended = true;
    int stopped = suspendAll();
    return ControlAnswer.done(
        "paused: nothing more starts; %s, and %s time limit%s still".formatted(
            stopped == 1 ? "1 task is stopped" : stopped + " tasks are stopped",
            stopped == 1 ? "its" : "their",
            stopped == 1 ? " stands" : "s stand"));
  }

  private int suspendAll() {
    return (int) engine.situation()
        .running()
        .stream()
        .filter(task -> engine.suspend(task.sequence(), true))
        .count();
  }

  private ControlAnswer unpause() {
    if (!isPaused) {
      return ControlAnswer.done("it is not paused");
    }
    isPaused = false;
    isSuspended = false;
    engine.situation().running().forEach(task -> {
      boolean _ = engine.suspend(task.sequence(), false);
    });
    engine.hold(USER, Optional.empty());
    return ControlAnswer.done("continues");
  }

  private ControlAnswer explain(Optional<String> name) {
    var now = engine.situation();
    return name.map(n -> explain(n, now)).orElseGet(() -> ControlAnswer.done(explain(now)));
  }

  private String explain(Situation now) {
    var text = new StringBuilder();
    text.append(
        "%s; %d of %s in use".formatted(
            isSuspended ? "paused, its tasks stopped" : state().word(),
            now.taken(),
            Count.of(now.slots(), "slot")));
    long waiting = tasks().map(all -> all - doneCount() - now.running().size()).orElse(-1L);
    var reason = Stream
        .of(
            now.waitsFor().or(() -> work.flatMap(WorkControl::waitsFor)),
            work.flatMap(WorkControl::waitForOthers))
        .flatMap(Optional::stream)
        .collect(Collectors.joining("; "));
    if (waiting == 0) {
      text.append("; no task waits");
    } else {
      text.append(
          waiting > 0
              ? "; %s".formatted(waiting == 1 ? "1 task waits" : waiting + " tasks wait")
              : "; what waits");
      text.append(
          reason.isEmpty() ? (waiting > 0 ? "" : ": nothing keeps it") : ": " + reason);
    }
    now.delays()
        .entrySet()
        .stream()
        .sorted(Map.Entry.comparingByKey())
        .limit(10)
        .forEach(
            e -> text.append(
                "%ntask %d: retry delay, another attempt in %s s"
                    .formatted(e.getKey(), Situation.seconds(e.getValue()))));
    return text.toString();
  }

  private long doneCount() {
    synchronized (done) {
      return done.cardinality();
    }
  }

  private ControlAnswer cancel(String name) {
    var answer = cancelNamed(name);
    if (answer.isDone()) {
      return answer;
    }
    // one of a queue that waits for another attempt is known by its number alone
    return isQueue() && name.matches("[1-9]\\d{0,8}") && engine.cancel(Integer.parseInt(name))
        ? ControlAnswer.done("task %s is cancelled; it was not running".formatted(name))
        : ControlAnswer.refused(answer.text() + "; nothing is cancelled");
  }

  private boolean isQueue() {
    return work.filter(w -> w.total().isEmpty()).isPresent();
  }

  private ControlAnswer cancelNamed(String name) {
    return withTask(name, engine.situation(), task -> {
      var called = "%s (%s)".formatted(number(task), TaskNames.brief(task));
      if (isDone(task)) {
        return ControlAnswer.refused(called + " has ended");
      }
      boolean isRunning = isRunning(task, engine.situation());
      return engine.cancel(task)
          ? ControlAnswer.done(
              called + (isRunning ? " is cancelled" : " is cancelled; it was not running"))
          : ControlAnswer.refused(
              "%s cannot be cancelled: it does not run, and the run does not start it either"
                  .formatted(called));
    });
  }

  private boolean isDone(Task task) {
    synchronized (done) {
      return done.get(task.sequence());
    }
  }

  private static boolean isRunning(Task task, Situation now) {
    return now.running().stream().anyMatch(t -> t.sequence() == task.sequence());
  }

  private ControlAnswer explain(String name, Situation now) {
    return withTask(
        name,
        now,
        task -> ControlAnswer.done(
            "%s (%s) %s".formatted(number(task), TaskNames.brief(task), explain(task, now))));
  }

  private ControlAnswer withTask(
      String name,
      Situation now,
      Function<Task, ControlAnswer> answer) {
    var found = work.map(w -> w.find(name))
        .filter(tasks -> !tasks.isEmpty())
        .orElseGet(() -> now.running().stream().filter(t -> isCalled(t, name)).toList());
    if (found.size() > 1) {
      return ControlAnswer.refused("several tasks are called '%s', such as %s; give the number"
          .formatted(name, number(found.getFirst()) + " and " + number(found.get(1))));
    }
    if (found.isEmpty()) {
      return ControlAnswer.refused(
          work.map(w -> w.unknown(name, now.waitsFor().or(w::waitsFor)))
              .orElse("it has not begun yet: try again"));
    }
    return answer.apply(found.getFirst());
  }

  private static boolean isCalled(Task task, String name) {
    return Integer.toString(task.sequence()).equals(name)
        || task.name().equals(name)
        || task.name().endsWith('/' + name);
  }

  private static String number(Task task) {
    return "task " + task.sequence();
  }

  private String explain(Task task, Situation now) {
    if (isRunning(task, now)) {
      return isSuspended ? "is suspended: " + now.obstacle().orElse("") : "runs";
    }
    if (isDone(task)) {
      return "has ended";
    }
    var delay = now.delays().get(task.sequence());
    if (delay != null && delay.isPositive()) {
      return "waits: retry delay, another attempt in %s s".formatted(Situation.seconds(delay));
    }
    var others = work.flatMap(w -> w.waitsFor(task));
    if (others.isPresent()) {
      return others.get();
    }
    long before = before(task.sequence(), now);
    var reason = now.waitsFor().orElse("it is started at once");
    return before == 0
        ? "waits, and is next: " + reason
        : "waits: order, %s before it; %s".formatted(
            before == 1 ? "1 task is" : before + " tasks are",
            reason);
  }

  /// How many tasks are to be started first.
  private long before(int sequence, Situation now) {
    long started = now.running().stream().filter(t -> t.sequence() < sequence).count();
    long delayed = now.delays().keySet().stream().filter(s -> s < sequence).count();
    synchronized (done) {
      return Math.max(0, sequence - 1 - done.get(0, sequence).cardinality() - started - delayed);
    }
  }
}
