package io.parallelr.header;

import io.parallelr.os.Scheduling;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What headers may say in a run.
///
/// @param maxTimeout the longest time limit; empty for any
/// @param slots that the run has
/// @param retries of tasks whose header does not say
/// @param secretVariables which headers cannot set
/// @param canBeNice whether tasks can have nice values
/// @param withoutName why headers cannot have `name`, as the end of a sentence; empty if they can
/// @param withoutAfter the same for `after`
public record HeaderRules(
    Optional<Duration> maxTimeout,
    int slots,
    int retries,
    List<String> secretVariables,
    boolean canBeNice,
    Optional<String> withoutName,
    Optional<String> withoutAfter) {

  public HeaderRules {
    secretVariables = List.copyOf(secretVariables);
  }

  /// For task files of a batch.
  public static HeaderRules ofFiles(
      Optional<Duration> maxTimeout,
      int slots,
      int retries,
      List<String> secretVariables) {
    return new HeaderRules(
        maxTimeout,
        slots,
        retries,
        secretVariables,
        Scheduling.isSupported(),
        Optional.empty(),
        Optional.empty());
  }

  /// For a template file that all lines of a list share.
  public HeaderRules ofTemplate() {
    return without("is for files that are tasks, not for the template of -A; leave it out");
  }

  /// For files of a watched directory.
  public HeaderRules ofQueue() {
    return without("does not work with --watch; leave it out");
  }

  private HeaderRules without(String reason) {
    return new HeaderRules(
        maxTimeout,
        slots,
        retries,
        secretVariables,
        canBeNice,
        Optional.of(reason),
        Optional.of(reason));
  }
}
