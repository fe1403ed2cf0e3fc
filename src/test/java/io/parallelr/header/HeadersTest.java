package io.parallelr.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.Tasks;
import io.parallelr.task.Outcome;
import io.parallelr.task.SlotShare;
import io.parallelr.task.TimeLimit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
  private static final HeaderRules RULES = new HeaderRules(
      Optional.empty(), 4, 0, List.of("SECRET"), true, Optional.empty(), Optional.empty());

  @TempDir
  private Path directory;
  private final List<Path> files = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {
      "# parallelr: timeout=7",
      "#parallelr:timeout=7",
      "  ## parallelr:  timeout=7\r",
      "// parallelr: timeout=7",
      "-- parallelr: timeout=7",
      ";; parallelr: timeout=7",
      "% parallelr: timeout=7",
      "REM parallelr: timeout=7",
      "@rem parallelr: timeout=7",
      "/* parallelr: timeout=7 */",
      " * parallelr: timeout=7",
      "<!-- parallelr: timeout=7 -->",
      "\uFEFF# parallelr: timeout=7"})
  void commentsOfManyLanguagesAreRead(String line) throws Exception {
    file("a", line);

    assertThat(Headers.ofFiles(files, RULES).amended(0, Tasks.task(1)).timeLimit())
        .isEqualTo(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "echo parallelr: timeout=7",
      "# see parallelr: timeout=7",
      "# parallelr timeout=7",
      "REMparallelr: x"})
  void otherLinesAreNot(String line) throws Exception {
    file("a", line);

    assertThat(Headers.ofFiles(files, RULES).note(0)).isEmpty();
  }

  @Test
  void linesAddUp() throws Exception {
    file("a",
        "#!/bin/sh\n# parallelr: retries=2 env.X='a b'\n\n# parallelr: retry-delay=3 name=one nice=4");

    var headers = Headers.ofFiles(files, RULES);
    var task = headers.amended(0, Tasks.task(1));

    assertThat(task.retries().count()).isEqualTo(2);
    assertThat(task.retries().delay()).isEqualTo(Duration.ofSeconds(3));
    assertThat(task.environment()).isEqualTo(Map.of("X", "a b"));
    assertThat(task.launch().nice()).contains(4);
    assertThat(headers.name(0)).contains("one");
    assertThat(headers.note(0)).contains("retries=2 env.X=… retry-delay=3 name=one nice=4");
  }

  @Test
  void onlyTheFirstTwentyLinesCount() throws Exception {
    file("a", "\n".repeat(19) + "# parallelr: timeout=7");
    file("b", "\n".repeat(20) + "# parallelr: timeout=7");

    var headers = Headers.ofFiles(files, RULES);

    assertThat(headers.note(0)).isPresent();
    assertThat(headers.note(1)).isEmpty();
  }

  @Test
  void aLineThatIsCutOffIsWrong() throws Exception {
    file("a", "#".repeat(4080) + "\n# parallelr: timeout=700");

    assertWrong(directory + "/a:2: the line reaches beyond the first 4 KiB");
  }

  @Test
  void bytesThatAreNoTextDoNoHarm() throws Exception {
    Files.write(directory.resolve("a"), new byte[]{(byte) 0xff, 0, '\n', (byte) 0x80});
    files.add(directory.resolve("a"));

    assertThat(Headers.ofFiles(files, RULES).note(0)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "timout=5 | a:1: unknown key 'timout'; did you mean timeout?",
      "retry_delay=5 | a:1: unknown key 'retry_delay'; did you mean retry-delay?",
      "retries=many | a:1: retries is 'many', not a whole number from 0 to 1000",
      "timeout=1 timeout=1 | a:1: timeout is given twice, first in line 1",
      "timeout | a:1: timeout has no value; write timeout=VALUE",
      "nice=20 | a:1: nice is '20', not a whole number from 0 to 19",
      "env.1=x | a:1: env.1: '1' is not a variable name",
      "env.PARALLELR_SEQ=x | a:1: env.PARALLELR_SEQ: PARALLELR_SEQ is reserved",
      "env.SECRET=x | a:1: env.SECRET: --secret-env gives tasks SECRET",
      "retry-delay=2 | a:1: retry-delay does nothing without retries",
      "name=x/y | a:1: name is 'x/y', not a text without slashes",
      "slots=0 | a:1: slots is '0', not a whole number from 1 to 9999999",
      "slots=2x | a:1: slots is '2x', not a whole number from 1 to 9999999",
      "after=x, | a:1: after names no task, or has a comma too many",
      "after=b | a:1: after=b: this batch has no task of that name",
      "after=a | a:1: after makes a circle: a after a",
      "env.X='a | a:1: "})
  void whatIsWrongIsNamed(String header, String message) throws Exception {
    file("a", "# parallelr: " + header);

    assertWrong(directory + "/" + message);
  }

  @Test
  void allThatIsWrongIsNamedAtOnce() throws Exception {
    file("a", "# parallelr: timeout=x\n# parallelr: nice=x");
    file("b", "# parallelr: name=n");
    file("c", "# parallelr: name=n");

    assertThatThrownBy(() -> Headers.ofFiles(files, RULES))
        .isInstanceOfSatisfying(
            HeaderException.class,
            e -> assertThat(e.lines()).hasSize(3)
                .anyMatch(line -> line.contains("/a:2: nice"))
                .contains(directory + "/c:1: name=n is also that of " + directory + "/b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"# Parallelr: timeout=5", "# parallelr timeout=5",
      "#PARALLELR : timeout=5"})
  void whatIsOnlyLikeAHeaderIsReported(String line) throws Exception {
    file("a", line + "\n# parallelr: nice=3");
    file("b", "# parallelr is fast, and timeout=5");

    var headers = Headers.ofFiles(files, RULES);

    assertThat(headers.warnings()).containsExactly(
        directory
            + "/a:1: this is a comment, not a header; write it as '# parallelr: timeout=5'");
  }

  @Test
  void theSystemDecidesHowLongATaskMayTake() throws Exception {
    file("a", "# parallelr: timeout=off");
    file("b", "# parallelr: timeout=5");
    var rules = new HeaderRules(
        Optional.of(Duration.ofSeconds(60)), 4, 0, List.of(), true, Optional.empty(),
        Optional.empty());

    var headers = Headers.ofFiles(files, rules);

    assertThat(headers.amended(0, Tasks.task(1)).timeLimit()).isEqualTo(Duration.ofSeconds(60));
    assertThat(headers.amended(1, Tasks.task(2)).timeLimit()).isEqualTo(Duration.ofSeconds(5));
    assertThat(headers.warnings()).containsExactly(
        directory
            + "/a:1: timeout=off is more than limits.max-allowed-timeout allows; 60 s is used");
    assertThat(TimeLimit.isNone(
        Headers.ofFiles(files, RULES).amended(0, Tasks.task(1)).timeLimit())).isTrue();
  }

  @Test
  void aTaskMayTakeSeveralSlots() throws Exception {
    file("a", "# parallelr: slots=3");
    file("b", "# parallelr: slots=5");
    file("c", "# parallelr: slots=4");
    file("d", "# parallelr: slots=6");

    var headers = Headers.ofFiles(files, RULES);

    assertThat(headers.amended(0, Tasks.task(1)).launch().share()).isEqualTo(SlotShare.of(3));
    assertThat(headers.warnings()).containsExactly(
        directory + "/b:1: slots=5 is more than the 4 slots of this run: such a task takes all of "
            + "them; so does 1 more");
  }

  @Test
  void predecessorsAreFoundByFileAndByName() throws Exception {
    file("a", "# parallelr: name=first");
    file("b", "# parallelr: after=first,./c");
    file("c", "");

    assertThat(Headers.ofFiles(files, RULES).predecessors()).isEqualTo(Map.of(1, Set.of(0, 2)));
  }

  @Test
  void aNameThatMayBeTwoTasksIsRefused() throws Exception {
    file("a", "# parallelr: name=c");
    file("b", "# parallelr: after=c");
    file("c", "");

    assertWrong(directory + "/b:1: after=c is the name of " + directory + "/a and that of a file");
  }

  @Test
  void aCircleIsNamed() throws Exception {
    file("a", "# parallelr: after=b");
    file("b", "# parallelr: after=c");
    file("c", "\n# parallelr: after=d,b");
    file("d", "");

    assertWrong(directory + "/b:1: after makes a circle: b after c after b");
  }

  @Test
  void filesThatAreAddedFollowThoseThatWereThere() throws Exception {
    file("a", "# parallelr: name=first");
    var before = Headers.ofFiles(files, RULES);
    file("b", "# parallelr: after=first");

    var after = before.with(files, 1, RULES);

    assertThat(after.predecessors()).isEqualTo(Map.of(1, Set.of(0)));
    assertThat(after.name(0)).contains("first");
  }

  @Test
  void aWrongHeaderOfAQueueConcernsItsFileAlone() throws Exception {
    file("a", "# parallelr: after=b");
    file("b", "# parallelr: timeout=7");

    var task = Headers.ofTaken(
        files.get(0), Path.of("/queue/a"), Tasks.task(1), RULES, w -> {});

    assertThat(task.launch().settled()).contains(
        new Outcome.NotStarted("/queue/a:1: after does not work with --watch; leave it out"));
    assertThat(Headers.ofTaken(files.get(1), files.get(1), Tasks.task(2), RULES, w -> {})
        .timeLimit()).isEqualTo(Duration.ofSeconds(7));
    assertThat(Headers.ofQueue(files, RULES).amended(0, Tasks.task(1)).launch().settled())
        .isPresent();
  }

  @Test
  void aTemplateHasNoNameOfItsOwn() throws Exception {
    file("a", "# parallelr: name=x");

    assertThatThrownBy(() -> Headers.ofTemplate(files.getFirst(), RULES))
        .hasMessageContaining("a:1: name is for files that are tasks");
  }

  private void file(String name, String text) throws IOException {
    var file = directory.resolve(name);
    Files.write(file, (text + "\n").getBytes(StandardCharsets.UTF_8));
    files.add(file);
  }

  private void assertWrong(String message) {
    assertThatThrownBy(() -> Headers.ofFiles(files, RULES))
        .isInstanceOf(HeaderException.class)
        .hasMessageContaining(message);
  }
}
