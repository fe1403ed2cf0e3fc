package io.parallelr.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.store.JobFilter;
import io.parallelr.store.JobHead;
import io.parallelr.store.JobRow;
import io.parallelr.store.JobStore;
import io.parallelr.store.StoreException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random courses of jobs, written into a store: it must always have what the plan has, also after
/// it was closed and opened again.
@Timeout(120)
class StoredJobsTest {
  @TempDir
  Path data;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void theStoreHasWhatThePlanHas(int seed) throws Exception {
    var disk = new Disk(data);
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

  private static Map<String, Verdict> verdicts(List<JobRow> rows) {
    return rows.stream().collect(Collectors.toMap(JobRow::id, row -> row.verdict().orElseThrow()));
  }

  private static Map<String, StepEnd> ends(JobRow row) {
    var ends = new HashMap<String, StepEnd>();
    row.steps().forEach(step -> step.end().ifPresent(end -> ends.put(step.name(), end)));
    return ends;
  }

  private static final class Disk implements Trial.Store {
    private final Path data;
    private JobStore store;

    Disk(Path data) throws StoreException {
      this.data = data;
      this.store = JobStore.open(data);
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
        store = JobStore.open(data);
      } catch (StoreException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
