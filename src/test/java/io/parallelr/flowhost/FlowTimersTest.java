package io.parallelr.flowhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.parallelr.flowhost.FlowTimers.Rhythm;
import io.parallelr.flows.FlowException;
import io.parallelr.flows.Flows;
import io.parallelr.flows.JavaStep;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FlowTimersTest {
  private static final Instant BEGINNING = Instant.parse("2026-03-01T00:00:07Z");
  private static final Duration STEP = Duration.ofSeconds(20);
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @TempDir
  Path directory;
  private volatile Instant now = BEGINNING;
  private FlowHost host;
  private FlowTimers timers;
  private final List<Throwable> died = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    host = (FlowHost) LocalFlows.open(
        Flows.Settings.of(directory.resolve("state")), () -> now, System::nanoTime);
    timers = new FlowTimers(host.jobs().store(), () -> now, died::add);
  }

  @AfterEach
  void close() throws Exception {
    host.close();
  }

  private DefinedFlow flow(JavaStep step) throws Exception {
    var flow = (DefinedFlow) host.define("f", f -> f.java("step", step));
    host.start();
    return flow;
  }

  /// Lets time pass in small steps. Waits for the end of each run.
  ///
  /// @return when runs were started
  private List<Instant> pass(DefinedFlow flow, Instant until) throws Exception {
    var started = new ArrayList<Instant>();
    while (now.isBefore(until)) {
      now = now.plus(STEP);
      int before = flow.runs(1_000).size();
      var _ = timers.look(now);
      if (flow.runs(1_000).size() > before) {
        started.add(now);
        await().until(() -> flow.status().orElseThrow().succeeded());
      }
    }
    return started;
  }

  private static Instant after(Duration time) {
    return BEGINNING.plus(time);
  }

  private static Duration minutes(int number) {
    return Duration.ofMinutes(number);
  }

  @Test
  void startsOnceInEachPeriodAndFirstAfterOne() throws Exception {
    var flow = flow(_ -> {});
    timers.add(flow, new Rhythm.Every(minutes(2)));

    assertThat(timers.look(now)).contains(after(minutes(2)));
    assertThat(pass(flow, after(minutes(9))))
        .containsExactly(after(minutes(2)), after(minutes(4)), after(minutes(6)),
            after(minutes(8)));
  }

  @Test
  void aBusyFlowIsPassedOver() throws Exception {
    var isAllowed = new CountDownLatch(1);
    var flow = flow(_ -> isAllowed.await());
    timers.add(flow, new Rhythm.Every(minutes(1)));

    for (int minute = 1; minute <= 3; minute++) {
      var _ = timers.look(after(minutes(minute)));
    }
    isAllowed.countDown();
    await().until(() -> flow.status().orElseThrow().succeeded());
    var _ = timers.look(after(minutes(3)));
    assertThat(flow.runs(10)).hasSize(1);

    var _ = timers.look(after(minutes(4)));
    assertThat(flow.runs(10)).hasSize(2);
    await().until(() -> flow.status().orElseThrow().succeeded());
  }

  @Test
  void aRestartKeepsTheRhythmAndPassesOverWhatWasMissed() throws Exception {
    var flow = flow(_ -> {});
    timers.add(flow, new Rhythm.Every(minutes(10)));
    assertThat(pass(flow, after(minutes(11)))).containsExactly(after(minutes(10)));

    host.close();
    now = after(minutes(35));
    open();
    var again = flow(_ -> {});
    timers.add(again, new Rhythm.Every(minutes(10)));

    assertThat(pass(again, after(minutes(51))))
        .containsExactly(after(minutes(40)), after(minutes(50)));
  }

  @Test
  void whatWasDueShortlyBeforeARestartIsPassedOverToo() throws Exception {
    var flow = flow(_ -> {});
    timers.add(flow, new Rhythm.Every(minutes(10)));
    timers.add(flow, Rhythm.Cron.of("9 * * * *", BERLIN));

    now = after(minutes(10).plusSeconds(3)); // both were due in the last minute or so
    timers = new FlowTimers(host.jobs().store(), () -> now, died::add);
    timers.add(flow, new Rhythm.Every(minutes(10)));
    timers.add(flow, Rhythm.Cron.of("9 * * * *", BERLIN));

    assertThat(pass(flow, after(minutes(19)))).isEmpty();
    assertThat(pass(flow, after(minutes(21)))).containsExactly(after(minutes(20).plusSeconds(3)));
  }

  @Test
  void aScheduleThatFailsStopsNoOther() throws Exception {
    var flow = flow(_ -> {});
    timers.add(flow, new Rhythm.Every(Duration.ofSeconds(Long.MAX_VALUE))); // overflows
    timers.add(flow, new Rhythm.Every(minutes(1)));

    assertThat(pass(flow, after(minutes(2)))).hasSize(2);
    assertThat(died).isEmpty();
  }

  @Test
  void aRhythmOfAnyLengthCanBeReckonedWith() throws Exception {
    var flow = flow(_ -> {});
    timers.add(flow, Rhythm.Every.of(Duration.ofSeconds(Long.MAX_VALUE)));
    timers.add(flow, new Rhythm.Every(minutes(1)));

    assertThat(pass(flow, after(minutes(2)))).hasSize(2);
  }

  @Test
  void aRestartPassesOverMissedTimesOfTheCalendar() throws Exception {
    var hourly = Rhythm.Cron.of("0 * * * *", BERLIN);
    var flow = flow(_ -> {});
    timers.add(flow, hourly);

    now = Instant.parse("2026-03-03T05:30:00Z");
    timers = new FlowTimers(host.jobs().store(), () -> now, died::add);
    timers.add(flow, hourly);

    assertThat(pass(flow, Instant.parse("2026-03-03T06:10:00Z")))
        .containsExactly(Instant.parse("2026-03-03T06:00:00Z"));
  }

  @Test
  void theCalendarFollowsTheClockOfTheZone() throws Exception {
    now = Instant.parse("2026-03-28T01:00:00Z");
    var flow = flow(_ -> {});
    timers.add(flow, Rhythm.Cron.of("0 3 * * *", BERLIN));

    assertThat(pass(flow, Instant.parse("2026-03-30T02:00:00Z")))
        .containsExactly(Instant.parse("2026-03-28T02:00:00Z"),
            Instant.parse("2026-03-29T01:00:00Z"), Instant.parse("2026-03-30T01:00:00Z"));
  }

  @Test
  void refusesRhythmsThatAreNone() {
    assertThatThrownBy(() -> new Rhythm.Every(Duration.ZERO)).isInstanceOf(FlowException.class)
        .hasMessageContaining("less than a second");
    assertThatThrownBy(() -> Rhythm.Cron.of("0 3 *", BERLIN)).isInstanceOf(FlowException.class)
        .hasMessageContaining("it has 3 fields, not 5");
  }
}
