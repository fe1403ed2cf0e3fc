package io.parallelr.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.parallelr.os.ChildProcess.Exited;
import io.parallelr.os.ChildProcess.Killed;
import io.parallelr.os.ChildProcess.ResourceUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskEndsTest {
  @TempDir
  private Path run;

  @Test
  void anExitStatusIsToldFromASignal() throws Exception {
    TaskEnds.write(run, 1, 100, new Exited(137, ResourceUsage.UNKNOWN));
    TaskEnds.write(run, 2, 101, new Killed(9, ResourceUsage.UNKNOWN));

    assertThat(TaskEnds.all(run))
        .extracting(TaskEnds.End::slot, TaskEnds.End::pid, TaskEnds.End::exit)
        .containsExactlyInAnyOrder(
            tuple(1, 100, new Exited(137, ResourceUsage.UNKNOWN)),
            tuple(2, 101, new Killed(9, ResourceUsage.UNKNOWN)));
    assertThat(TaskEnds.find(run, 1, 101)).isEmpty();
  }

  @Test
  void theTimeOfAnEndIsKnown() throws Exception {
    TaskEnds.write(run, 1, 100, new Exited(0, ResourceUsage.UNKNOWN));
    var when = Instant.parse("2026-02-01T00:00:00Z");
    Files.setLastModifiedTime(run.resolve("ends/1-100"), FileTime.from(when));

    var end = TaskEnds.find(run, 1, 100).orElseThrow();

    assertThat(end.recorded()).isEqualTo(when);
    assertThat(end.age()).isGreaterThanOrEqualTo(Duration.ZERO);
  }

  @Test
  void theEndOfATaskThatIsEndedTellsNothing() throws Exception {
    TaskEnds.forgo(run, 1, 100);
    TaskEnds.write(run, 1, 100, new Killed(15, ResourceUsage.UNKNOWN));

    assertThat(TaskEnds.find(run, 1, 100)).isEmpty();
    assertThat(TaskEnds.all(run)).isEmpty();
  }

  @Test
  void nothingIsMadeForARunThatIsGone() throws Exception {
    var gone = run.resolve("gone");

    TaskEnds.write(gone, 1, 100, new Exited(0, ResourceUsage.UNKNOWN));

    assertThat(gone).doesNotExist();
    assertThat(TaskEnds.all(gone)).isEmpty();
  }

  @Test
  void anEndIsForgotten() throws Exception {
    TaskEnds.write(run, 1, 100, new Exited(0, ResourceUsage.UNKNOWN));

    TaskEnds.delete(run, 1, 100);

    assertThat(TaskEnds.all(run)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "exited", "exited 3", "exited 1234\n", "ended 3\n",
      "exited 3\nmore\n"})
  void whatIsDamagedTellsNothing(String text) throws Exception {
    var file = Files.createDirectories(run.resolve("ends")).resolve("1-100");
    Files.writeString(file, text);

    assertThat(TaskEnds.find(run, 1, 100)).isEmpty();
  }
}
