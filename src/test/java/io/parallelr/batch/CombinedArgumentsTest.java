package io.parallelr.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.batch.CombinedArguments.Combination;
import io.parallelr.task.Retries;
import io.parallelr.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CombinedArgumentsTest {
  private static final ArgumentsFile.Form PLAIN =
      new ArgumentsFile.Form(Optional.empty(), false, false);

  @TempDir
  private Path directory;

  @Test
  void aProductHasEachLineWithEachTheLastChangesFastest() throws Exception {
    var product = combined(Combination.PRODUCT, "a\nb\n", "1\n# none\n2\n3\n", "x");

    assertThat(product.size()).isEqualTo(6);
    assertThat(all(product)).containsExactly(
        List.of("a", "1", "x"), List.of("a", "2", "x"), List.of("a", "3", "x"),
        List.of("b", "1", "x"), List.of("b", "2", "x"), List.of("b", "3", "x"));
    assertThat(product.name(4)).isEqualTo(directory + "/0:2+1:3+2:1");
    assertThat(product.line(4).number()).isEqualTo(2);
    assertThat(product.argumentCount()).isEqualTo(3);
  }

  @Test
  void aZipHasTheLinesWithTheSamePlace() throws Exception {
    var form = new ArgumentsFile.Form(Optional.of(Separator.COMMA), false, false);
    var zip = CombinedArguments.of(
        List.of(file("0", "a,b\nc,d\na,b", form), file("1", "1\n2\n1", form)), Combination.ZIP);

    assertThat(all(zip)).containsExactly(
        List.of("a", "b", "1"), List.of("c", "d", "2"), List.of("a", "b", "1"));
    assertThat(IntStream.range(0, 3).map(zip::occurrence)).containsExactly(1, 1, 2);
    assertThat(zip.argumentCount()).isEqualTo(3);
  }

  @Test
  void filesOfAZipMustBeEquallyLong() {
    assertThatThrownBy(() -> combined(Combination.ZIP, "a\nb", "1"))
        .hasMessage(
            "--combine zip takes lines by their places, and the files differ in length: "
                + "%1$s/0 has 2 lines, %1$s/1 has 1 line; shorten the longer one, such as with head -n",
            directory);
  }

  /// Else tasks with the same arguments would be one to a run that resumes this.
  @Test
  void equalCombinationsAreTold() throws Exception {
    var product = combined(Combination.PRODUCT, "a\nb\na\na", "1\n1\n2");

    var known = IntStream.range(0, product.size())
        .mapToObj(i -> Map.entry(product.line(i).arguments(), product.occurrence(i)))
        .collect(Collectors.toSet());

    assertThat(known).hasSize(12).contains(Map.entry(List.of("b", "2"), 1));
  }

  @Test
  void aLargeProductIsMadeAsItIsAskedFor() throws Exception {
    var lines = IntStream.range(0, 10_000)
        .mapToObj(Integer::toString)
        .collect(
            Collectors.joining("\n"));

    var batch = Batch.ofLines(
        CommandTemplate.parse("echo @ARG_1@ @ARG_2@", directory, List.of()),
        combined(Combination.PRODUCT, lines, lines),
        Variables.NONE,
        List.of(),
        Duration.ofSeconds(1),
        Retries.NONE);

    assertThat(batch.size()).isEqualTo(100_000_000);
    assertThat(batch.task(99_990_007))
        .extracting(Task::command, Task::sequence)
        .containsExactly(List.of("echo", "9999", "7"), 99_990_008);
  }

  @Test
  void aProductThatARunCannotCountIsRefused() {
    var lines = "x\n".repeat(50_000);

    assertThatThrownBy(() -> combined(Combination.PRODUCT, lines, lines))
        .hasMessageContaining("more tasks than 2147483647")
        .hasMessageContaining("/0 has 50000 lines");
  }

  @Test
  void columnsCountOnAndDifferInTheirNames() throws Exception {
    var form = new ArgumentsFile.Form(Optional.empty(), false, true);
    var named = CombinedArguments.of(
        List.of(file("0", "host\na", form), file("1", "port\n1", form)), Combination.PRODUCT);

    assertThat(named.columns()).containsExactly("host", "port");
    assertThatThrownBy(
        () -> CombinedArguments.of(
            List.of(file("0", "host\na", form), file("1", "host\n1", form)), Combination.ZIP))
        .hasMessageContaining("two columns are called 'host'");
  }

  @Test
  void anEmptyFileLeavesNothingToCombine() throws Exception {
    assertThat(combined(Combination.PRODUCT, "a", "").size()).isZero();
  }

  @Test
  void filesMayMove() throws Exception {
    var moved = combined(Combination.ZIP, "a", "1")
        .at(Map.of(directory.resolve("1"), Path.of("/kept/list")));

    assertThat(moved.paths()).containsExactly(directory.resolve("0"), Path.of("/kept/list"));
    assertThat(moved.name(0)).isEqualTo(directory + "/0:1+list:1");
  }

  private CombinedArguments combined(Combination combination, String... texts) throws Exception {
    var files = new ArrayList<ArgumentsFile>();
    for (var text : texts) {
      files.add(file(Integer.toString(files.size()), text, PLAIN));
    }
    return CombinedArguments.of(files, combination);
  }

  private ArgumentsFile file(String name, String text, ArgumentsFile.Form form)
      throws IOException, InputException {
    return ArgumentsFile.read(
        Files.writeString(directory.resolve(name), text), form, new ListFiles());
  }

  private static List<List<String>> all(ArgumentLines lines) {
    return IntStream.range(0, lines.size()).mapToObj(i -> lines.line(i).arguments()).toList();
  }
}
