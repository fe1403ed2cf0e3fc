package io.parallelr.serve;

import io.parallelr.job.Admission;
import io.parallelr.job.Hold;
import io.parallelr.job.JobEvent;
import io.parallelr.job.JobsPlan;
import io.parallelr.job.Lane;
import io.parallelr.job.Reply;
import io.parallelr.store.JobStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The only way to change jobs. What a method has answered is stored. May be used by any thread.
public final class JobService {
  private JobService() {}

  /// Accepts a job, unless its lane refuses it.
  public Submission submit(NewJob job) {
    throw new UnsupportedOperationException();
  }

  /// What would happen to a job that is submitted to a lane now, without a delay; empty if there is
  /// no such lane.
  public Optional<Admission.Decision> decide(String lane, String partition) {
    throw new UnsupportedOperationException();
  }

  /// How many jobs a lane has; empty if there is none of that name.
  public Optional<JobsPlan.Count> count(String lane) {
    throw new UnsupportedOperationException();
  }

  /// Cancels a job that has not ended; what of it runs is being ended then.
  ///
  /// @return [Reply#UNKNOWN] also for one that has ended
  public Reply cancel(String job) {
    throw new UnsupportedOperationException();
  }

  /// Ends one step: its branch fails.
  public Reply kill(String job, String step) {
    throw new UnsupportedOperationException();
  }

  /// Keeps a job from starting, or from starting more steps.
  public Reply hold(String job, Hold hold) {
    throw new UnsupportedOperationException();
  }

  public Reply resume(String job) {
    throw new UnsupportedOperationException();
  }

  /// Keeps a step from starting.
  public Reply hold(String job, String step, Hold hold) {
    throw new UnsupportedOperationException();
  }

  public Reply resume(String job, String step) {
    throw new UnsupportedOperationException();
  }

  /// Adds a lane, or changes the one of that name.
  public void put(Lane lane) {
    throw new UnsupportedOperationException();
  }

  /// Takes away a lane.
  ///
  /// @return whether it is gone: one that has jobs stays
  public boolean remove(String lane) {
    throw new UnsupportedOperationException();
  }

  /// How many processes run at once.
  public int slots() {
    throw new UnsupportedOperationException();
  }

  public void resize(int slots) {
    throw new UnsupportedOperationException();
  }

  /// The jobs, for reading.
  public JobStore store() {
    throw new UnsupportedOperationException();
  }

  /// What their steps have printed.
  public StepLogs logs() {
    throw new UnsupportedOperationException();
  }

  /// Notifies of what has happened once it is stored, in order. The listener must return quickly:
  /// nothing else happens meanwhile.
  ///
  /// @return ends that
  public AutoCloseable subscribe(Consumer<List<JobEvent>> listener) {
    throw new UnsupportedOperationException();
  }

  /// Accepts no more jobs. Those that wait are cancelled if that is asked for; what runs continues.
  public void close(boolean cancelsWaiting) {
    throw new UnsupportedOperationException();
  }
}
