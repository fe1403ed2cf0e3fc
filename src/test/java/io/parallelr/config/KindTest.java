package io.parallelr.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigValueFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KindTest {

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(delimiter = '|', textBlock = """
      limits.max-workers        | 1e3      | 1000
      limits.timeout            | 0.001    | 0.001 s
      limits.timeout            | 10d      | 864000 s
      limits.timeout            | 10 min   | 600 s
      limits.task-start-delay   | 1e-99999 | 0 s
      limits.timeout            | 0        | off
      limits.timeout            | 0.0      | off
      limits.timeout            | 0 min    | off
      limits.timeout            | Off      | off
      limits.max-allowed-timeout | none    | none
      limits.max-allowed-workers | None    | none
      limits.max-allowed-output | 0        | 0
      limits.max-failure-rate   | 1        | 1.0
      limits.stop-limits-enabled | On      | true
      execution.launcher        | Posix    | posix
      logging.level             | warning  | WARN
      logging.max-log-size      | 10 MB    | 10000000 bytes
      logging.custom-date-format | ddMMMyy_HHmmss | ddMMMyy_HHmmss
      advanced.max-file-size    | 1        | 1 bytes
      advanced.max-file-size    | none     | none
      security.max-argument-length | none  | none
      advanced.memory-limit     | 1 MiB    | 1048576 bytes
      advanced.memory-limit     | None     | none
      limits.max-output         | 10 MB    | 10000000 bytes
      limits.max-output         | 1kB:kill | 1000 bytes:kill
      admission.max-load        | 2.5      | 2.5
      admission.max-pressure    | 40       | cpu:40.0,memory:40.0,io:40.0
      admission.max-pressure    | io:5%, cpu:90 | cpu:90.0,io:5.0
      execution.make-jobserver  | pipe     | pipe
      execution.cpus-per-slot   | 2        | 2
      """)
  void aValueThatFitsIsRead(String key, String text, String shown) throws InvalidValueException {
    assertThat(shown(Key.named(key).orElseThrow(), text)).isEqualTo(shown);
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(delimiter = '|', textBlock = """
      limits.max-workers         | 99999999999 | more than the maximum of 1000000
      limits.max-workers         | 1e9         | is '1e9', more than the maximum of 1000000
      limits.max-workers         | ''          | not a whole number of at least 1
      limits.timeout             | 0.0001      | not a time from 0.001 to
      limits.timeout             | -1          | , or off or 0
      limits.timeout             | none        | not a time from 0.001 to
      limits.resume-after        | 0           | not a time from 0.001 to
      limits.max-output          | :kill       | with :kill after it
      limits.max-output          | 1kB:stop    | with :kill after it
      admission.max-load         | -1          | not a load average
      admission.max-pressure     | disk:5      | not a share in percent
      admission.max-pressure     | 101         | not a share in percent
      execution.nice             | 20          | not a whole number from 0 to 19
      limits.max-workers         | 0%          | auto, or a share of the CPUs such as 200%
      limits.max-workers         | -50%        | not a whole number of at least 1
      limits.max-workers         | %           | not a whole number of at least 1
      limits.max-workers         | 1e9%        | not a whole number of at least 1
      limits.timeout             | 0x10        | not a time from 0.001 to
      limits.timeout             | 1e999999999 | not a time from 0.001 to
      limits.wait-time           | 11 s        | not a time from 0.01 to 10 seconds
      limits.max-failure-rate    | NaN         | not a number from 0 to 1
      logging.backup-count       | 21          | not a whole number from 0 to 20
      logging.max-log-size       | 10          | not a size of at least 1000 bytes
      logging.console-format     | ' '         | not text that is not blank
      logging.custom-date-format | %d%b%y      | not a Java date format
      logging.custom-date-format | yyyy"MM     | not a Java date format
      logging.custom-date-format | ''          | not a Java date format
      advanced.max-file-size     | 1.5         | not a size of at least 1 byte
      advanced.max-file-size     | -1 MB       | not a size of at least 1 byte
      """)
  void aValueThatDoesNotFitIsToldWhatWould(String key, String text, String message) {
    assertThatThrownBy(() -> read(key, text)).isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("is '" + text + "'")
        .hasMessageContaining(message);
  }

  @ParameterizedTest(name = "{0} of {1} CPUs are {2} slots")
  @CsvSource(textBlock = """
      auto, 3, 3
      AUTO, 1, 1
      100%, 3, 3
      200%, 3, 6
      50%, 3, 2
      1%, 8, 1
      12.5 %, 16, 2
      7, 2, 7
      """)
  void slotsMayBeAShareOfTheCpus(String text, int cpus, int slots) throws InvalidValueException {
    assertThat(new Kind.Slots(() -> cpus).read(ConfigValueFactory.fromAnyRef(text)))
        .isEqualTo(slots);
  }

  @Test
  void aMemoryLimitWhoseUnitWasForgottenIsNotTakenForBytes() {
    assertThatThrownBy(() -> read("advanced.memory-limit", "512")).hasMessage(
        "is '512', not a size of at least 1000000 bytes, such as 1048576, 10MB or 1GiB, or none");
  }

  private static <T> String shown(Key<T> key, String text) throws InvalidValueException {
    return key.kind().show(key.kind().read(ConfigValueFactory.fromAnyRef(text)));
  }

  private static Object read(String key, String text) throws InvalidValueException {
    return Key.named(key).orElseThrow().kind().read(ConfigValueFactory.fromAnyRef(text));
  }
}
