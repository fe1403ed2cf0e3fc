package io.parallelr.store;

import io.parallelr.job.JobSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/// Specs that were read, by their bytes: most jobs of one name have the same one. The ones used
/// least recently are dropped when there are too many. Thread safe.
final class SpecCache {
  private final Map<ByteBuffer, JobSpec> specs = new LinkedHashMap<>(16, 0.75f, true);
  private final long limit;
  private long size;

  /// @param limit of the bytes of all specs together
  SpecCache(long limit) {
    this.limit = limit;
  }

  /// @param bytes not to be changed any more
  /// @throws IOException if they are not a spec
  JobSpec spec(byte[] bytes) throws IOException {
    var key = ByteBuffer.wrap(bytes);
    synchronized (this) {
      var known = specs.get(key);
      if (known != null) {
        return known;
      }
    }
    var spec = SpecJson.spec(bytes);
    put(key, spec);
    return spec;
  }

  private synchronized void put(ByteBuffer key, JobSpec spec) {
    if (specs.put(key, spec) == null) {
      size += key.capacity();
    }
    var eldest = specs.keySet().iterator();
    while (size > limit && eldest.hasNext()) {
      size -= eldest.next().capacity();
      eldest.remove();
    }
  }
}
