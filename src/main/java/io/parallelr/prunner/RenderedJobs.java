package io.parallelr.prunner;

import io.parallelr.job.JobState;
import io.parallelr.store.JobRow;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/// Jobs as they were last sent. Ended jobs never change, so those that were asked for last are
/// kept. May be used by any thread.
final class RenderedJobs {
  private static final int OVERHEAD = 96; // bytes that a kept job takes besides its text

  private final SequencedMap<Long, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
  private final long mostBytes;
  private long bytes; // like the map, guarded by this

  /// @param mostBytes how much memory it may use
  RenderedJobs(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /// The JSON of a job.
  byte[] of(JobRow job) {
    if (job.state() != JobState.ENDED) {
      return JobJson.bytes(job);
    }
    return find(job.seq()).orElseGet(() -> add(job.seq(), JobJson.bytes(job)));
  }

  private synchronized Optional<byte[]> find(long seq) {
    return Optional.ofNullable(kept.get(seq));
  }

  private synchronized byte[] add(long seq, byte[] json) {
    if (json.length + OVERHEAD <= mostBytes && kept.putIfAbsent(seq, json) == null) {
      bytes += json.length + OVERHEAD;
      while (bytes > mostBytes) {
        bytes -= kept.pollFirstEntry().getValue().length + OVERHEAD;
      }
    }
    return json;
  }
}
