package io.parallelr.journal;

import java.time.Duration;
import java.util.Optional;

/// When an endless journal continues in another file, so that the older ones can be removed.
///
/// @param bytes that a part may have, about; 0 for any number
/// @param age that it may have; empty for any
public record Parts(long bytes, Optional<Duration> age) {
  /// All in one file.
  public static final Parts ONE = new Parts(0, Optional.empty());

  boolean isFull(long size, Duration since) {
    return (bytes > 0 && size > bytes) || age.filter(a -> since.compareTo(a) >= 0).isPresent();
  }
}
