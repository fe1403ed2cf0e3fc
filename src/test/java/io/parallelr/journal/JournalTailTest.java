package io.parallelr.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTailTest {
  @TempDir
  Path directory;

  private RunDirectory run = new RunDirectory("r", Path.of("/"));
  private final List<TaskRecord> seen = new ArrayList<>();

  @BeforeEach
  void setUp() {
    run = new RunDirectory("r", directory);
  }

  private static String begin(int sequence) {
    return "{\"type\":\"start\",\"start_time\":\"2026-01-02T03:04:05.678+00:00\",\"sequence\":%d,"
        .formatted(sequence)
        + "\"task\":\"/t%1$d\",\"worker_id\":%1$d,\"attempt\":1,\"timeout_seconds\":1.500}%n"
            .formatted(sequence);
  }

  private void append(String text) throws IOException {
    Files.writeString(
        run.results(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private List<Integer> sequences() {
    return seen.stream().map(TaskRecord::sequence).toList();
  }

  @Test
  void eachLookHandsOutWhatIsNewAndWhole() throws Exception {
    var tail = new JournalTail(run, seen::add);
    tail.look();
    append("{\"type\":\"session\",\"schema_version\":3}\n" + begin(1) + begin(2).substring(0, 30));
    tail.look();
    tail.look();
    assertThat(sequences()).containsExactly(1);

    append(begin(2).substring(30) + "spoiled\n" + begin(3));
    tail.look();

    assertThat(sequences()).containsExactly(1, 2, 3);
    assertThat(seen.getFirst().started()).contains(Instant.parse("2026-01-02T03:04:05.678Z"));
    assertThat(seen.getFirst().timeLimit()).contains(Duration.ofMillis(1500));
    assertThat(seen.getFirst().ended()).isEmpty();
  }

  @Test
  void aLineWithAWrongChecksumIsLeftOut() throws Exception {
    var tail = new JournalTail(run, seen::add);
    append(begin(1).replace("}", ",\"crc\":\"00000000\"}") + begin(2));
    tail.look();

    assertThat(sequences()).containsExactly(2);
  }

  @Test
  void nothingIsMissedWhenTheFileBecomesAPart() throws Exception {
    var tail = new JournalTail(run, seen::add);
    append(begin(1));
    tail.look();
    append(begin(2) + begin(3));
    Files.move(run.results(), directory.resolve("results-000001.jsonl"));
    append(begin(4));
    Files.move(run.results(), directory.resolve("results-000002.jsonl"));
    append("{\"type\":\"x\"}\n");
    tail.look();
    append(begin(5));
    tail.look();

    assertThat(sequences()).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void partsThatAreThereAreReadOrLeftOut() throws Exception {
    append(begin(1));
    Files.move(run.results(), directory.resolve("results-000001.jsonl"));
    append(begin(2));

    JournalTail.withoutParts(run, seen::add).look();
    assertThat(sequences()).containsExactly(2);
    seen.clear();
    new JournalTail(run, seen::add).look();
    assertThat(sequences()).containsExactly(1, 2);
  }

  @Test
  void aLongJournalCanBeReadInSteps() throws Exception {
    var lines = new StringBuilder();
    for (int i = 1; i <= 6000; i++) {
      lines.append(begin(i));
    }
    append(lines.toString());
    var tail = new JournalTail(run, seen::add);

    assertThat(tail.look(1)).isFalse();
    assertThat(seen).isNotEmpty().hasSizeLessThan(6000);
    int looks = 1;
    while (!tail.look(1)) {
      looks++;
    }

    assertThat(looks).isGreaterThan(1);
    assertThat(sequences()).hasSize(6000).doesNotHaveDuplicates();
  }
}
