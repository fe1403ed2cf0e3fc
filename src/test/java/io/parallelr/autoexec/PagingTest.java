package io.parallelr.autoexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagingTest {
  private static final Paging FIRST = new Paging(1, 15, "");

  @ParameterizedTest
  @CsvSource(textBlock = """
      3,           20,           3,       20
      0,           0,            1,       15
      -5,          -1,           1,       15
      1,           501,          1,       500
      2147483647,  2147483647,   4294967, 500
      """)
  void takesTheNearestInRange(int page, int size, int nearestPage, int nearestSize) {
    var paging = new Paging(page, size, "");

    assertThat(paging).isEqualTo(new Paging(nearestPage, nearestSize, ""));
    assertThat(paging.skip()).isNotNegative();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {}                                       | 2       | 30  | a
      {"page": 3}                              | 3       | 30  | a
      {"size": 5, "prefix": "b"}               | 2       | 5   | b
      {"page": 4294967299, "size": 4294967299} | 4294967 | 500 | a
      {"page": -4294967293}                    | 1       | 30  | a
      {"page": 1e300}                          | 4294967 | 30  | a
      {"page": "3", "size": null, "prefix": 5} | 2       | 30  | a
      """)
  void aMessageChangesWhatItSays(String message, int page, int size, String prefix)
      throws RefusedException {
    assertThat(new Paging(2, 30, "a").with(message)).isEqualTo(new Paging(page, size, prefix));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "[1]", "{\"page\":", "5", "null"})
  void refusesOtherMessages(String message) {
    assertThatThrownBy(() -> FIRST.with(message)).isInstanceOf(RefusedException.class)
        .message()
        .isNotBlank();
  }

  @Test
  void countsPages() {
    assertThat(FIRST.json(0)).isEqualTo(Map.of("current", 1, "size", 15, "total", 0));
    assertThat(FIRST.json(15)).containsEntry("total", 1);
    assertThat(FIRST.json(16)).containsEntry("total", 2);
  }
}
