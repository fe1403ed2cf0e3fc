package io.parallelr.store;

import static io.parallelr.store.StoredValues.START;
import static io.parallelr.store.StoredValues.end;
import static io.parallelr.store.StoredValues.head;
import static io.parallelr.store.StoredValues.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.parallelr.job.Countdown;
import io.parallelr.job.Intent;
import io.parallelr.job.JobEvent;
import io.parallelr.job.JobState;
import io.parallelr.job.Recorded;
import io.parallelr.job.Retention;
import io.parallelr.job.StepEnd;
import io.parallelr.job.StepId;
import io.parallelr.job.StepState;
import io.parallelr.job.Verdict;
import io.parallelr.job.Waits;
import io.parallelr.task.Outcome;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
@ParameterizedClass
@EnumSource(StoreKind.class)
class JobStoreTest {
  private static final StepEnd FAILURE = new StepEnd.Failed(new Outcome.Exited(3));
  @TempDir
  Path data;
  private final StoreKind kind;
  private JobStore store;

  JobStoreTest(StoreKind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void open() throws Exception {
    store = kind.open(data);
  }

  @AfterEach
  void close() throws Exception {
    store.close();
  }

  private void reopen() throws Exception {
    store.close();
    store = kind.open(data);
  }

  @Test
  void keepsAllOfAJob() throws Exception {
    submit(store, "j1");
    store.write(
        List.of(
            new JobEvent.Started("j1", new Countdown.None(), START.plusSeconds(1)),
            new JobEvent.StepReady("j1", "a"),
            new JobEvent.StepStarted("j1", "a", 1, 1)),
        Map.of());
    store.started(new StepId("j1", "a"), START.plusNanos(123));
    store.write(
        List.of(
            new JobEvent.StepEnded("j1", "a", FAILURE, START.plusSeconds(2)),
            new JobEvent.Failing("j1", "a", START.plusSeconds(2)),
            new JobEvent.StepEnded("j1", "b", new StepEnd.Canceled(), START.plusSeconds(2)),
            new JobEvent.Ended("j1", new Verdict.Failed("a", FAILURE), START.plusSeconds(3))),
        Map.of());

    reopen();

    assertThat(store.live()).isEmpty();
    assertThat(store.find("j1")).contains(
        new JobRow(
            1,
            "j1",
            head("p", "me"),
            StoredValues.spec("a", "b"),
            JobState.ENDED,
            Optional.of(new Verdict.Failed("a", FAILURE)),
            Waits.until(START),
            new Recorded.Course(new Countdown.None(), Optional.of("a"), Optional.empty()),
            START,
            Optional.of(START.plusSeconds(1)),
            Optional.of(START.plusSeconds(3)),
            List.of(
                new StepRow(
                    "a",
                    StepState.FAILED,
                    1,
                    Optional.empty(),
                    Optional.of(START.plusNanos(123)),
                    Optional.of(FAILURE),
                    Optional.of(START.plusSeconds(2))),
                new StepRow(
                    "b",
                    StepState.CANCELED,
                    1,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new StepEnd.Canceled()),
                    Optional.of(START.plusSeconds(2))))));
    assertThat(store.find("j2")).isEmpty();
  }

