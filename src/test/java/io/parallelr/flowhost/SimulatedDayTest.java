package io.parallelr.flowhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.flows.FlowEvent;
import io.parallelr.flows.Flows;
import io.parallelr.flows.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A day of an engine of flows, by a clock that is moved from minute to minute once all is done.
@Timeout(120)
class SimulatedDayTest {
  private static final Instant MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int DAY = 24 * 60;
  /// Minutes after which a run that is tried again has to have ended.
  private static final int RETRIED = 10;
  /// Bytes: it is written anew from a megabyte on.
  private static final long LONGEST_BOOK = 1_200_000;
  private static final int SLOTS = 4;
  private static final String SLOT = "slot-";

  @TempDir
  Path directory;
  private final ThreadGroup threads = new ThreadGroup("day");
  private final Map<String, List<Instant>> started = new ConcurrentHashMap<>();
  private final Map<String, List<RunStatus.State>> ended = new ConcurrentHashMap<>();
  private final Book book = new Book();
  private volatile Instant now = MIDNIGHT;
  private FlowHost flows;

  /// When a flow runs: at minutes of the day that have a remainder.
  private enum Plan {
    OFTEN(5, 0, 20), QUARTERLY(15, 0, 5), HOURLY(60, 0, 6), FLAKY(240, 30, 2);

    final int period;
    final int offset;
    final int keep;

    Plan(int period, int offset, int keep) {
      this.period = period;
      this.offset = offset;
      this.keep = keep;
    }

    /// The times after midnight until a minute of the day.
    List<Instant> until(int minute) {
      return Stream.iterate(offset == 0 ? period : offset, at -> at <= minute, at -> at + period)
          .map(at -> MIDNIGHT.plus(MINUTE.multipliedBy(at)))
          .toList();
    }

    /// How many of its runs have to have ended. Those that are tried again wait for the clock.
    int ended(int minute) {
      return until(this == FLAKY ? minute - RETRIED : minute).size();
    }
  }

  /// What there is after some hours.
  ///
  /// @param threads without those of slots, which come and go
  private record Kept(Map<String, Integer> runs, List<String> files, List<String> threads) {}

  /// The file of the store.
  private final class Book {
    private long length;
    private long longest;
    private int rewrites;

    void look() throws IOException {
      long newLength = Files.size(directory.resolve("state/jobs.jsonl"));
      if (newLength < length) {
        rewrites++;
      }
      length = newLength;
      longest = Math.max(longest, length);
    }
  }

  @BeforeEach
  void open() throws Exception {
    flows = inGroup(() -> (FlowHost) LocalFlows.open(
        Flows.Settings.of(directory.resolve("state"))
            .withSlots(SLOTS)
            .withWorkingDirectory(directory),
        () -> now,
        System::nanoTime)); // processes run in real time
    flows.listen(this::hear);
  }

  @AfterEach
  void close() throws Exception {
    flows.close();
  }

  private void hear(FlowEvent event) {
    switch (event) {
      case FlowEvent.RunStarted e ->
        started.computeIfAbsent(e.flow(), _ -> new CopyOnWriteArrayList<>()).add(e.at());
      case FlowEvent.RunEnded e ->
        ended.computeIfAbsent(e.flow(), _ -> new CopyOnWriteArrayList<>()).add(e.state());
      default -> {
        // of a step
      }
    }
  }

  /// Has all threads that are started by something counted.
  private <T> T inGroup(Callable<T> work) throws Exception {
    var task = new FutureTask<>(work);
    new Thread(threads, task, "caller").start();
    return task.get();
  }

