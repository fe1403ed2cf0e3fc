package io.parallelr.engine;

import io.parallelr.task.Outcome;
import io.parallelr.task.Task;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// A backend in memory: each task does what the test says, and it is remembered who ran where.
final class FakeBackend implements Backend {

  /// What a task does. May block; an interrupt is a cancellation.
  interface Behaviour {
    Outcome run(Task task) throws InterruptedException;
  }

  final List<Task> ran = new CopyOnWriteArrayList<>();
  final Set<Integer> slots = new ConcurrentSkipListSet<>();
  final AtomicInteger mostAtOnce = new AtomicInteger();
  final List<String> suspended = new CopyOnWriteArrayList<>();
  Supplier<Thread.Builder> threads = () -> Thread.ofPlatform().daemon();
  private final AtomicInteger now = new AtomicInteger();
  private final Behaviour behaviour;

  FakeBackend(Behaviour behaviour) {
    this.behaviour = behaviour;
  }

  static FakeBackend thatSucceeds() {
    return new FakeBackend(_ -> new Outcome.Exited(0));
  }

  @Override
  public Execution run(Task task, int slot) {
    mostAtOnce.accumulateAndGet(now.incrementAndGet(), Math::max);
    ran.add(task);
    slots.add(slot);
    try {
      return Execution.of(behaviour.run(task));
    } catch (InterruptedException e) {
      return Execution.of(new Outcome.Cancelled());
    } finally {
      now.decrementAndGet();
    }
  }

  @Override
  public boolean suspend(Task task, int slot, boolean isOn) {
    return suspended.add("%d in %d: %b".formatted(task.sequence(), slot, isOn));
  }

  @Override
  public Thread.Builder threads() {
    return threads.get();
  }
}
