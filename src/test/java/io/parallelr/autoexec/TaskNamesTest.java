package io.parallelr.autoexec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskNamesTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      a b/c_1.2~\u6d4b\u8bd5! | abc_1.2~\u6d4b\u8bd5
      ...                     | ...
      ../etc                  | ..etc
      \u00e9\u0430            | new
      .                       | new
      `/../`                  | new
      ``                      | new
      \ud840\udc00x           | \ud840\udc00x
      """)
  void keepsWhatIsAllowedAndMakesANameOfNothing(String given, String name) {
    assertThat(new TaskNames(() -> "new").of(given)).isEqualTo(name);
  }

  @Test
  void aCleanNameStaysAsItIsAndLeadsNowhereElse() {
    var random = new Random(20260302);
    for (int n = 0; n < 5_000; n++) {
      var text = new StringBuilder();
      for (int i = random.nextInt(8); i > 0; i--) {
        text.append((char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(0x10000)));
      }

      var name = new TaskNames(() -> "new").of(text.toString());

      assertThat(name).isNotEmpty()
          .doesNotContain("/", "\\", "\u0000", " ", "\n")
          .isNotIn(".", "..");
      assertThat(TaskNames.clean(name)).isEqualTo(name);
    }
  }
}
