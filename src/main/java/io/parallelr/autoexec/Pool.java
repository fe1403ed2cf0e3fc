package io.parallelr.autoexec;

import io.parallelr.job.Admission;
import io.parallelr.job.JobsPlan;
import io.parallelr.job.Lane;
import io.parallelr.serve.JobService;
import java.io.IOException;

/// How many tasks run at once. For any threads.
final class Pool {
  /// How many may wait.
  private static final int QUEUE = 65_536;

  private final JobService jobs;

  Pool(JobService jobs) {
    this.jobs = jobs;
  }

  void put(int size) {
    jobs.put(new Lane(Tasks.LANE, size, new Admission.Append(QUEUE)));
  }

  JobsPlan.Count count() {
    return jobs.count(Tasks.LANE).orElseThrow();
  }

  /// How many tasks there are, whether they have ended or not.
  int total() throws IOException {
    return jobs.store().count(Tasks.DIALECT, "");
  }

  /// Changes the size.
  ///
  /// @throws RefusedException if it would become smaller while tasks run or wait
  synchronized void resize(int size) throws RefusedException {
    var now = count();
    if (size < now.concurrency() && now.running() + now.waiting() > 0) {
      throw new RefusedException(
          Reply.FAILED,
          "there are still tasks running, scaling down is not allowed");
    }
    put(size);
  }
}
