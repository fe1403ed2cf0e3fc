package io.parallelr.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.task.Retries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskOrderTest {
  @TempDir
  Path directory;

  @Test
  void ordersByWhatIsAskedFor() throws Exception {
    var batch = batch("b10", "b9", "c", "a");

    assertThat(order("name", batch)).containsExactly(3, 0, 1, 2);
    assertThat(order("version", batch)).containsExactly(3, 1, 0, 2);
    assertThat(order("size", batch)).containsExactly(2, 3, 1, 0);
    assertThat(order("given", batch)).containsExactly(3, 2, 1, 0);
  }

  /// What may be long is not left for the end.
  @Test
  void whatIsNotKnownComesBeforeTheLongest() throws Exception {
    var nanos = new long[]{5, -1, 7, 6};

    assertThat(
        TaskOrder.named("longest-first")
            .of(batch("a", "b", "c", "d"), i -> i, () -> i -> nanos[i]))
        .containsExactly(1, 2, 3, 0);
  }

  @Test
  void aSeedGivesTheSameOrderAgain() throws Exception {
    var batch = batch("a", "b", "c", "d", "e", "f", "g", "h");

    var first = order(TaskOrder.shuffled("7"), batch);

    assertThat(first).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7)
        .isEqualTo(order(TaskOrder.shuffled("7"), batch))
        .isNotEqualTo(order(TaskOrder.shuffled("8"), batch));
  }

  @Test
  void refusesWhatIsNoOrder() {
    assertThatThrownBy(() -> TaskOrder.named("arrival"))
        .hasMessageContaining("'arrival' is not one of given, name,")
        .hasMessageContaining("--watch");
    assertThatThrownBy(() -> TaskOrder.named(TaskOrder.shuffled("x")))
        .hasMessageContaining("'x' is not a whole number");
  }

  private static int[] order(String name, Batch batch) throws InputException {
    return TaskOrder.named(name).of(batch, i -> -i, () -> i -> -1);
  }

  /// Files whose sizes are the lengths of their names.
  private Batch batch(String... names) throws Exception {
    var files = Stream.of(names).map(directory::resolve).toList();
    for (var file : files) {
      write(file);
    }
    return Batch.ofFiles(
        CommandTemplate.parse("cat @TASK@", directory),
        List.copyOf(files),
        Duration.ofSeconds(1),
        new Retries(0, Duration.ZERO, Duration.ZERO));
  }

  private static void write(Path file) throws IOException {
    Files.writeString(file, String.valueOf(file.getFileName()));
  }
}
