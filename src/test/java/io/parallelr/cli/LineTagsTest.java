package io.parallelr.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.Tasks;
import io.parallelr.engine.RunListener;
import io.parallelr.task.Retries;
import io.parallelr.task.TaskResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineTagsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void beginsEachLineWithTheTagHoweverItIsCut() throws IOException {
    var tags = new LineTags(out, "t\t".getBytes(UTF_8));
    for (var part : List.of("a", "b\n", "\n\033[31mc", "\ud83d\ude00\nd")) {
      tags.write(part.getBytes(UTF_8));
    }
    tags.endLine();
    tags.endLine();

    assertThat(out.toString(UTF_8)).isEqualTo("t\tab\nt\t\nt\t\033[31mc\ud83d\ude00\nt\td\n");
  }

  @Test
  void withoutATagBytesStayAsTheyAre() throws IOException {
    var tags = new LineTags(out, new byte[0]);
    tags.write(new byte[]{1, '\n', 2}, 1, 2);

    assertThat(out.toByteArray()).containsExactly('\n', 2);
    tags.endLine();
    assertThat(out.toByteArray()).containsExactly('\n', 2, '\n');
  }

  @Test
  void keptInOrderEarlierTasksComeFirstWithAllTheirAttempts() {
    var seen = new ArrayList<Integer>();
    var order = new KeepOrder(new RunListener() {
      @Override
      public void finished(TaskResult result) {
        seen.add(result.task().sequence());
      }
    });
    var again = Tasks.withRetries(Tasks.task(1), new Retries(1, Duration.ZERO, Duration.ZERO));
    order.finished(Tasks.success(Tasks.task(3)));
    order.finished(Tasks.failure(again));
    assertThat(seen).isEmpty();
    order.finished(Tasks.success(again.nextAttempt()));
    assertThat(seen).containsExactly(1, 1);
    order.finished(Tasks.success(Tasks.task(2)));
    order.finished(Tasks.success(Tasks.task(9)));
    assertThat(seen).containsExactly(1, 1, 2, 3);
    order.close();

    assertThat(seen).as("4 to 8 were not run").containsExactly(1, 1, 2, 3, 9);
  }
}