  private void define() {
    var tries = new AtomicInteger();
    flows.define(Plan.OFTEN.name(), f -> {
      f.keep(Plan.OFTEN.keep);
      f.parameter("note", "x".repeat(10_000)); // so that the file of the store is soon long
      f.java("a", context -> context.out().println(now));
    }).every(Duration.ofMinutes(5));
    flows.define(Plan.QUARTERLY.name(), f -> {
      f.keep(Plan.QUARTERLY.keep);
      f.java("b", context -> context.out().println(context.output("a")))
          .after(f.java("a", context -> context.out().println(now)));
    }).cron("*/15 * * * *", ZoneOffset.UTC);
    flows.define(Plan.HOURLY.name(), f -> {
      f.keep(Plan.HOURLY.keep);
      f.bash("a", "echo an hour");
    }).every(Duration.ofHours(1));
    flows.define(Plan.FLAKY.name(), f -> {
      f.keep(Plan.FLAKY.keep);
      f.java("a", _ -> {
        if (tries.incrementAndGet() % 2 == 1) {
          throw new IllegalStateException("not at once");
        }
      }).retry(1, Duration.ofSeconds(90));
    }).cron("30 */4 * * *", ZoneOffset.UTC);
  }

  /// Lets time pass, and waits until all that is due is done.
  private void pass(int from, int to) throws IOException {
    for (int minute = from + 1; minute <= to; minute++) {
      int current = minute;
      now = MIDNIGHT.plus(MINUTE.multipliedBy(current));
      var _ = flows.timers().look(now);
      await().pollInSameThread()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> Stream.of(Plan.values()).allMatch(plan -> isDone(plan, current)));
      book.look();
    }
  }

  private boolean isDone(Plan plan, int minute) {
    return count(started, plan) >= plan.until(minute).size()
        && count(ended, plan) >= plan.ended(minute);
  }

  private static int count(Map<String, ? extends List<?>> events, Plan plan) {
    var found = events.get(plan.name());
    return found == null ? 0 : found.size();
  }

  private Kept kept() throws IOException {
    var runs = new TreeMap<String, Integer>();
    for (var run : flows.runs(10_000)) {
      runs.merge(run.flow(), 1, Integer::sum);
    }
    return new Kept(
        runs,
        files(),
        threads().stream().filter(name -> !name.startsWith(SLOT)).toList());
  }

  private List<String> threads() {
    var running = new Thread[1000];
    int count = threads.enumerate(running);
    return Stream.of(running).limit(count).map(Thread::getName).sorted().toList();
  }

  /// All below the directory of data, without what tells runs apart.
  private List<String> files() throws IOException {
    try (var files = Files.walk(directory)) {
      return files.map(file -> directory.relativize(file).toString())
          .map(file -> file.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "RUN"))
          .sorted()
          .toList();
    }
  }

  private void awaitRetention() {
    for (var plan : Plan.values()) {
      await().untilAsserted(
          () -> assertThat(flows.flow(plan.name()).orElseThrow().runs(10_000)).hasSize(plan.keep));
    }
  }

  @Test
  void runsAllAtTheirTimesAndKeepsNoMoreThanItMay() throws Exception {
    define();
    inGroup(() -> {
      flows.start();
      return true;
    });

    pass(0, DAY / 2);
    awaitRetention();
    var atNoon = kept();
    long longestUntilNoon = book.longest;
    int rewritesUntilNoon = book.rewrites;
    pass(DAY / 2, DAY);
    awaitRetention();

    for (var plan : Plan.values()) {
      assertThat(started.get(plan.name())).as("starts of %s", plan)
          .isEqualTo(plan.until(DAY));
      assertThat(ended.get(plan.name())).as("ends of %s", plan)
          .hasSize(plan.until(DAY).size())
          .containsOnly(RunStatus.State.SUCCEEDED);
    }
    await().untilAsserted(() -> assertThat(kept()).isEqualTo(atNoon));
    assertThat(threads()).filteredOn(name -> name.startsWith(SLOT)).hasSizeLessThanOrEqualTo(SLOTS);
    assertThat(rewritesUntilNoon).isPositive();
    assertThat(book.rewrites).isGreaterThan(rewritesUntilNoon);
    assertThat(longestUntilNoon).isLessThan(LONGEST_BOOK);
    assertThat(book.longest).isLessThan(LONGEST_BOOK);
  }
}
