package io.parallelr.flowhost;

import io.parallelr.engine.Threads;
import io.parallelr.flows.FlowBusyException;
import io.parallelr.flows.FlowException;
import io.parallelr.schedule.CronTimes;
import io.parallelr.store.JobStore;
import io.parallelr.task.Reason;
import io.parallelr.task.TimeLimit;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts runs of flows at their times. For any threads.
final class FlowTimers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FlowTimers.class);
  /// The clock may be set meanwhile.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  /// How late a run may be started.
  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  private final JobStore store;
  private final InstantSource clock;
  private final Consumer<Throwable> died;
  private final List<Timer> timers = new ArrayList<>(); // guarded by this
  private final Semaphore changes = new Semaphore(0);
  private Optional<Thread> thread = Optional.empty();

  /// When runs are started.
  sealed interface Rhythm {
    /// The first time after another; empty if there is none.
    Optional<Instant> next(Instant after);

    /// The same for the same rhythm.
    String key();

    /// At equal distances.
    record Every(Duration period) implements Rhythm {
      static Every of(Duration period) {
        return new Every(TimeLimit.capped(period));
      }

      public Every {
        if (period.compareTo(Duration.ofSeconds(1)) < 0) {
          throw new FlowException("every: %s is less than a second".formatted(period));
        }
      }

      @Override
      public Optional<Instant> next(Instant after) {
        return Optional.of(after.plus(period));
      }

      @Override
      public String key() {
        return period.toString();
      }
    }

    /// At times of the calendar.
    record Cron(CronTimes times, String key) implements Rhythm {
      /// @throws FlowException if it is not an expression
      static Cron of(String expression, ZoneId zone) {
        CronTimes.objection(expression).ifPresent(objection -> {
          throw new FlowException(
              "cron \"%s\": %s; %s".formatted(expression, objection, CronTimes.EXAMPLE));
        });
        return new Cron(CronTimes.of(expression, zone), zone + "/" + expression);
      }

      @Override
      public Optional<Instant> next(Instant after) {
        return times.next(after);
      }
    }
  }

  private static final class Timer {
    final DefinedFlow flow;
    final Rhythm rhythm;
    final Instant added; // what was due before is passed over: no program was there for it
    Instant last; // the time that was dealt with, or from which to count

    Timer(DefinedFlow flow, Rhythm rhythm, Instant added) {
      this.flow = flow;
      this.rhythm = rhythm;
      this.added = added;
      this.last = added;
    }

    String key() {
      return "flow.timer/" + flow.name() + '/' + rhythm.key();
    }
  }

  /// @param died is called if the thread dies, after which no run is started
  FlowTimers(JobStore store, InstantSource clock, Consumer<Throwable> died) {
    this.store = store;
    this.clock = clock;
    this.died = died;
  }

  synchronized void add(DefinedFlow flow, Rhythm rhythm) {
    var timer = new Timer(flow, rhythm, clock.instant());
    if (timers.stream().anyMatch(other -> other.key().equals(timer.key()))) {
      return;
    }
    remembered(timer.key()).ifPresentOrElse(last -> timer.last = last, () -> remember(timer));
    timers.add(timer);
    changes.release();
  }

  private Optional<Instant> remembered(String key) {
    try {
      return store.setting(key).map(Instant::parse);
    } catch (IOException | DateTimeException e) {
      log.warn("the last time of {} cannot be read: {}", key, e.getMessage());
      return Optional.empty();
    }
  }

  private void remember(Timer timer) {
    try {
      store.set(timer.key(), timer.last.toString());
    } catch (IOException e) {
      log.warn("the last time of flow {} cannot be kept: {}", timer.flow.name(),
          Reason.withPath(e));
    }
  }

  synchronized void start() {
    if (thread.isEmpty()) {
      thread = Optional.of(Threads.start("flow-timers", this::loop));
    }
  }

  private void loop() {
    try {
      while (true) {
        var now = clock.instant();
        var wait = look(now).map(next -> Duration.between(now, next))
            .filter(left -> left.compareTo(LONGEST_WAIT) < 0)
            .orElse(LONGEST_WAIT);
        boolean _ = changes.tryAcquire(Math.max(1, wait.toMillis() + 1), TimeUnit.MILLISECONDS);
        int _ = changes.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    } catch (RuntimeException | Error e) {
      died.accept(e);
    }
  }

  /// Starts what is due.
  ///
  /// @return when to look again
  Optional<Instant> look(Instant now) {
    var due = new ArrayList<Timer>();
    var next = new ArrayList<Instant>();
    synchronized (this) {
      for (var timer : List.copyOf(timers)) {
        try {
          if (isDue(timer, now)) {
            due.add(timer);
          }
          timer.rhythm.next(timer.last).ifPresent(next::add);
        } catch (RuntimeException e) {
          timers.remove(timer); // the others go on
          log.error("flow {}: its schedule {} has failed, and starts no more runs",
              timer.flow.name(), timer.rhythm.key(), e);
        }
      }
    }
    due.forEach(this::run);
    return next.stream().min(Comparator.naturalOrder());
  }

  /// Passes over all times up to now.
  ///
  /// @return whether one of them has only just come
  private boolean isDue(Timer timer, Instant now) {
    var last = timer.last;
    if (timer.rhythm instanceof Rhythm.Every(var period)) {
      long passed = Math.max(0, Duration.between(last, now).dividedBy(period));
      last = last.plus(period.multipliedBy(passed));
    } else {
      var next = timer.rhythm.next(last.isBefore(now.minus(TOLERANCE))
          ? now.minus(TOLERANCE)
          : last);
      while (next.isPresent() && !next.get().isAfter(now)) {
        last = next.get();
        next = timer.rhythm.next(last);
      }
      if (last.equals(timer.last) && last.isBefore(now.minus(TOLERANCE))) {
        last = now.minus(TOLERANCE);
        timer.last = last;
        return false;
      }
    }
    if (last.equals(timer.last)) {
      return false;
    }
    timer.last = last;
    remember(timer);
    return !last.isBefore(now.minus(TOLERANCE)) && !last.isBefore(timer.added);
  }

  private void run(Timer timer) {
    try {
      var run = timer.flow.start();
      log.info("flow {}: run {}", timer.flow.name(), run.id());
    } catch (FlowBusyException e) {
      log.info("flow {} is not started at {}, as it is busy", timer.flow.name(), timer.last);
    } catch (FlowException | IllegalStateException e) {
      log.warn("flow {} is not started: {}", timer.flow.name(), e.getMessage());
    } catch (IOException e) {
      log.warn("flow {} is not started: {}", timer.flow.name(), Reason.withPath(e));
    } catch (RuntimeException e) {
      log.error("flow {} is not started", timer.flow.name(), e); // the others are
    }
  }

  @Override
  public synchronized void close() {
    thread.ifPresent(Thread::interrupt);
  }
}
