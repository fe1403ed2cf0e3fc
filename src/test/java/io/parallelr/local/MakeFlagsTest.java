package io.parallelr.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MakeFlagsTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', nullValues = "-", value = {
      "''                                    | -j4 --jobserver-auth=fifo:/f",
      "' -j8 --jobserver-auth=3,4'           | -j4 --jobserver-auth=fifo:/f",
      "'ks -j --jobserver-fds=3,4 -- A=1'    | ks -j4 --jobserver-auth=fifo:/f -- A=1",
      "'--no-print-directory -Otarget'       | -j4 --jobserver-auth=fifo:/f --no-print-directory -Otarget",
      "'A=b\\ -j9'                           | -j4 --jobserver-auth=fifo:/f A=b\\ -j9",
      "k                                     | k -j4 --jobserver-auth=fifo:/f"})
  void otherFlagsStayInTheirOrder(String inherited, String expected) {
    assertThat(MakeFlags.with(inherited, 4, "fifo:/f")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"GNU Make 4.3, false", "GNU Make 4.4, true", "GNU Make 4.10.1, true",
      "GNU Make 5.0, true", "GNU Make 3.81, false", "bmake, false"})
  void makeTakesFifosFromAVersionOn(String version, boolean takes) {
    assertThat(InstalledMake.takesFifo(version + "\nBuilt for x")).isEqualTo(takes);
  }
}
