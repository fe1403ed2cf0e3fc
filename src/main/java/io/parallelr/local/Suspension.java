package io.parallelr.local;

import io.parallelr.engine.Stopwatch;
import java.util.Optional;
import java.util.Set;

/// Stops one task, with all its processes and its time limit, and resumes it. For any threads.
final class Suspension {
  private final int sequence;
  private final Pausing pausing;
  private Optional<Child> child = Optional.empty(); // guarded by this, as is the other
  private boolean isOver;

  /// @param sequence of the task
  /// @param time which may stand still for all tasks
  Suspension(int sequence, Stopwatch time) {
    this.sequence = sequence;
    this.pausing =
        new Pausing(() -> child.map(Set::of).orElse(Set.of()), new Stopwatch(time::nanos));
  }

  /// What does not start while the task is suspended.
  Pausing pausing() {
    return pausing;
  }

  /// The time that counts for the task.
  Stopwatch time() {
    return pausing.time();
  }

  synchronized void began(Child started) {
    child = Optional.of(started);
  }

  /// Suspends the task or resumes it.
  ///
  /// @return whether it was that task and still ran
  synchronized boolean set(int ofSequence, boolean isOn) {
    if (ofSequence != sequence || child.isEmpty() || isOver) {
      return false;
    }
    if (isOn) {
      pausing.pause();
    } else {
      resume();
    }
    return true;
  }

  /// The task is being ended: its processes act on signals only when they continue.
  synchronized void end() {
    isOver = true;
    resume();
  }

  private void resume() {
    pausing.resume();
    child.ifPresent(Child::wake);
  }
}
