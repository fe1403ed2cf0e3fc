package io.parallelr.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.store.JobFilter;
import io.parallelr.store.JobHead;
import io.parallelr.store.JobRow;
import io.parallelr.store.JobStore;
import io.parallelr.store.StoreException;
import io.parallelr.store.StoreKind;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Random courses of jobs, written into a store: it must always have what the plan has, also after
/// it was closed and opened again.
@Timeout(120)
class StoredJobsTest {
  @TempDir
  Path data;

  @ParameterizedTest(name = "seed {0}, {1}")
  @MethodSource("courses")
  void theStoreHasWhatThePlanHas(int seed, StoreKind kind) throws Exception {
    var disk = new Disk(kind, data);
    var trial = Trial.withStore(disk);

    new RandomCourse(seed, trial).run();
    disk.reopen();

    var rows = disk.store.list(JobFilter.ALL);
    assertThat(rows).allMatch(row -> row.state() == JobState.ENDED);
    assertThat(verdicts(rows)).isEqualTo(trial.kept().verdicts());
    assertThat(rows).allSatisfy(
        row -> assertThat(ends(row)).isEqualTo(trial.kept().ends(row.id())));
    assertThat(rows.reversed()).extracting(JobRow::seq).isSorted();
    disk.store.close();
  }

  private static Stream<Arguments> courses() {
    return IntStream.rangeClosed(1, 12)
        .boxed()
        .flatMap(seed -> Stream.of(StoreKind.values()).map(kind -> Arguments.of(seed, kind)));
  }

  private static Map<String, Verdict> verdicts(List<JobRow> rows) {
    return rows.stream().collect(Collectors.toMap(JobRow::id, row -> row.verdict().orElseThrow()));
  }

  private static Map<String, StepEnd> ends(JobRow row) {
    var ends = new HashMap<String, StepEnd>();
    row.steps().forEach(step -> step.end().ifPresent(end -> ends.put(step.name(), end)));
    return ends;
  }

  private static final class Disk implements Trial.Store {
    private final StoreKind kind;
    private final Path data;
    private JobStore store;

    Disk(StoreKind kind, Path data) throws StoreException {
      this.kind = kind;
      this.data = data;
      this.store = kind.open(data);
    }

    @Override
    public void write(List<JobEvent> events) {
      var heads = new HashMap<String, JobHead>();
      events.forEach(event -> heads.put(event.job(), new JobHead("test", "p", "me", "{}")));
      try {
        store.write(events, heads);
      } catch (StoreException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public List<Recorded> live() {
      try {
        return store.live();
      } catch (StoreException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void reopen() {
      try {
        store.close();
        store = kind.open(data);
      } catch (StoreException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
