package io.parallelr.serve;

import io.parallelr.engine.Threads;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes what was written for the steps of jobs once the jobs have ended, on a thread of its own.
final class Cleaner implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Cleaner.class);

  private final LinkedBlockingQueue<Ended> jobs = new LinkedBlockingQueue<>();
  private final JobFiles files;
  private final Thread thread;

  private record Ended(String job, List<String> steps) {}

  Cleaner(JobFiles files) {
    this.files = files;
    this.thread = Threads.start("cleaner", this::loop);
  }

  void add(String job, List<String> steps) {
    jobs.add(new Ended(job, steps));
  }

  private void loop() {
    try {
      while (true) {
        delete(jobs.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed; what is left is deleted by the next server
    }
  }

  private void delete(Ended ended) {
    try {
      files.deleteWork(ended.job(), ended.steps());
    } catch (IOException e) {
      log.warn("scripts of job {} are left: {}", ended.job(), Reason.withPath(e));
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
