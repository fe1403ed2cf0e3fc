package io.parallelr.engine;

import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/// What is to be started next: what the plan offers, what waits for its delay, and what has a slot
/// but could not be started in it. Pure: times are passed in. Used under a lock.
final class Agenda {
  private final Plan plan;
  private final PriorityQueue<Delayed> delayed =
      new PriorityQueue<>((a, b) -> Long.signum(a.due() - b.due()));
  private final List<Placed> postponed = new ArrayList<>(); // as many as there are slots, at most
  private final Set<Integer> unretried = new HashSet<>();
  private Optional<Task> chosen = Optional.empty();

  private record Delayed(Task task, long due) {}

  Agenda(Plan plan) {
    this.plan = plan;
  }

  /// Chooses the next task, if none is chosen: one whose delay is over before a new one.
  void choose(long now) {
    while (chosen.isEmpty()) {
      if (!delayed.isEmpty() && delayed.peek().due() - now <= 0) {
        chosen = Optional.of(delayed.remove().task());
        return;
      }
      var next = plan.next();
      if (next.isEmpty()) {
        return;
      }
      var task = next.get();
      if (task.delay().isPositive()) {
        delayed.add(new Delayed(task, now + task.delay().toNanos()));
      } else {
        chosen = next;
      }
    }
  }

  boolean hasChosen() {
    return chosen.isPresent();
  }

  /// What is to be started next; empty if nothing is chosen.
  Optional<Task> chosen() {
    return chosen;
  }

  Task takeChosen() {
    var task = chosen.orElseThrow();
    chosen = Optional.empty();
    unretried.remove(task.sequence());
    return task;
  }

  /// Processes the result of an attempt.
  void completed(TaskResult result) {
    if (!result.isFinal()) {
      unretried.add(result.task().sequence());
    }
    plan.completed(result);
  }

  /// Takes out a task that waits for its start or its delay, if it does. The caller reports it
  /// as cancelled.
  Optional<Task> withdraw(int sequence) {
    if (chosen.isPresent() && chosen.get().sequence() == sequence) {
      return Optional.of(takeChosen());
    }
    var found = delayed.stream().filter(w -> w.task().sequence() == sequence).findFirst();
    found.ifPresent(waiting -> {
      delayed.remove(waiting);
      unretried.remove(sequence);
    });
    return found.map(Delayed::task);
  }

  /// The same for one that was not chosen yet.
  Optional<Task> withdrawPlanned(Task task) {
    var found = plan.withdraw(task);
    found.ifPresent(t -> unretried.remove(t.sequence()));
    return found;
  }

  /// How long tasks wait that were chosen and have a delay, by their numbers.
  Map<Integer, Duration> delays(long now) {
    var all = new TreeMap<Integer, Duration>();
    delayed.forEach(
        d -> all.put(d.task().sequence(), Duration.ofNanos(Math.max(0, d.due() - now))));
    return all;
  }

  /// How many tasks have failed and wait for another attempt.
  int unretried() {
    return unretried.size();
  }

  void postpone(Placed placed) {
    postponed.add(placed);
  }

  /// Takes what could not be started before and is to be tried again, or was cancelled.
  ///
  /// @param mayStart whether anything may be started; else only what was cancelled is taken
  /// @param early whether something has ended, so that what lacked it need not wait for its turn
  Optional<Placed> takePostponed(long now, boolean mayStart, boolean early) {
    if (postponed.isEmpty()) {
      return Optional.empty(); // as nearly always: this is asked for each task
    }
    var found = postponed.stream()
        .filter(p -> switch (p.fate()) {
          case CANCEL, WITHDRAW -> true;
          case TRY_EARLY -> mayStart && (early || p.due() - now <= 0);
          case TRY -> mayStart && p.due() - now <= 0;
        })
        .min(Comparator.comparingLong(p -> p.due() - now));
    found.ifPresent(postponed::remove);
    return found;
  }

  /// Lets those be cancelled that are chosen.
  ///
  /// @return whether there are any
  boolean cancelPostponed(Predicate<Task> which, boolean byRequest) {
    boolean found = postponed.stream().anyMatch(p -> which.test(p.task()));
    postponed.replaceAll(
        p -> which.test(p.task()) && !p.isCancelled() ? p.asCancelled(byRequest) : p);
    return found;
  }

  boolean hasPostponed() {
    return !postponed.isEmpty();
  }

  /// Whether the machine has refused to start a task, as it would any.
  boolean isRefused() {
    return postponed.stream().anyMatch(p -> p.fate() == Placed.Fate.TRY_EARLY);
  }

  /// What has a slot and could not be started in it yet.
  List<Situation.Refused> refused() {
    return postponed.stream()
        .filter(placed -> !placed.isCancelled())
        .map(placed -> new Situation.Refused(placed.task(), placed.lacks()))
        .toList();
  }

  int countPostponed() {
    return postponed.size();
  }

  /// Starts nothing new.
  void stop() {
    chosen = Optional.empty();
  }

  /// Whether nothing is left, and nothing more comes unless a running task brings it.
  boolean isExhausted() {
    return chosen.isEmpty() && delayed.isEmpty() && postponed.isEmpty() && !plan.isOpen();
  }

  /// How long it is until something is due that waits; empty if nothing does.
  ///
  /// @param startsNew whether anything new is started at all
  OptionalLong nanosToNext(long now, boolean startsNew) {
    var waiting = postponed.stream().mapToLong(Placed::due);
    var all = startsNew && chosen.isEmpty() && !delayed.isEmpty()
        ? LongStream.concat(waiting, LongStream.of(delayed.peek().due()))
        : waiting;
    return all.map(due -> due - now).min();
  }
}
