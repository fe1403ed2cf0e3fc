package io.parallelr.header;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.Tasks;
import io.parallelr.task.Outcome;
import io.parallelr.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LateHeadersTest {
  private static final HeaderRules RULES = HeaderRules.ofFiles(Optional.empty(), 2, 0, List.of());
  private final List<String> warnings = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();
  @TempDir
  Path directory;

  @Test
  void eachIsReadWhenItsTaskIsTaken() throws Exception {
    file("a", "true");
    var second = file("b", "true");
    var headers = headers();

    assertThat(taken(headers, 0).timeLimit()).isEqualTo(Tasks.task(1).timeLimit());
    Files.writeString(second, "# parallelr: timeout=7\n");

    assertThat(taken(headers, 1).timeLimit()).isEqualTo(Duration.ofSeconds(7));
    assertThat(headers.note(1)).contains("timeout=7");
    assertThat(headers.note(0)).as("not all are read").isEmpty();
  }

  @Test
  void aWrongOneConcernsItsOwnTask() throws Exception {
    file("a", "# parallelr: timeout=soon");
    file("b", "# parallelr: retries=1");
    var headers = headers();

    assertThat(reason(taken(headers, 0))).contains("a:1: timeout is 'soon', not");
    assertThat(taken(headers, 1).retries().count()).isEqualTo(1);
  }

  @Test
  void allAreReadOnceOneIsPutAfterOthers() throws Exception {
    file("a", "# parallelr: after=last");
    file("b", "true");
    file("c", "# parallelr: name=last");
    file("d", "# parallelr: after=nothing");
    file("e", "# parallelr: after=d");
    var headers = headers();
    assertThat(headers.predecessors(0)).isEmpty();

    var first = taken(headers, 0);

    assertThat(first.launch().settled()).isEmpty();
    assertThat(headers.predecessors(0)).containsExactly(2);
    assertThat(headers.name(2)).contains("last");
    assertThat(reason(taken(headers, 3))).contains("d:1: after=nothing", "no task of that name");
    assertThat(headers.predecessors(3)).as("it ends at once").isEmpty();
    assertThat(headers.predecessors(4)).isEqualTo(Set.of(3));
  }

  @Test
  void oneOfACircleIsRefused() throws Exception {
    file("a", "# parallelr: after=b");
    file("b", "# parallelr: after=a");
    var headers = headers();

    var refused = List.of(taken(headers, 0), taken(headers, 1))
        .stream()
        .filter(task -> task.launch().settled().isPresent())
        .toList();

    assertThat(refused).hasSize(1);
    assertThat(reason(refused.getFirst())).contains("after makes a circle");
    int open = refused.getFirst().sequence() - 1;
    assertThat(headers.predecessors(open)).isEmpty();
    assertThat(headers.predecessors(1 - open)).containsExactly(open);
  }

  @Test
  void aNameThatIsTakenIsRefused() throws Exception {
    file("a", "# parallelr: name=x");
    file("b", "# parallelr: name=x");
    var headers = headers();

    assertThat(taken(headers, 0).launch().settled()).isEmpty();
    assertThat(headers.name(0)).contains("x");
    assertThat(reason(taken(headers, 1))).contains("b:1: name=x is also that of");
    assertThat(headers.name(1)).isEmpty();
  }

  @Test
  void whatIsOddIsSaid() throws Exception {
    file("a", "# parallelr: timeout=100");
    var limited = new LateHeaders(
        files,
        HeaderRules.ofFiles(Optional.of(Duration.ofSeconds(9)), 2, 0, List.of()),
        warnings::add);

    assertThat(taken(limited, 0).timeLimit()).isEqualTo(Duration.ofSeconds(9));
    assertThat(warnings).singleElement().asString().contains("a:1: timeout=100 is more than");
  }

  private LateHeaders headers() {
    return new LateHeaders(files, RULES, warnings::add);
  }

  private Path file(String name, String text) throws IOException {
    var file = Files.writeString(directory.resolve(name), text);
    files.add(file);
    return file;
  }

  private static Task taken(LateHeaders headers, int index) {
    IntFunction<Task> batch = i -> headers.amended(i, Tasks.task(i + 1));
    return headers.taken(batch.apply(index), batch);
  }

  private static String reason(Task task) {
    return task.launch().settled().orElseThrow() instanceof Outcome.NotStarted(var reason)
        ? reason
        : "";
  }
}
