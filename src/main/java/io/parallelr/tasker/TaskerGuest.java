package io.parallelr.tasker;

import io.parallelr.local.Guest;
import io.parallelr.local.GuestProgram;
import io.parallelr.task.Origin;
import java.time.InstantSource;
import java.util.List;

/// Tasker inside another program of this product.
public final class TaskerGuest implements GuestProgram {
  private final Configurations configurations = new Configurations();
  private final Scratch scratch = Scratch.ofThisProcess(Origin.FLOW, InstantSource.system());

  @Override
  public int run(List<String> arguments, Guest.Room room) {
    return TaskerMain.run(
        arguments.toArray(String[]::new),
        Surroundings.of(room, scratch, configurations));
  }

  @Override
  public void close() {
    scratch.close();
  }
}
