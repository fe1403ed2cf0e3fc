package io.parallelr.serve;

import io.parallelr.engine.Threads;
import io.parallelr.job.StepId;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks four times a second how much running steps have printed, so that each line has a time. For
/// any threads.
final class LineClock {
  private static final Logger log = LoggerFactory.getLogger(LineClock.class);
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final Map<StepId, Watched> steps = new ConcurrentHashMap<>();
  private final InstantSource clock;

  private static final class Watched {
    private final Path output;
    private final Path times;
    private long size;
    private boolean isOver;

    Watched(Path output, Path times, long size) {
      this.output = output;
      this.times = times;
      this.size = size;
    }

    synchronized void look(InstantSource clock) throws IOException {
      long now = isOver ? size : length(output);
      if (now > size) {
        LineTimes.add(times, now, clock.instant());
        size = now;
      }
    }

    /// Steps that end at once need no records: what they have printed is as old as its file.
    synchronized void end(InstantSource clock) throws IOException {
      if (size > 0) {
        look(clock);
      }
      isOver = true;
    }
  }

  LineClock(InstantSource clock) {
    this.clock = clock;
  }

  /// Begins to look, until the result is closed.
  AutoCloseable start() {
    return Threads.start("line-times", this::loop)::interrupt;
  }

  /// Looks at a step from now on.
  ///
  /// @param output what it prints into
  /// @param times where that is recorded
  void begin(StepId step, Path output, Path times) throws IOException {
    steps.put(step, new Watched(output, times, LineTimes.last(times)));
  }

  void end(StepId step) {
    var watched = steps.remove(step);
    if (watched != null) {
      try {
        watched.end(clock);
      } catch (IOException e) {
        problem(step, e);
      }
    }
  }

  private static long length(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private void loop() {
    try {
      while (true) {
        Thread.sleep(PAUSE);
        steps.forEach((step, watched) -> {
          try {
            watched.look(clock);
          } catch (IOException e) {
            problem(step, e);
          }
        });
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /// The lines are there, only their times are less exact.
  private static void problem(StepId step, IOException problem) {
    log.debug("{}: the times of its lines: {}", step, Reason.withPath(problem));
  }
}
