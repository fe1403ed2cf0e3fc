package io.parallelr.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.task.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellWordsTest {
  private static final String LETTERS = "ab'\"\\ $`\n\t*|;&<>(){}[]!#~=%@äß𝄞-.";

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      bash @TASK@             | bash,@TASK@
      a  b                    | a,b
      'a b' c                 | a b,c
      "a b"'c'd               | a bcd
      a\\ b                   | a b
      "a\\"b\\$c\\d"          | a"b$c\\d
      '' ""                   | ,
      sh -c 'echo $HOME; ls'  | sh,-c,echo $HOME; ls
      a*b $x {y}              | a*b,$x,{y}
      """, ignoreLeadingAndTrailingWhitespace = true, nullValues = "NONE")
  void splitsAsAShellDoes(String text, String words) throws InputException {
    var expected = List.of(words.replace("\\\\", "\\").split(",", -1));

    assertThat(ShellWords.split(text.replace("\\\\", "\\"))).isEqualTo(expected);
  }

  @Test
  void saysWhereAQuoteIsNotClosed() {
    assertThatThrownBy(() -> ShellWords.split("bash 'a b"))
        .hasMessage("column 6: this quote is not closed");
    assertThatThrownBy(() -> ShellWords.split("bash \"a"))
        .hasMessage("column 6: this quote is not closed");
    assertThatThrownBy(() -> ShellWords.split("bash \\"))
        .hasMessageStartingWith("column 6: nothing follows the backslash");
  }

  @Test
  void anyWordsSurviveQuotingAndSplitting() throws InputException {
    var random = new Random(7);
    for (int i = 0; i < 5000; i++) {
      var words = randomWords(random);

      assertThat(ShellWords.split(ShellWords.quote(words))).isEqualTo(words);
    }
  }

  @Test
  void anyTextIsSplitOrRefusedByItsOwnError() {
    var random = new Random(8);
    for (int i = 0; i < 5000; i++) {
      var text = randomText(random, 30);
      try {
        assertThat(ShellWords.split(text)).doesNotContainNull();
      } catch (InputException e) {
        assertThat(e).hasMessageStartingWith("column ");
      }
    }
  }

  @Test
  void aRealShellTakesQuotedWordsForWhatTheyWere() throws IOException, InterruptedException {
    var random = new Random(9);
    var all = new ArrayList<String>();
    var script = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      var words = randomWords(random);
      script.append("printf '%s\\0' ").append(ShellWords.quote(words)).append('\n');
      all.addAll(words);
    }

    assertThat(shell(script.toString())).isEqualTo(all);
  }

  @Test
  void bashTakesWordsAsShownForWhatTheyWere() throws IOException, InterruptedException {
    var random = new Random(10);
    var all = new ArrayList<String>();
    var script = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      var words = IntStream.rangeClosed(0, random.nextInt(4))
          .mapToObj(_ -> randomText(random, 4) + randomControls(random))
          .toList();
      var line = ShellWords.show(words);
      assertThat(line).isEqualTo(Printable.of(line));
      script.append("printf '%s\\0' ").append(line).append('\n');
      all.addAll(words);
    }

    assertThat(shell("bash", script.toString())).isEqualTo(all);
    assertThat(ShellWords.show(List.of("a b\n\033", "\udcfc", "it's"))).isEqualTo(
        "$'a b\\n\\x1b' $'\\xfc' 'it'\\''s'");
  }

  private static String randomControls(Random random) {
    var controls = "\n\r\t\007\033\177\u0085\u009b\u2028\u202e\ufeff1aF'\\";
    return IntStream.range(0, random.nextInt(6))
        .mapToObj(_ -> "" + controls.charAt(random.nextInt(controls.length())))
        .collect(Collectors.joining());
  }

  @Test
  void variablesAreSetForTheCommand() throws IOException, InterruptedException {
    var words = List.of("sh", "-c", "printf '%s\\0' \"$A\" \"$B\"");
    var line = ShellWords.quote(Map.of("A", "it's"), words);

    assertThat(line).startsWith("A='it'\\''s' sh -c ");
    assertThat(shell(line)).isEqualTo(List.of("it's", ""));
    assertThat(ShellWords.quote(Map.of(), List.of("A=b", "c"))).isEqualTo("'A=b' c");
  }

  private static List<String> shell(String script) throws IOException, InterruptedException {
    return shell("sh", script);
  }

  private static List<String> shell(String shell, String script)
      throws IOException, InterruptedException {
    var process = new ProcessBuilder(shell).redirectErrorStream(true).start();
    Thread.ofVirtual().start(() -> {
      try (var in = process.getOutputStream()) {
        in.write(script.getBytes(UTF_8));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    });
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    return Arrays.asList(output.substring(0, output.length() - 1).split("\0", -1));
  }

  private static List<String> randomWords(Random random) {
    return IntStream.rangeClosed(0, random.nextInt(4))
        .mapToObj(_ -> randomText(random, 8))
        .toList();
  }

  private static String randomText(Random random, int most) {
    var letters = LETTERS.codePoints().toArray();
    return IntStream.range(0, random.nextInt(most + 1))
        .map(_ -> letters[random.nextInt(letters.length)])
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void aFirstWordThatAShellWouldTakeForItsOwnIsQuoted() {
    assertThat(ShellWords.quote(List.of("time", "time"))).isEqualTo("'time' time");
    assertThat(ShellWords.quote(List.of("a=b", "a=b"))).isEqualTo("'a=b' a=b");
    assertThat(ShellWords.quote(List.of("%1", "%1"))).isEqualTo("'%1' %1");
    assertThat(ShellWords.quote(List.of("x", "=ls", "^a"))).isEqualTo("x '=ls' '^a'");
  }
}
