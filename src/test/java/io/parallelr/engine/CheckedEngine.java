package io.parallelr.engine;

import io.parallelr.task.RunSummary;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// An engine that is checked for its sanity whenever it calls anybody.
final class CheckedEngine {
  private final Engine engine;

  CheckedEngine(
      Backend backend,
      Engine.Limits limits,
      StopPolicy policy,
      InstantSource clock) {
    engine = new Engine(new Backend() {
      @Override
      public Execution run(Task task, int slot) {
        sanityCheck();
        try {
          return backend.run(task, slot);
        } finally {
          sanityCheck();
        }
      }

      @Override
      public boolean suspend(Task task, int slot, boolean isOn) {
        return backend.suspend(task, slot, isOn);
      }

      @Override
      public Thread.Builder threads() {
        return backend.threads();
      }
    }, limits, policy, clock, Conditions.fresh(System::nanoTime));
  }

  void sanityCheck() {
    engine.sanityCheck();
  }

  Engine.Ended run(Plan plan, RunListener listener) {
    return run(plan, listener, RunSummary.EMPTY);
  }

  Engine.Ended run(Plan plan, RunListener listener, RunSummary before) {
    try {
      return engine.run(checked(plan), checked(listener), before);
    } finally {
      sanityCheck();
    }
  }

  void hold(String by, Optional<String> reason) {
    engine.hold(by, reason);
    sanityCheck();
  }

  boolean extend(Runnable change) {
    try {
      return engine.extend(change);
    } finally {
      sanityCheck();
    }
  }

  Situation situation() {
    return engine.situation();
  }

  void drain() {
    engine.drain();
    sanityCheck();
  }

  void cancel() {
    engine.cancel();
    sanityCheck();
  }

  boolean cancel(Task task) {
    boolean waited = engine.cancel(task);
    sanityCheck();
    return waited;
  }

  boolean cancel(int sequence) {
    boolean ran = engine.cancel(sequence);
    sanityCheck();
    return ran;
  }

  boolean suspend(int sequence, boolean isOn) {
    boolean could = engine.suspend(sequence, isOn);
    sanityCheck();
    return could;
  }

  void resize(int slots) {
    engine.resize(slots);
    sanityCheck();
  }

  void update(Runnable change) {
    engine.update(change);
    sanityCheck();
  }

  boolean isOver() {
    return engine.isOver();
  }

  private Plan checked(Plan plan) {
    return new Plan() {
      @Override
      public Optional<Task> next() {
        sanityCheck();
        return plan.next();
      }

      @Override
      public void completed(TaskResult result) {
        sanityCheck();
        plan.completed(result);
      }

      @Override
      public Optional<Task> withdraw(Task task) {
        sanityCheck();
        return plan.withdraw(task);
      }

      @Override
      public boolean isOpen() {
        sanityCheck();
        return plan.isOpen();
      }
    };
  }

  private RunListener checked(RunListener listener) {
    return new RunListener() {
      @Override
      public void started(Task task, int slot, Instant when) {
        sanityCheck();
        listener.started(task, slot, when);
      }

      @Override
      public void finished(TaskResult result) {
        sanityCheck();
        listener.finished(result);
      }
    };
  }
}
