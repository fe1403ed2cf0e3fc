package io.parallelr.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      plain täst ñ 日本 😀 | plain täst ñ 日本 😀
      a\\b                 | a\\b
      """)
  void showsWhatIsPlainAsItIs(String text, String shown) {
    assertThat(Printable.of(text)).isEqualTo(shown);
  }

  @Test
  void writesOutWhatDrivesATerminal() {
    assertThat(Printable.of("x\n2026 \u001b]0;title\u0007\r\t\u007f\u009b"))
        .isEqualTo("x\\n2026 \\x1b]0;title\\x07\\r\\t\\x7f\\x9b");
    assertThat(Printable.of("a\u202eb\u2028c")).isEqualTo("a\\u202eb\\u2028c");
  }

  @Test
  void writesOutBytesThatAreNotUtf8() {
    assertThat(Printable.of("x\udcfc.sh")).isEqualTo("x\\xfc.sh");
    assertThat(Printable.of("x\ud800.sh")).isEqualTo("x\\ud800.sh");
  }

  @Test
  void leavesNoControlCharacterInAnyText() {
    var random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      var text = random.ints(20, 0, 0x300)
          .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
          .toString();
      assertThat(Printable.of(text).chars()).noneMatch(Character::isISOControl);
    }
  }
}
