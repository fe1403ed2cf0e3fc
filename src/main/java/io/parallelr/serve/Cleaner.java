package io.parallelr.serve;

import io.parallelr.engine.Threads;
import io.parallelr.job.JobEvent;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes what was written for the steps of jobs once the jobs have ended, on a thread of its own.
final class Cleaner implements Consumer<List<JobEvent>>, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Cleaner.class);

  private final LinkedBlockingQueue<String> ended = new LinkedBlockingQueue<>();
  private final JobFiles files;
  private final Thread thread;

  Cleaner(JobFiles files) {
    this.files = files;
    this.thread = Threads.start("cleaner", this::loop);
  }

  @Override
  public void accept(List<JobEvent> events) {
    for (var event : events) {
      if (event instanceof JobEvent.Ended) {
        ended.add(event.job());
      }
    }
  }

  private void loop() {
    try {
      while (true) {
        delete(ended.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed; what is left is deleted by the next server
    }
  }

  private void delete(String job) {
    try {
      files.deleteWork(job);
    } catch (IOException e) {
      log.warn("{} is left: {}", files.work(job), Reason.withPath(e));
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
