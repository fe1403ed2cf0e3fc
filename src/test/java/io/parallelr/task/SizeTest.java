package io.parallelr.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.task.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      0                   | 0 B
      1023                | 1023 B
      1024                | 1.0 KiB
      1000000             | 976.6 KiB
      1048576             | 1.0 MiB
      500000000           | 476.8 MiB
      3221225472          | 3.0 GiB
      9223372036854775807 | 8.0 EiB
      """)
  void unitsAreOf1024(long bytes, String shown) {
    assertThat(Size.of(bytes)).isEqualTo(shown);
  }
}
