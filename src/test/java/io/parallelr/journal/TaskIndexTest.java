package io.parallelr.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.journal.TaskIndex.State;
import io.parallelr.os.ChildProcess;
import io.parallelr.os.ChildProcess.ResourceUsage;
import io.parallelr.os.TaskEnds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskIndexTest {
  private static final ResourceUsage UNUSED =
      new ResourceUsage(Duration.ZERO, Duration.ZERO, 0);

  @TempDir
  Path directory;
  private RunDirectory run;
  private TaskIndex index;

  @BeforeEach
  void make() {
    run = new RunDirectory("r", directory);
    index = new TaskIndex(run);
  }

  private void write(String... lines) throws IOException {
    Files.writeString(
        run.results(),
        String.join("", lines),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static String start(int sequence, int attempt) {
    return """
        {"type":"start","start_time":"2026-11-29T10:00:00.000+00:00","sequence":%d,"task":"t%1$d",\
        "worker_id":2,"attempt":%d}
        """.formatted(sequence, attempt);
  }

  private static String end(int sequence, int attempt, String status, boolean isFinal) {
    return """
        {"type":"task","start_time":"2026-11-29T10:00:00.500+00:00","status":"%s","worker_id":2,\
        "duration_seconds":1.250,"attempt":%d,"final":%b,"sequence":%d,"task":"t%4$d",\
        "stderr":"bad\\n","error_message":"Exit code 1"}
        """.formatted(status, attempt, isFinal, sequence);
  }

  @Test
  void knowsNothingBeforeTheJournalIsThere() throws IOException {
    index.look();

    assertThat(index.last()).isZero();
    assertThat(index.state(1)).isEqualTo(State.PENDING);
    assertThat(index.record(1)).isEmpty();
  }

  @Test
  void knowsEndsThatWereRecordedBesideTheJournal() throws IOException {
    write("{\"type\":\"session\",\"schema_version\":2}\n", start(1, 1));
    index.look();
    assertThat(index.state(1)).isEqualTo(State.RUNNING);
    long version = index.version();

    TaskEnds.write(directory, 2, 100, new ChildProcess.Exited(3, UNUSED));
    index.look();

    assertThat(index.state(1)).isEqualTo(State.FAILED);
    assertThat(index.count(State.RUNNING)).isZero();
    assertThat(index.version()).isGreaterThan(version);
    assertThat(index.record(1).orElseThrow().error()).contains("Exit code 3");

    TaskEnds.delete(directory, 2, 100); // as the run has been resumed
    index.look();
    assertThat(index.state(1)).isEqualTo(State.RUNNING);
    assertThat(index.record(1).orElseThrow().status()).isEmpty();
  }

  @Test
  void followsTasksAsTheJournalGrows() throws IOException {
    write("{\"type\":\"session\",\"schema_version\":2}\n", start(1, 1), start(3, 1));
    index.look();
    assertThat(index.state(1)).isEqualTo(State.RUNNING);
    assertThat(index.state(2)).isEqualTo(State.PENDING);
    assertThat(index.last()).isEqualTo(3);
    long version = index.version();

    write(end(1, 1, "FAILED", false), start(1, 2));
    index.look();
    assertThat(index.state(1)).isEqualTo(State.RUNNING);
    assertThat(index.version()).isGreaterThan(version);

    write(end(1, 2, "FAILED", true), end(3, 1, "SUCCESS", true));
    index.look();
    assertThat(index.state(1)).isEqualTo(State.FAILED);
    assertThat(index.count(State.FAILED)).isEqualTo(1);
    assertThat(index.count(State.SUCCEEDED)).isEqualTo(1);
    assertThat(index.count(State.RUNNING)).isZero();
    assertThat(index.slot(3)).isEqualTo(2);
    assertThat(index.tookMillis(3)).isEqualTo(1_250);
    assertThat(index.startMillis(3)).isEqualTo(1_795_946_400_500L);
    var record = index.record(1).orElseThrow();
    assertThat(record.attempt()).isEqualTo(2);
    assertThat(record.name()).isEqualTo("t1");
    assertThat(record.error()).contains("Exit code 1");
  }

  @Test
  void aTaskThatWillBeTriedAgainIsNotOverYet() throws IOException {
    write(start(1, 1), end(1, 1, "TIMEOUT", false));
    index.look();

    assertThat(index.state(1)).isEqualTo(State.RETRYING);
  }

  @Test
  void waitsForTheRestOfALine() throws IOException {
    var line = end(1, 1, "SUCCESS", true);
    write(start(1, 1), line.substring(0, 40));
    index.look();
    assertThat(index.state(1)).isEqualTo(State.RUNNING);

    write(line.substring(40));
    index.look();

    assertThat(index.state(1)).isEqualTo(State.SUCCEEDED);
  }

  @Test
  void leavesDamagedLinesOut() throws IOException {
    write(
        "nonsense\n",
        "{\"type\":\"task\",\"sequence\":1,\"status\":\"NONE\"}\n",
        "{\"type\":\"task\",\"sequence\":0,\"status\":\"SUCCESS\",\"final\":true}\n",
        start(2, 1).replace("}\n", ",\"crc\":\"00000000\"}\n"),
        start(3, 1));
    index.look();

    assertThat(index.last()).isEqualTo(3);
    assertThat(index.count(State.RUNNING)).isEqualTo(1);
  }

  @Test
  void countsTasksThatAreTooMany() throws IOException {
    write(start(TaskIndex.MOST + 5, 1));
    index.look();

    assertThat(index.leftOut()).isEqualTo(5);
    assertThat(index.last()).isZero();
  }

  @Test
  void readsAJournalInPartsAfterOneWasPutAside() throws IOException {
    write(start(1, 1));
    index.look();

    write(end(1, 1, "SUCCESS", true));
    Files.move(run.results(), directory.resolve("results-000001.jsonl"));
    write(start(2, 1), end(2, 1, "FAILED", true));
    index.look();

    assertThat(index.state(1)).isEqualTo(State.SUCCEEDED);
    assertThat(index.record(1).orElseThrow().name()).isEqualTo("t1");
    assertThat(index.record(2).orElseThrow().name()).isEqualTo("t2");
    assertThat(index.count(State.RUNNING)).isZero();
  }

  @Test
  void namesTheLastTasksInAState() throws IOException {
    write(start(1, 1), start(2, 1), start(3, 1), start(4, 1));
    write(end(1, 1, "FAILED", true), end(2, 1, "SUCCESS", true), end(3, 1, "ERROR", true));
    index.look();

    assertThat(index.last(TaskIndex.FAILURES, 10)).containsExactly(3, 1);
    assertThat(index.last(TaskIndex.FAILURES, 1)).containsExactly(3);
    assertThat(index.last(Set.of(State.TIMEOUT), 10)).isEmpty();
  }

  @Test
  void theLastFailuresAreAtTheEndOfTheJournal() throws IOException {
    assertThat(LastFailures.of(run, 10)).isEmpty();

    write(end(1, 1, "FAILED", true), end(2, 1, "FAILED", false), end(3, 1, "TIMEOUT", true));
    write(end(4, 1, "SUCCESS", true), "nonsense\n", end(5, 1, "FAILED", true).strip());

    assertThat(LastFailures.of(run, 10)).extracting(TaskRecord::sequence).containsExactly(3, 1);
    assertThat(LastFailures.of(run, 1)).extracting(TaskRecord::sequence).containsExactly(3);
  }

  @Test
  void failuresBeforeTheLastMegabyteAreNotLookedFor() throws IOException {
    write(end(1, 1, "FAILED", true));
    var line = end(2, 1, "SUCCESS", true).replace("bad", "x".repeat(1 << 20));
    write(line, end(3, 1, "FAILED", true));

    assertThat(LastFailures.of(run, 10)).extracting(TaskRecord::sequence).containsExactly(3);
  }

  @Test
  void findsTextsInAnyCaseOfLetters() throws IOException {
    write(start(1, 1).replace("t1", "Alpha.SH"), start(2, 1).replace("t2", "beta"));
    write(end(3, 1, "FAILED", true).replace("t3", "x\u00e9"));
    index.look();

    assertThat(index.having("alpha.sh").orElseThrow().stream()).containsExactly(1);
    assertThat(index.having("exit code").orElseThrow().stream()).containsExactly(3);
    assertThat(index.having("gamma").orElseThrow().stream()).isEmpty();
    assertThat(index.having("x\u00e9")).as("JSON may have it in several ways").isEmpty();
  }
}
