package io.parallelr.prunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DotenvTest {
  private static final long SEED = 20260101;

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      `A=value`                | value
      `A: value`               | value
      `A =  value  `           | value
      `export A=value`         | value
      `export\tA=value`        | value
      `A=`                     | ``
      `A=\nB=c`                | ``
      `A=a b # comment`        | a b
      `A=a#b`                  | a#b
      `A=# comment`            | ``
      `A="a # b" # comment`    | a # b
      `A='a $B \\n'`           | a $B \\n
      `A="x\\ny"`              | `x\ny`
      `A="a\\tb\\\\c\\"d"`     | atb\\c"d
      `A="two\nlines"`         | `two\nlines`
      `A='two\nlines'`         | `two\nlines`
      `B=1\nA=$B-${B}-$C.`     | 1-1-.
      `B=1\nA="$B ${B}"`       | 1 1
      `B=1\nA="\\$B"`          | $B
      `A=pa$word${lower}`      | pa$word${lower}
      `A="pa\\$word"`          | pa$word
      `A=$PATH`                | ``
      `A=1\nA=2`               | 2
      `A=it's`                 | it's
      `\uFEFFA=1\r\nB=2\r\n`   | 1
      """)
  void readsAValue(String text, String value) throws InvalidDotenvException {
    assertThat(Dotenv.parse(".env", text)).containsEntry("A", value);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      `A=1\nB`         | 2:1 | B has no value; write NAME=value
      `\n  =x`         | 2:3 | there is no name before =; write NAME=value
      `A-B=1`          | 1:2 | unexpected character "-" in a name; write NAME=value, with letters, digits and _
      `A=1\nB="x\ny`   | 2:3 | the quote is not closed; write " at the end
      `A='x`           | 1:3 | the quote is not closed; write ' at the end
      `A=\0`           | 1:3 | a value cannot have a NUL character; remove it
      """)
  void saysWhereAndWhyItCannotBeRead(String text, String place, String message) {
    assertThatThrownBy(() -> Dotenv.parse(".env", text))
        .isInstanceOf(InvalidDotenvException.class)
        .hasMessage("loading env file .env:%s: %s".formatted(place, message));
  }

  @Test
  void laterFilesCountMoreAndMissingOnesNothing(@TempDir Path directory) throws Exception {
    var first = Files.writeString(directory.resolve(".env"), "A=1\nB=1\n");
    var second = Files.writeString(directory.resolve(".env.local"), "B=2\nC=$A");

    assertThat(Dotenv.load(List.of(first, directory.resolve("none"), second)))
        .isEqualTo(Map.of("A", "1", "B", "2", "C", ""));
  }

  @Test
  void saysWhyAFileCannotBeRead(@TempDir Path directory) throws IOException {
    var file = Files.write(directory.resolve("bad"), new byte[]{'A', '=', (byte) 0xff});

    assertThatThrownBy(() -> Dotenv.load(List.of(file)))
        .hasMessage("loading env file %s: the file cannot be read: not valid UTF-8", file);
  }

  @Test
  void anyTextGivesVariablesOrAProblem() {
    var random = new Random(SEED);
    var characters = "AB= :#\"'\\$%{}\n\r\t export1.-\0\u00e9\ud83d";
    for (int n = 0; n < 30_000; n++) {
      var text = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        text.append(characters.charAt(random.nextInt(characters.length())));
      }

      try {
        assertThat(Dotenv.parse("f", text.toString())).doesNotContainKey("");
      } catch (InvalidDotenvException e) {
        assertThat(e.problem().message()).isNotBlank();
      }
    }
  }
}
