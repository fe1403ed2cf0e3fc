package io.parallelr.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.journal.RunLabels;
import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunSpecTest {
  static final RunSpec EMPTY = new RunSpec(
      Path.of("/here"),
      List.of(),
      List.of(),
      ListedArguments.NONE,
      Optional.empty(),
      List.of(),
      Optional.empty(),
      List.of(),
      false,
      false,
      Optional.empty(),
      List.of(),
      RunSpec.Lists.PLAIN,
      Optional.empty(),
      RunLabels.NONE);
  private static final List<String> TEXTS =
      List.of("", " ", "a", "ä€😀", "\n\t\"\\", "\udcff", "--x=1", "a/b", "/c", "'\0'");

  /// What a run records is what a later one reads, whatever bytes are in it.
  @Test
  void isReadAsItWasWritten() throws IOException {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      var spec = any(random);
      var read = RunSpec.read(JsonObject.parse(JsonText.object(spec::write)));

      assertThat(read).as("seed %d", seed).contains(spec);
    }
  }

  @Test
  void anotherObjectHasNone() throws IOException {
    assertThat(RunSpec.read(JsonObject.parse("{\"sources\":[\"a\"]}"))).isEmpty();
  }

  @Test
  void aDamagedOneIsRefused() {
    assertThatThrownBy(() -> RunSpec.read(JsonObject.parse("{\"spec\":{\"sources\":[\"a\"]}}")))
        .hasMessage("no directory in its spec");
  }

  @Test
  void whatIsLeftOpenIsTakenFromTheEarlierRun() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      var mine = any(random);
      var earlier = any(random);
      var both = mine.over(earlier);

      assertThat(both.directory()).isEqualTo(mine.directory());
      assertThat(both.extensions())
          .isEqualTo(mine.extensions().isEmpty() ? earlier.extensions() : mine.extensions());
      assertThat(both.variables())
          .isEqualTo(mine.variables().isEmpty() ? earlier.variables() : mine.variables());
      assertThat(both.separator()).isEqualTo(mine.separator().or(earlier::separator));
      assertThat(both.command()).isEqualTo(mine.command().or(earlier::command));
      assertThat(both.watch()).isEqualTo(mine.watch() || earlier.watch());
      assertThat(both.taskOutput()).isEqualTo(mine.taskOutput() || earlier.taskOutput());
      assertThat(both.secretVariables()).doesNotHaveDuplicates()
          .containsAll(mine.secretVariables())
          .containsAll(earlier.secretVariables());
      for (var key : List.of("k0", "k1", "k2")) {
        var expected = last(mine, key).or(() -> last(earlier, key));
        assertThat(last(both, key)).as("seed %d, %s", seed, key).isEqualTo(expected);
      }
    }
  }

  /// A run may be resumed from another directory.
  @Test
  void pathsOfTheEarlierRunKeepTheirMeaning() {
    var earlier = new RunSpec(
        Path.of("/there"),
        List.of("tasks", "/abs", "*.sh", "@list", "@/abs", "@-"),
        List.of(),
        new ListedArguments(List.of("list", "/abs"), Optional.of("zip")),
        Optional.empty(),
        List.of(),
        Optional.of(new RunSpec.Command("./run @TASK@", Path.of("/there"))),
        List.of(),
        false,
        false,
        Optional.of("my.conf"),
        List.of(),
        RunSpec.Lists.PLAIN,
        Optional.empty(),
        RunLabels.NONE);

    var both = EMPTY.over(earlier);

    assertThat(both.sources()).containsExactly("/there/tasks", "/abs", "/there/*.sh",
        "@/there/list", "@/abs", "@/there/-");
    assertThat(both.argumentsPaths()).containsExactly(Path.of("/there/list"), Path.of("/abs"));
    assertThat(both.arguments().combination()).contains("zip");
    assertThat(both.configurationPath()).contains(Path.of("/there/my.conf"));
    assertThat(both.command().orElseThrow().directory()).isEqualTo(Path.of("/there"));
  }

  private static Optional<RunSpec.Setting> last(RunSpec spec, String key) {
    return spec.settings().stream().filter(s -> s.key().equals(key)).reduce((_, b) -> b);
  }

  private static RunSpec any(Random random) {
    var directory = Path.of("/" + random.nextInt(3));
    return new RunSpec(
        directory,
        texts(random),
        texts(random),
        new ListedArguments(texts(random), text(random)),
        text(random),
        texts(random),
        text(random).map(t -> new RunSpec.Command(t, Path.of("/" + random.nextInt(3)))),
        texts(random).stream().distinct().toList(),
        random.nextBoolean(),
        random.nextBoolean(),
        text(random),
        IntStream.range(0, 3)
            .filter(_ -> random.nextBoolean())
            .mapToObj(
                k -> new RunSpec.Setting("k" + k, text(random).orElse("x"), "o" + random.nextInt()))
            .toList(),
        new RunSpec.Lists(random.nextBoolean(), random.nextBoolean(), random.nextBoolean()),
        text(random),
        new RunLabels(text(random), text(random).map(t -> Map.of(t, t)).orElse(Map.of())));
  }

  private static Optional<String> text(Random random) {
    int i = random.nextInt(TEXTS.size() * 2);
    return i < TEXTS.size() ? Optional.of(TEXTS.get(i)) : Optional.empty();
  }

  private static List<String> texts(Random random) {
    return IntStream.range(0, random.nextInt(4))
        .mapToObj(_ -> TEXTS.get(random.nextInt(TEXTS.size())))
        .toList();
  }
}
