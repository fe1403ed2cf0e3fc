package io.parallelr.task;

import java.util.Locale;
import java.util.Set;

/// After which ends a task is run again. Immutable.
///
/// @param ends classes of ends
/// @param statuses exit statuses, as a shell shows them
public record RetryOn(Set<End> ends, Set<Integer> statuses) {
  /// After each that another attempt may change.
  public static final RetryOn ANY = new RetryOn(Set.of(End.ANY), Set.of());

  /// A class of ends.
  public enum End {
    /// Any but success.
    ANY,
    /// An exit status other than 0.
    FAILED,
    /// A signal that this run has not sent.
    SIGNAL,
    /// The time limit.
    TIMEOUT,
    /// The memory limit.
    MEMORY;

    /// The word for it.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public RetryOn {
    ends = Set.copyOf(ends);
    statuses = Set.copyOf(statuses);
  }

  /// Whether an end is one of them.
  public boolean covers(Outcome outcome) {
    return ends.contains(End.ANY) || switch (outcome) {
      case Outcome.Exited(var code) ->
        code != 0 && (ends.contains(End.FAILED) || statuses.contains(code));
      case Outcome.Signalled(var signal) ->
        ends.contains(End.SIGNAL) || statuses.contains(signal.shellStatus());
      case Outcome.TimedOut _ -> ends.contains(End.TIMEOUT);
      case Outcome.OutOfMemory _ -> ends.contains(End.MEMORY);
      case Outcome.Threw _ -> ends.contains(End.FAILED);
      case Outcome.TooMuchOutput _,Outcome.Cancelled _,Outcome.NotStarted _,Outcome.Lost _,Outcome.StillRuns _,Outcome.Skipped _ ->
        false;
    };
  }
}
