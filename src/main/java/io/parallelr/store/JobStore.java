package io.parallelr.store;

import io.parallelr.job.JobEvent;
import io.parallelr.job.JobState;
import io.parallelr.job.Recorded;
import io.parallelr.job.Retention;
import io.parallelr.job.StepId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/// The jobs of a server, in a database. What a call has written survives the death of the process;
/// if the machine loses its power, the last second may be lost. May be used by any thread.
public final class JobStore implements AutoCloseable {
  private JobStore() {}

  /// Opens it, and makes what is missing.
  ///
  /// @param data the directory of all that the server keeps
  public static JobStore open(Path data) throws StoreException {
    throw new UnsupportedOperationException();
  }

  /// The jobs that have not ended, in the order in which they came.
  public List<Recorded> live() throws StoreException {
    throw new UnsupportedOperationException();
  }

  /// Writes what has happened, all of it or nothing.
  ///
  /// @param events in their order
  /// @param heads of the jobs among them that were submitted, by their ids
  public void write(List<JobEvent> events, Map<String, JobHead> heads) throws StoreException {
    throw new UnsupportedOperationException();
  }

  /// Writes that the attempt at a step that was given out last has begun.
  public void started(StepId step, Instant at) throws StoreException {
    throw new UnsupportedOperationException();
  }

  /// A job by its id.
  public Optional<JobRow> find(String id) throws StoreException {
    throw new UnsupportedOperationException();
  }

  public List<JobRow> list(JobFilter filter) throws StoreException {
    throw new UnsupportedOperationException();
  }

  /// How many jobs there are in each state.
  public Map<JobState, Long> counts() throws StoreException {
    throw new UnsupportedOperationException();
  }

  /// The names of a dialect's jobs.
  public SequencedSet<String> names(String dialect) throws StoreException {
    throw new UnsupportedOperationException();
  }

  /// A number that is another one after each change of any job, also across restarts.
  public String version() {
    throw new UnsupportedOperationException();
  }

  /// What of the jobs of a name matters to their retention.
  public List<Retention.Kept> kept(String dialect, String name) throws StoreException {
    throw new UnsupportedOperationException();
  }

  /// Deletes ended jobs; others are left.
  public void delete(Collection<String> ids) throws StoreException {
    throw new UnsupportedOperationException();
  }

  /// Takes in jobs that have ended elsewhere. Their numbers are chosen here, in their order; ids
  /// that are there already are passed over.
  public void add(List<JobRow> ended) throws StoreException {
    throw new UnsupportedOperationException();
  }

  /// A value that was set.
  public Optional<String> setting(String key) throws StoreException {
    throw new UnsupportedOperationException();
  }

  public void set(String key, String value) throws StoreException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() throws StoreException {
    throw new UnsupportedOperationException();
  }
}
