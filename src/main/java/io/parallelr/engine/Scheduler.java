package io.parallelr.engine;

import io.parallelr.engine.Backend.ShortageException;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Decides which task may be started now, and gives it a slot. Starts no thread and waits for
/// nothing. Used under a lock.
final class Scheduler {
  private static final Plan NOTHING = new Plan() {
    @Override
    public Optional<Task> next() {
      return Optional.empty();
    }

    @Override
    public void completed(TaskResult result) {}
  };

  private final StartDelay startDelay;
  private final Stopwatch time;
  private final Shortage shortage;
  private final StopState stopState;
  private final Consumer<Throwable> onProblem;
  private final Slots slots;
  private final Allowance allowance;
  private final Map<Integer, Running> running = new HashMap<>(); // by slot
  private final Map<String, String> holds = new LinkedHashMap<>(); // why nothing starts, by who
                                                                   // wants it
  private Agenda agenda = new Agenda(NOTHING);
  private long nextStart;

  /// @param onProblem called with what a plan throws
  Scheduler(
      Engine.Limits limits,
      Conditions conditions,
      StopState stopState,
      Consumer<Throwable> onProblem) {
    this.startDelay = new StartDelay(limits.startDelay(), limits.adaptsDelay());
    this.time = conditions.time();
    this.shortage = conditions.shortage();
    this.stopState = stopState;
    this.onProblem = onProblem;
    this.nextStart = time.nanos();
    this.slots = new Slots(limits.slots());
    this.allowance = new Allowance(limits.slots(), conditions.tasksAtFirst(), nextStart);
  }

  void begin(Plan plan) {
    agenda = new Agenda(plan);
  }

  Agenda agenda() {
    return agenda;
  }

  Slots slots() {
    return slots;
  }

  /// The tasks that have a thread.
  Collection<Running> running() {
    return running.values();
  }

  Optional<Running> running(int sequence) {
    return running.values().stream().filter(r -> r.task().sequence() == sequence).findFirst();
  }

  void resize(int newSlots) {
    slots.resize(newSlots);
    allowance.resize(newSlots);
  }

  /// Starts nothing for a reason, until there is none.
  ///
  /// @param by whose reason it is
  void hold(String by, Optional<String> reason) {
    reason.ifPresentOrElse(why -> holds.put(by, why), () -> holds.remove(by));
  }

  int room() {
    return isHeld() ? 0 : slots.limit();
  }

  boolean isHeld() {
    return !holds.isEmpty();
  }

  /// What keeps tasks from being started now.
  Situation situation(Optional<RunEnd> stopping) {
    long now = time.nanos();
    return new Situation(
        slots.limit(),
        slots.taken(),
        agenda.chosen(),
        List.copyOf(holds.values()),
        allowance.lets(running.size(), now) && !agenda.isRefused()
            ? Optional.empty()
            : Optional.of(shortage.reason()).filter(reason -> !reason.isEmpty()),
        agenda.refused(),
        Duration.ofNanos(Math.max(0, nextStart - now)),
        agenda.delays(now),
        running.values().stream().map(Running::task).toList(),
        stopping);
  }

  /// Takes the next task for this thread, and a slot for it; empty if none may be started now.
  ///
  /// @param early whether what the machine lacked may be there, as something has ended
  Optional<Running> take(long now, boolean early) {
    boolean mayStart = !isHeld() && allowance.lets(running.size(), now);
    var next = agenda.takePostponed(now, mayStart, early);
    next.ifPresent(_ -> shortage.tried());
    if (next.isEmpty() && !stopState.isStopping()) {
      choose(now);
      // new ones would meet the same shortage, and be reported as started
      next = mayStart && !agenda.isRefused() ? takeChosen(now) : next;
    }
    if (next.isEmpty()) {
      return Optional.empty();
    }
    var task = new Running(next.get(), Thread.currentThread());
    running.put(task.slot(), task);
    nextStart = time.nanos() + startDelay.nanos();
    return Optional.of(task);
  }

  private Optional<Placed> takeChosen(long now) {
    if (stopState.isStopping()
        || !agenda.hasChosen()
        || nextStart - now > 0
        || !hasRoom()) {
      return Optional.empty();
    }
    var task = agenda.takeChosen();
    var taken = slots.take(needed(task));
    return Optional.of(Placed.of(task.inSlots(taken), taken.getFirst(), now));
  }

  /// Whether enough slots are free for what is chosen. If not, it stays chosen, and nothing
  /// overtakes it: tasks that took the slots one by one as they get free could keep it waiting for
  /// ever, and the order of the run would not hold.
  private boolean hasRoom() {
    int free = slots.free();
    return agenda.chosen().isPresent() ? free >= needed(agenda.chosen().get()) : free > 0;
  }

  /// How many slots a task takes now: one that wants more than there are gets all of them, and one
  /// that is not started at all does not wait for more than one.
  private int needed(Task task) {
    var launch = task.launch();
    return launch.settled().isPresent() ? 1 : launch.share().within(slots.limit());
  }

  /// Whether something may be started before any of the running tasks ends: the threads of those
  /// see to what follows them.
  boolean needsWaiter(long now) {
    if (agenda.hasPostponed()) {
      return true;
    }
    if (stopState.isStopping() || slots.free() == 0) {
      return false;
    }
    choose(now);
    return !isExhausted();
  }

  /// Whether nothing is left to start, unless a running task brings it.
  boolean isDone() {
    return !agenda.hasPostponed() && (stopState.isStopping() || isExhausted());
  }

  private void choose(long now) {
    try {
      agenda.choose(now);
    } catch (Throwable e) {
      onProblem.accept(e);
    }
  }

  private boolean isExhausted() {
    try {
      return agenda.isExhausted();
    } catch (Throwable e) {
      onProblem.accept(e);
      return true;
    }
  }

  /// How long it is until something may be started though nothing ends; 0 or less if nothing may.
  long nanosToNext(long now) {
    if (isHeld()) {
      return 0;
    }
    if (!allowance.lets(running.size(), now)) {
      return allowance.untilNext(now).toNanos();
    }
    var due = agenda.nanosToNext(now, !stopState.isStopping());
    return agenda.hasChosen() && !agenda.isRefused() && hasRoom()
        ? Math.min(nextStart - now, due.orElse(Long.MAX_VALUE))
        : due.orElse(0);
  }

  /// An attempt has ended by itself.
  void ended(boolean succeeded) {
    startDelay.ended(succeeded);
  }

  /// Frees the slot of a task that has ended.
  void release(Running task) {
    running.remove(task.slot());
    slots.release(task.slot());
  }

  /// Frees the slot of what a thread leaves that dies.
  void releaseAll(Thread thread) {
    running.values().removeIf(task -> {
      boolean isLeft = task.thread().equals(thread);
      if (isLeft) {
        slots.release(task.slot());
      }
      return isLeft;
    });
  }

  /// Puts off a task that could not be started; it keeps its slot.
  void postpone(Running task, ShortageException reason) {
    running.remove(task.slot());
    var placed = task.placed().postponed(time.nanos(), reason);
    agenda.postpone(task.again(placed));
    if (reason.concernsAll()) {
      lacked();
    }
    shortage.waits(reason.reason());
  }

  /// The machine has no room for more than run now.
  void lacked() {
    allowance.lacked(running.size(), time.nanos());
  }

  /// Cancels all that runs or waits in its slot.
  void cancelAll() {
    running.values().forEach(Running::cancel);
    agenda.cancelPostponed(_ -> true, false);
  }
}
