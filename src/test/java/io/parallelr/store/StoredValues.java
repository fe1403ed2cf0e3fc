package io.parallelr.store;

import io.parallelr.job.Countdown;
import io.parallelr.job.JobEvent;
import io.parallelr.job.JobSpec;
import io.parallelr.job.StepEnd;
import io.parallelr.job.StepSpec;
import io.parallelr.job.Verdict;
import io.parallelr.job.Work;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Jobs for tests.
final class StoredValues {
  static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  private StoredValues() {}

  static JobSpec spec(String... steps) {
    var specs = new ArrayList<StepSpec>();
    for (var step : steps) {
      specs.add(StepSpec.of(step, new Work.Items(List.of("echo " + step))));
    }
    return JobSpec.of("lane", specs);
  }

  static JobHead head(String name, String user) {
    return new JobHead("prunner", name, user, "{\"tag\":\"v1\"}");
  }

  static void submit(JobStore store, String id, JobHead head, Instant at) throws StoreException {
    store.write(
        List.of(new JobEvent.Submitted(id, spec("a", "b"), at, at)),
        Map.of(id, head));
  }

  static void submit(JobStore store, String id) throws StoreException {
    submit(store, id, head("p", "me"), START);
  }

  static void end(JobStore store, String id, Verdict verdict) throws StoreException {
    var at = START.plusSeconds(5);
    store.write(
        List.of(
            new JobEvent.Started(id, new Countdown.None(), START.plusSeconds(1)),
            new JobEvent.StepReady(id, "a"),
            new JobEvent.StepStarted(id, "a", 1, 1),
            new JobEvent.StepEnded(id, "a", new StepEnd.Succeeded(), at),
            new JobEvent.StepEnded(id, "b", new StepEnd.Canceled(), at),
            new JobEvent.Ended(id, verdict, at)),
        Map.of());
  }
}
