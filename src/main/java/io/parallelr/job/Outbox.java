package io.parallelr.job;

import java.util.ArrayList;
import java.util.List;

/// Collects what follows from commands and results, until somebody takes it out.
final class Outbox {
  private final List<JobEvent> events = new ArrayList<>();
  private final List<Integer> cancellations = new ArrayList<>();

  void tell(JobEvent event) {
    events.add(event);
  }

  void cancel(int sequence) {
    cancellations.add(sequence);
  }

  Decisions drain() {
    var decisions = new Decisions(events, cancellations);
    events.clear();
    cancellations.clear();
    return decisions;
  }
}
