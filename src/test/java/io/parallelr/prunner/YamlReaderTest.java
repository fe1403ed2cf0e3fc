package io.parallelr.prunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class YamlReaderTest {
  private static final long SEED = 20260101;
  private static final String SAMPLE = """
      pipelines:
        one: &one
          <<: [*none, {env: {A: &a "x\\u00e9\\n"}}]
          concurrency: 0x1F
          tasks: {b: {script: ['it''s', "q", |-
                block
                , >+
                folded
                ], depends_on: [a, *a], env: {N: !!str 5, T: !x y, B: 1_0.5e3}}}
        ? {a: b}
        : [c, ~, null, true, 2001-01-01]
      ...
      --- # second
      %YAML 1.1
      """;

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      ` `                 | ``   | EOF: the file is empty; write pipelines: {} if it is to define none
      `# nothing`         | ``   | EOF: the file is empty; write pipelines: {} if it is to define none
      `a: *b`             | :1:4 | *b stands for nothing: there is no &b before it
      `a: &a [*a]`        | :1:8 | *a is inside of what it stands for; write it out
      `a: {<<: 5}`        | :1:5 | << needs a map, or a list of maps: write <<: *name
      `{[a]: b}`          | :1:2 | a key is a list or a map; write a word
      """, maxCharsPerColumn = 300)
  void saysWhereAndWhyItCannotBeRead(String text, String place, String message) {
    assertThat(Decoded.errors(text))
        .containsExactly("p.yml%s: decoding YAML: %s".formatted(place, message));
  }

  @Test
  void saysWhatToDoAboutTabsAndColons() {
    assertThat(Decoded.errors("pipelines:\n\tp:")).singleElement()
        .asString()
        .startsWith("p.yml:2:1: decoding YAML: ")
        .endsWith("; indent with spaces");
    assertThat(Decoded.errors("a: b: c")).singleElement()
        .asString()
        .startsWith("p.yml:1:5: decoding YAML: ")
        .endsWith("; put a text that has a colon in quotes");
    assertThat(Decoded.errors("pipelines: [")).singleElement()
        .asString()
        .startsWith("p.yml:1:13: decoding YAML: ");
  }

  @Test
  void mergesMapsOfWhichTheOwnKeysCountMostAndEarlierOnesMore() {
    var pipeline = Decoded.pipelines("""
        a: &a {X: 1, Y: 1, Z: 1}
        b: &b {X: 2, W: 2}
        pipelines: {p: {env: {Y: 3, <<: [*a, *b], V: 3}}}
        """).getFirst();

    assertThat(pipeline.rules().environment()).containsOnly(
        Map.entry("X", "1"),
        Map.entry("Y", "3"),
        Map.entry("Z", "1"),
        Map.entry("W", "2"),
        Map.entry("V", "3"));
  }

  @Test
  void stopsAtABombOfAliases() {
    var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, "*a%d, ".formatted(i - 1).repeat(9)));
    }

    assertThat(Decoded.errors(bomb.toString())).singleElement()
        .asString()
        .endsWith(": decoding YAML: more than 200,000 values, with those that aliases stand for");
  }

  @Test
  void stopsAtTheGreatestDepth() {
    assertThat(Decoded.errors("[".repeat(100_000))).singleElement()
        .asString()
        .endsWith(": decoding YAML: nested deeper than 100 levels");
    assertThat(Decoded.errors("? ".repeat(10_000) + "a")).singleElement()
        .asString()
        .endsWith(": decoding YAML: nested deeper than 100 levels");
  }

  @Test
  void anyTextGivesPipelinesOrProblems() {
    var random = new Random(SEED);
    for (int n = 0; n < 2_000; n++) {
      var text = mutated(random, SAMPLE);

      Decoded.errors(text); // any exception fails, with the seed to find it again
    }
  }

  private static String mutated(Random random, String text) {
    var changed = new StringBuilder(text);
    var marks = "{}[]:,&*!|>'\"%@`#?-~<\\ \n\t\0\u00e9\u2028\ud83d\ue000\ufeffx0";
    for (int n = random.nextInt(1, 12); n > 0 && !changed.isEmpty(); n--) {
      int at = random.nextInt(changed.length());
      int end = Math.min(changed.length(), at + random.nextInt(20));
      switch (random.nextInt(4)) {
        case 0 -> changed.insert(at, marks.charAt(random.nextInt(marks.length())));
        case 1 -> changed.setCharAt(at, marks.charAt(random.nextInt(marks.length())));
        case 2 -> changed.delete(at, end);
        default -> changed.insert(random.nextInt(changed.length()), changed.substring(at, end));
      }
    }
    return changed.toString();
  }
}
