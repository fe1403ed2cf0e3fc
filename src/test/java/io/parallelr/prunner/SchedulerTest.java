package io.parallelr.prunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchedulerTest {
  private static final ZoneId UTC = ZoneId.of("UTC");

  private final Fake effects = new Fake();
  private Instant now = at("2026-03-10T02:30:00Z");

  private static final class Fake implements Scheduler.Effects {
    final List<String> started = new ArrayList<>();
    final List<String> canceled = new ArrayList<>();
    final Set<String> live = new HashSet<>();
    final Map<String, String> kept = new HashMap<>();
    boolean refuses;

    @Override
    public Optional<String> start(Pipeline pipeline, Schedule schedule) {
      if (refuses) {
        return Optional.empty();
      }
      var job = "job%d".formatted(started.size() + 1);
      started.add(pipeline.name());
      live.add(job);
      return Optional.of(job);
    }

    @Override
    public boolean isLive(String job) {
      return live.contains(job);
    }

    @Override
    public void cancel(String job) {
      canceled.add(job);
    }

    @Override
    public Optional<String> remembered(String key) {
      return Optional.ofNullable(kept.get(key));
    }

    @Override
    public void remember(String key, String value) {
      kept.put(key, value);
    }
  }

  private static Instant at(String text) {
    return Instant.parse(text);
  }

  private Scheduler scheduler(String schedule) {
    var pipeline = Decoded.pipeline("""
        pipelines:
          p:
            schedule: %s
            tasks: {t: {}}
        """.formatted(schedule));
    var definitions = new Definitions(Map.of("p", pipeline));
    return new Scheduler(() -> definitions, effects, () -> now, UTC);
  }

  private Optional<Instant> lookAt(Scheduler scheduler, String time) {
    now = at(time);
    return scheduler.look(now);
  }

  @Test
  void startsAJobOnceAtItsTime() {
    var scheduler = scheduler("\"0 3 * * *\"");

    assertThat(lookAt(scheduler, "2026-03-10T02:30:00Z")).contains(at("2026-03-10T03:00:00Z"));
    assertThat(effects.started).isEmpty();
    assertThat(lookAt(scheduler, "2026-03-10T03:00:00.001Z")).contains(at("2026-03-11T03:00:00Z"));
    lookAt(scheduler, "2026-03-10T03:00:30Z");

    assertThat(effects.started).containsExactly("p");
  }

  @Test
  void theTimeIsThatOfTheZone() {
    var scheduler = scheduler("{cron: \"0 3 * * *\", time_zone: Europe/Berlin}");

    assertThat(lookAt(scheduler, "2026-07-10T00:30:00Z")).contains(at("2026-07-10T01:00:00Z"));
  }

  @Test
  void timesThatPassWhileTheMachineSleepsLeadToNoJob() {
    var scheduler = scheduler("\"0 3 * * *\"");
    lookAt(scheduler, "2026-03-10T02:30:00Z");

    lookAt(scheduler, "2026-03-10T03:10:00Z");

    assertThat(effects.started).isEmpty();
  }

  @Test
  void severalTimesThatAreCaughtUpLeadToOneJob() {
    var scheduler = scheduler("{cron: \"*/10 * * * *\", catch_up: 2h}");
    lookAt(scheduler, "2026-03-10T02:30:00Z");

    lookAt(scheduler, "2026-03-10T03:15:00Z");

    assertThat(effects.started).containsExactly("p");
  }

  @Test
  void aTimeWithoutAServerIsCaughtUpWithinTheWindow() {
    lookAt(scheduler("{cron: \"0 3 * * *\", catch_up: 1h}"), "2026-03-10T02:30:00Z");

    lookAt(scheduler("{cron: \"0 3 * * *\", catch_up: 1h}"), "2026-03-10T03:59:00Z");
    assertThat(effects.started).hasSize(1);
    lookAt(scheduler("{cron: \"0 3 * * *\", catch_up: 1h}"), "2026-03-10T03:59:30Z");
    assertThat(effects.started).as("not twice").hasSize(1);
    lookAt(scheduler("{cron: \"0 3 * * *\", catch_up: 1h}"), "2026-03-11T04:01:00Z");
    assertThat(effects.started).as("too late").hasSize(1);
  }

  @Test
  void aTimeWithoutAServerIsNotCaughtUpIfNothingSaysSo() {
    lookAt(scheduler("\"0 3 * * *\""), "2026-03-10T02:30:00Z");

    lookAt(scheduler("\"0 3 * * *\""), "2026-03-10T03:00:20Z");

    assertThat(effects.started).isEmpty();
  }

  @Test
  void aNewScheduleCatchesUpNothing() {
    lookAt(scheduler("{cron: \"0 3 * * *\", catch_up: 24h}"), "2026-03-10T03:30:00Z");

    assertThat(effects.started).isEmpty();
  }

  @Test
  void aJobThatHasNotEndedCountsAsThePolicySays() {
    for (var policy : List.of("queue", "skip", "cancel")) {
      effects.started.clear();
      effects.kept.clear();
      var scheduler = scheduler("{cron: \"* * * * *\", overlap: %s}".formatted(policy));
      lookAt(scheduler, "2026-03-10T02:30:30Z");
      lookAt(scheduler, "2026-03-10T02:31:00Z");
      lookAt(scheduler, "2026-03-10T02:32:00Z");

      assertThat(effects.started).as(policy).hasSize(policy.equals("skip") ? 1 : 2);
      assertThat(effects.canceled).as(policy).hasSize(policy.equals("cancel") ? 1 : 0);
    }
  }

  @Test
  void aSkippedTimeDoesNotForgetTheJob() {
    var scheduler = scheduler("{cron: \"* * * * *\", overlap: skip}");
    lookAt(scheduler, "2026-03-10T02:30:30Z");
    lookAt(scheduler, "2026-03-10T02:31:00Z");
    lookAt(scheduler, "2026-03-10T02:32:00Z");
    lookAt(scheduler, "2026-03-10T02:33:00Z");
    assertThat(effects.started).hasSize(1);

    effects.live.clear();
    lookAt(scheduler, "2026-03-10T02:34:00Z");

    assertThat(effects.started).hasSize(2);
  }

  @Test
  void aRefusedJobIsNotTriedAgainBeforeTheNextTime() {
    var scheduler = scheduler("\"* * * * *\"");
    lookAt(scheduler, "2026-03-10T02:30:30Z");
    effects.refuses = true;
    lookAt(scheduler, "2026-03-10T02:31:00Z");
    effects.refuses = false;
    lookAt(scheduler, "2026-03-10T02:31:30Z");
    assertThat(effects.started).isEmpty();

    lookAt(scheduler, "2026-03-10T02:32:00Z");

    assertThat(effects.started).hasSize(1);
  }

  @Test
  void wrongExpressionsAreErrorsOfTheFile() {
    assertThat(Decoded.errors("pipelines: {p: {schedule: \"61 * * * *\"}}"))
        .singleElement()
        .asString()
        .startsWith("p.yml:1:27: cron: 61 * * * * is not valid: value 61 not in range [0, 59]");
    assertThat(Decoded.errors("pipelines: {p: {schedule: {cron: \"0 3 31 2 *\"}}}"))
        .singleElement()
        .asString()
        .contains("there is no such day");
    assertThat(Decoded.errors("pipelines: {p: {schedule: [\"* * *\"]}}"))
        .singleElement()
        .asString()
        .contains("it has 3 fields, not 5");
  }

  @Test
  void anHourThatComesTwiceCountsOnce() {
    var scheduler = scheduler("{cron: \"30 2 * * *\", time_zone: Europe/Berlin}");
    lookAt(scheduler, "2026-10-24T22:00:00Z");
    for (var minute = at("2026-10-24T23:00:00Z"); minute
        .isBefore(at("2026-10-25T04:00:00Z")); minute = minute.plusSeconds(30)) {
      lookAt(scheduler, minute.toString());
    }

    assertThat(effects.started).hasSize(1);
  }
}
