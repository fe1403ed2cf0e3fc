package io.parallelr.store;

import io.parallelr.job.JobSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The jobs that have not ended, with the changes of a transaction that may be undone.
final class LiveJobs {
  private final Map<String, LiveJob> jobs = new HashMap<>();
  private final List<Runnable> undo = new ArrayList<>();
  private long lastSeq;

  /// @param lastSeq the highest number that a job ever had
  LiveJobs(long lastSeq) {
    this.lastSeq = lastSeq;
  }

  Optional<LiveJob> find(String id) {
    return Optional.ofNullable(jobs.get(id));
  }

  /// Gives out the next number.
  long nextSeq() {
    long before = lastSeq;
    undo.add(() -> lastSeq = before);
    return ++lastSeq;
  }

  void add(String id, long seq, JobSpec spec) {
    jobs.put(id, new LiveJob(seq, spec));
    undo.add(() -> jobs.remove(id));
  }

  void remove(String id) {
    var job = jobs.remove(id);
    if (job != null) {
      undo.add(() -> jobs.put(id, job));
    }
  }

  /// What was done since the last call holds.
  void commit() {
    undo.clear();
  }

  /// Undoes what was done since then.
  void rollBack() {
    undo.reversed().forEach(Runnable::run);
    undo.clear();
  }
}
