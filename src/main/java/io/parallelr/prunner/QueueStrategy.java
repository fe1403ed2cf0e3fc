package io.parallelr.prunner;

/// What happens to a job that cannot start at once.
public sealed interface QueueStrategy {
  /// As many jobs as come.
  int UNLIMITED = Integer.MAX_VALUE;

  /// It waits behind the others, and is refused if there are too many.
  ///
  /// @param limit how many jobs wait at most; 0 for none
  record Append(int limit) implements QueueStrategy {}

  /// It waits, and takes the place of the last one that waits if there are too many.
  ///
  /// @param limit how many jobs wait at most, at least 1
  /// @param cancelRunning whether the running jobs are cancelled, so that it can start
  record Replace(int limit, boolean cancelRunning) implements QueueStrategy {}

  /// It waits behind all others, and the last one of its partition goes if there are too many.
  ///
  /// @param limit how many jobs of a partition wait at most, at least 1
  record PartitionedReplace(int limit) implements QueueStrategy {}
}
