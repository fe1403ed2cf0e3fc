package io.parallelr.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.parallelr.os.ChildProcess.Exited;
import io.parallelr.os.ChildProcess.Killed;
import io.parallelr.os.ChildProcess.ResourceUsage;
import io.parallelr.os.TaskEnds;
import io.parallelr.task.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedEndTest {
  private static final String JOURNAL = """
      {"type":"session","schema_version":2}
      {"type":"start","start_time":"2026-02-01T10:00:00.000+00:00","sequence":1,"task":"t1",\
      "worker_id":1,"attempt":1}
      {"type":"task","start_time":"2026-02-01T10:00:00.000+00:00","status":"SUCCESS","worker_id":1,\
      "duration_seconds":1.0,"attempt":1,"final":true,"sequence":1,"task":"t1","process_id":50}
      {"type":"start","start_time":"2026-02-01T10:00:00.000+00:00","sequence":2,"task":"t2",\
      "worker_id":2,"attempt":1}
      {"type":"start","start_time":"2026-02-01T10:00:01.000+00:00","sequence":3,"task":"t3",\
      "worker_id":3,"attempt":2}
      """;

  private static final ResourceUsage UNUSED =
      new ResourceUsage(Duration.ZERO, Duration.ZERO, 0);

  @TempDir
  Path directory;
  private RunDirectory run;

  @BeforeEach
  void make() throws IOException {
    run = new RunDirectory("r", directory);
    Files.writeString(run.results(), JOURNAL);
  }

  @Test
  void anEndIsToldLikeALineOfTheJournal() throws IOException {
    TaskEnds.write(directory, 3, 70, new Exited(0, UNUSED));
    TaskEnds.write(directory, 2, 60, new Killed(9, UNUSED));
    recorded("3-70", "2026-02-01T10:00:05.500Z");
    recorded("2-60", "2026-02-01T10:00:09.000Z");
    Files.createDirectories(run.output());
    Files.writeString(run.output(2, "stderr"), "bad\n");

    var told = new ArrayList<TaskRecord>();
    TaskRecords.each(run, told::add);

    var ends = told.subList(4, 6); // in the order in which they ended
    assertThat(ends).extracting(TaskRecord::name, TaskRecord::attempt, TaskRecord::duration)
        .containsExactly(
            tuple("t3", 2, Duration.ofMillis(4500)), tuple("t2", 1, Duration.ofSeconds(9)));
    assertThat(ends).allMatch(TaskRecord::ran).allMatch(TaskRecord::isFinal);
    assertThat(ends.getFirst().status()).contains(Status.SUCCESS);
    assertThat(ends.getFirst().output(run, "stdout")).isEmpty();
    assertThat(ends.getLast().error()).contains("Killed by SIGKILL (137)");
    assertThat(ends.getLast().ended()).contains(Instant.parse("2026-02-01T10:00:09Z"));
    assertThat(ends.getLast().stderr()).as("it may have secrets").isEmpty();
    assertThat(ends.getLast().output(run, "stderr")).contains(run.output(2, "stderr"));
    assertThat(TaskCounts.read(run)).isEqualTo(new TaskCounts(2, 1, 0, 3));
  }

  @Test
  void anEndInASlotInWhichNothingWasRunningIsOfNoTask() throws IOException {
    TaskEnds.write(directory, 1, 50, new Exited(1, UNUSED));
    TaskEnds.write(directory, 9, 51, new Exited(1, UNUSED));

    assertThat(RecordedEnd.of(run)).isEmpty();
    assertThat(TaskCounts.read(run)).isEqualTo(new TaskCounts(1, 0, 0, 3));
  }

  @Test
  void aClockThatWasSetBackMakesNoNegativeTime() throws IOException {
    TaskEnds.write(directory, 2, 60, new Exited(1, UNUSED));
    recorded("2-60", "2026-02-01T09:00:00Z");

    assertThat(RecordedEnd.of(run).getFirst().ran()).isZero();
  }

  private void recorded(String name, String when) throws IOException {
    Files.setLastModifiedTime(
        directory.resolve("ends").resolve(name), FileTime.from(Instant.parse(when)));
  }
}
