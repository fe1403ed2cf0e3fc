package io.parallelr.store;

import io.parallelr.job.JobState;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Which jobs are asked for. They come newest first, by the time of their creation and then by
/// their number.
///
/// @param dialect of these alone; empty for all
/// @param names of what they run; empty for all
/// @param states of these alone; empty for all
/// @param verdicts kinds of verdicts, by the simple names of their types in lower case, such as
///   `failed`, of which an ended job has one; empty for all
/// @param user who asked for them; empty for all
/// @param text that is part of the id, the name, the user or the variables, in any case of letters;
///   empty for all
/// @param since the earliest time of creation
/// @param until the time of creation that they are before
/// @param before of numbers less than this
/// @param limit how many at most; at least 1
public record JobFilter(
    Optional<String> dialect,
    Set<String> names,
    Set<JobState> states,
    Set<String> verdicts,
    Optional<String> user,
    String text,
    Optional<Instant> since,
    Optional<Instant> until,
    long before,
    int limit) {

  /// All jobs.
  public static final JobFilter ALL = new JobFilter(
      Optional.empty(),
      Set.of(),
      Set.of(),
      Set.of(),
      Optional.empty(),
      "",
      Optional.empty(),
      Optional.empty(),
      Long.MAX_VALUE,
      Integer.MAX_VALUE);

  public JobFilter {
    names = Set.copyOf(names);
    states = Set.copyOf(states);
    verdicts = Set.copyOf(verdicts);
    if (limit < 1) {
      throw new IllegalArgumentException("limit %d is not positive".formatted(limit));
    }
  }

  public JobFilter withDialect(String newDialect) {
    return new JobFilter(
        Optional.of(newDialect), names, states, verdicts, user, text, since, until, before, limit);
  }

  public JobFilter withNames(Set<String> newNames) {
    return new JobFilter(
        dialect, newNames, states, verdicts, user, text, since, until, before, limit);
  }

  public JobFilter withStates(Set<JobState> newStates) {
    return new JobFilter(
        dialect, names, newStates, verdicts, user, text, since, until, before, limit);
  }

  public JobFilter withVerdicts(Set<String> newVerdicts) {
    return new JobFilter(
        dialect, names, states, newVerdicts, user, text, since, until, before, limit);
  }

  /// With another limit.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public JobFilter withLimit(int newLimit) {
    return new JobFilter(
        dialect, names, states, verdicts, user, text, since, until, before, newLimit);
  }
}
