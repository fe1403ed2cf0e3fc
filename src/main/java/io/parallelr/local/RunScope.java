package io.parallelr.local;

import io.parallelr.engine.Conditions;
import io.parallelr.os.SlotFile;
import io.parallelr.task.Task;
import io.parallelr.task.Usage;
import java.io.IOException;
import java.nio.file.Path;

/// Children that are tasks of the run: the slot file names them, and the memory of each is watched.
final class RunScope implements Scope {
  private final LocalServices services;
  private final SlotFile slots;

  RunScope(LocalServices services, SlotFile slots) {
    this.services = services;
    this.slots = slots;
  }

  @Override
  public Conditions conditions() {
    return services.conditions();
  }

  @Override
  public Task prepared(Task task) {
    return task;
  }

  @Override
  public void makeRoom(int slot) throws IOException {
    slots.makeRoom(slot);
  }

  @Override
  public <T> T starting(
      Task task,
      int slot,
      Pausing.Step<T, Launcher.NotStartedException> step)
      throws Launcher.NotStartedException {
    return services.pausing().outside(() -> {
      slots.starting(slot, task.sequence());
      boolean hasBegun = false;
      try {
        var started = step.take();
        hasBegun = true;
        return started;
      } finally {
        if (!hasBegun) {
          slots.clear(slot);
        }
      }
    });
  }

  @Override
  public MemoryWatch.Sampled began(Child child, int slot, long pid) {
    slots.set(slot, pid);
    return services.memory().watch(child);
  }

  @Override
  public void ended(Child child, int slot, Usage used) {
    slots.clear(slot);
    services.memory().forget(child);
  }

  @Override
  public RuntimeException failed(String reason, IOException cause, Path outputs) {
    return services.storage().failed(reason, cause);
  }

  @Override
  public void close() throws IOException {
    services.close();
    slots.close();
    services.logSurvivors();
  }
}