  @Test
  void writesAllOfItOrNothing() throws Exception {
    submit(store, "j1");
    var events = List.<JobEvent>of(
        new JobEvent.Submitted("j2", StoredValues.spec("a"), START, START),
        new JobEvent.Stopping("j1", Intent.CANCEL, START),
        new JobEvent.StepReady("j1", "no such step"));

    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.write(events, Map.of("j2", head("p", "me"))))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.BROKEN));

    assertThat(store.list(JobFilter.ALL)).extracting(JobRow::id).containsExactly("j1");
    assertThat(store.live().getFirst().course()).isEqualTo(Recorded.Course.NONE);
    submit(store, "j2");
    assertThat(store.live()).extracting(Recorded::id).containsExactly("j1", "j2");
    assertThat(store.find("j2").orElseThrow().seq()).isEqualTo(2);
  }

  @Test
  void refusesWhatDoesNotFollow() throws Exception {
    submit(store, "j1");
    submit(store, "j2");
    end(store, "j2", new Verdict.Succeeded());

    for (var event : List.<JobEvent>of(
        new JobEvent.Handling("j1", START),
        new JobEvent.StepStarted("j1", "a", 1, 1),
        new JobEvent.StepResumed("j1", "a"),
        new JobEvent.Stopping("j2", Intent.CANCEL, START),
        new JobEvent.Ended("j3", new Verdict.Succeeded(), START),
        new JobEvent.Submitted("j1", StoredValues.spec("a"), START, START))) {
      assertThatExceptionOfType(StoreException.class).as("%s", event)
          .isThrownBy(() -> store.write(List.of(event), Map.of("j1", head("p", "me"))));
    }
  }

  @Test
  void listsTheNewestFirstPageByPage() throws Exception {
    submit(store, "j1", head("p", "me"), START);
    submit(store, "j3", head("p", "me"), START.plusSeconds(2));
    submit(store, "j2", head("p", "me"), START.plusSeconds(1)); // the clock was set back
    submit(store, "j4", head("p", "me"), START.plusSeconds(2));

    assertThat(ids(JobFilter.ALL)).containsExactly("j4", "j3", "j2", "j1");
    assertThat(ids(page(Long.MAX_VALUE, 2))).containsExactly("j4", "j3");
    assertThat(ids(page(store.find("j3").orElseThrow().seq(), 2))).containsExactly("j2", "j1");
    assertThat(ids(page(store.find("j2").orElseThrow().seq(), 2))).containsExactly("j1");
  }

  private List<String> ids(JobFilter filter) throws StoreException {
    return store.list(filter).stream().map(JobRow::id).toList();
  }

  private static JobFilter page(long before, int limit) {
    return new JobFilter(
        Optional.empty(),
        Set.of(),
        Set.of(),
        Set.of(),
        Optional.empty(),
        "",
        Optional.empty(),
        Optional.empty(),
        before,
        limit);
  }

  @Test
  void countsAndNames() throws Exception {
    submit(store, "j1", head("q", "me"), START);
    submit(store, "j2", head("p", "me"), START);
    submit(store, "j3", head("p", "me"), START.plusSeconds(1));
    end(store, "j2", new Verdict.Succeeded());
    store.write(List.of(new JobEvent.Started("j3", new Countdown.None(), START)), Map.of());

    assertThat(store.counts()).isEqualTo(
        Map.of(JobState.WAITING, 1L, JobState.RUNNING, 1L, JobState.HANDLING, 0L, JobState.ENDED,
            1L));
    assertThat(store.names("prunner")).containsExactly("p", "q");
    assertThat(store.names("other")).isEmpty();
    assertThat(store.kept("prunner", "p")).containsExactly(
        new Retention.Kept("j2", START, true),
        new Retention.Kept("j3", START.plusSeconds(1), false));
  }

  @Test
  void deletesEndedJobsAndNeverUsesTheirNumbersAgain() throws Exception {
    submit(store, "j1");
    submit(store, "j2");
    end(store, "j2", new Verdict.Succeeded());

    store.delete(List.of("j1", "j2", "j3"));
    reopen();
    submit(store, "j4");

    assertThat(ids(JobFilter.ALL)).containsExactly("j4", "j1");
    assertThat(store.find("j4").orElseThrow().seq()).isEqualTo(3);
  }

  @Test
  void takesInJobsThatHaveEndedElsewhere() throws Exception {
    submit(store, "j1");
    end(store, "j1", new Verdict.Failed("a", FAILURE));
    var row = store.find("j1").orElseThrow();
    store.delete(List.of("j1"));
    submit(store, "j2");

    store.add(List.of(row));
    store.add(List.of(row));

    assertThat(store.find("j1")).contains(
        new JobRow(3, "j1", row.head(), row.spec(), row.state(), row.verdict(), row.waits(),
            row.course(), row.created(), row.started(), row.ended(), row.steps()));
    submit(store, "j3");
    assertThat(store.find("j3").orElseThrow().seq()).isEqualTo(4);
  }

  @Test
  void hasAnotherVersionAfterEachChangeOfAJob() throws Exception {
    var first = store.version();
    submit(store, "j1");
    var second = store.version();
    store.set("key", "value");
    assertThat(store.version()).isEqualTo(second).isNotEqualTo(first);

    reopen();

    assertThat(store.version()).isNotIn(first, second);
  }

  @Test
  void keepsSettings() throws Exception {
    store.set("key", "1");
    store.set("key", "2");
    reopen();

    assertThat(store.setting("key")).contains("2");
    assertThat(store.setting("other")).isEmpty();
  }

  @Test
  void keepsTimesOfAnyKind() {
    for (var time : List.of(Instant.MIN, Instant.MAX, Instant.EPOCH, Instant.EPOCH.minusNanos(1),
        START.plusNanos(999_999_999), Instant.parse("1700-01-01T00:00:00.1Z"))) {
      assertThat(Times.instant(Times.number(time))).isEqualTo(time);
    }
    assertThat(Times.instant(Times.number(Instant.parse("3000-01-01T00:00:00Z"))))
        .isEqualTo(Instant.MAX);
  }

  @Test
  void saysThatItIsClosed() throws Exception {
    store.close();

    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.live())
        .withMessageContaining("the store is closed");
    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> submit(store, "j1"))
        .withMessageContaining("the store is closed");
  }
}
