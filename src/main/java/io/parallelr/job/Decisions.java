package io.parallelr.job;

import java.util.List;

/// What has followed from commands and results.
///
/// @param events to be recorded before anybody sees what they led to
/// @param cancellations sequences of tasks to be cancelled once that is done, each once in its life
public record Decisions(List<JobEvent> events, List<Integer> cancellations) {
  public Decisions {
    events = List.copyOf(events);
    cancellations = List.copyOf(cancellations);
  }
}
