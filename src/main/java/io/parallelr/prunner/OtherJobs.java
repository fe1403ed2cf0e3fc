package io.parallelr.prunner;

import java.util.Optional;

/// Jobs that are defined elsewhere than in files of pipelines, and are started by their names as
/// those are. For any threads.
public interface OtherJobs {
  /// None.
  OtherJobs NONE = new OtherJobs() {
    @Override
    public boolean isOf(String dialect) {
      return false;
    }

    @Override
    public Optional<Scheduling.Answer> schedule(Scheduling.Wish wish) {
      return Optional.empty();
    }
  };

  /// Whether jobs of a dialect are such.
  boolean isOf(String dialect);

  /// Starts one, or lets it wait.
  ///
  /// @param wish names what is defined there
  /// @return empty if nothing of that name is
  Optional<Scheduling.Answer> schedule(Scheduling.Wish wish);
}
