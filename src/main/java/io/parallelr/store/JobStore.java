package io.parallelr.store;

import io.parallelr.job.JobEvent;
import io.parallelr.job.JobState;
import io.parallelr.job.Recorded;
import io.parallelr.job.Retention;
import io.parallelr.job.StepId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/// The jobs of a server. What a call has written survives the death of the process; if the machine
/// loses its power, the last second may be lost. May be used by any thread.
public interface JobStore extends AutoCloseable {

  /// The jobs that have not ended, in the order in which they came.
  List<Recorded> live() throws StoreException;

  /// Writes what has happened, all of it or nothing.
  ///
  /// @param events in their order
  /// @param heads of the jobs among them that were submitted, by their ids
  void write(List<JobEvent> events, Map<String, JobHead> heads) throws StoreException;

  /// Writes that the attempt at a step that was given out last has begun.
  void started(StepId step, Instant at) throws StoreException;

  /// A job by its id.
  Optional<JobRow> find(String id) throws StoreException;

  List<JobRow> list(JobFilter filter) throws StoreException;

  /// Jobs of a dialect whose names begin with a text, the newest first.
  ///
  /// @param skip how many are passed over
  /// @param limit how many at most
  List<JobRow> page(String dialect, String prefix, int skip, int limit) throws StoreException;

  /// How many jobs of a dialect there are whose names begin with a text.
  int count(String dialect, String prefix) throws StoreException;

  /// How many jobs there are in each state.
  Map<JobState, Long> counts() throws StoreException;

  /// The names of a dialect's jobs.
  SequencedSet<String> names(String dialect) throws StoreException;

  /// A number that is another one after each change of any job, also across restarts.
  String version();

  /// What of the jobs of a name matters to their retention.
  List<Retention.Kept> kept(String dialect, String name) throws StoreException;

  /// Deletes ended jobs; others are left.
  void delete(Collection<String> ids) throws StoreException;

  /// Takes in jobs that have ended elsewhere. Their numbers are chosen here, in their order; ids
  /// that are there already are passed over.
  void add(List<JobRow> jobsThatEnded) throws StoreException;

  /// A value that was set.
  Optional<String> setting(String key) throws StoreException;

  void set(String key, String value) throws StoreException;

  /// The templates of tasks; empty if this store keeps none.
  Optional<TemplateStore> templates();

  @Override
  void close() throws StoreException;
}
