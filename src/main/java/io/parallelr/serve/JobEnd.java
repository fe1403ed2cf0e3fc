package io.parallelr.serve;

import io.parallelr.job.JobEvent;
import io.parallelr.job.JobState;
import io.parallelr.task.TimeLimit;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Waits for the end of a job.
///
/// @param id of the job
public record JobEnd(JobService jobs, String id) {

  /// Waits until it has ended, or is deleted.
  ///
  /// @return whether that was so in time
  public boolean await(Duration limit) throws IOException, InterruptedException {
    var end = new CountDownLatch(1);
    try (var _ = jobs.subscribe(events -> {
      if (events.stream().anyMatch(e -> e instanceof JobEvent.Ended && e.job().equals(id))) {
        end.countDown();
      }
    })) {
      var job = jobs.store().find(id); // it may have ended before
      return job.isEmpty() || job.get().state() == JobState.ENDED
          || end.await(TimeLimit.capped(limit).toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
