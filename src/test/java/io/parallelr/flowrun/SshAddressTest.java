package io.parallelr.flowrun;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SshAddressTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      user me,hostname db1.example,port 2222           | db1.example | 2222 | false
      hostname db1,port 22,proxyjump none              | db1         | 22   | false
      hostname db1,port 22,proxyjump breaker              | db1         | 22   | true
      hostname db1,port 22,proxycommand nc -X 5 %h %p  | db1         | 22   | true
      port many,nonsense                               | h           | 22   | false
      """)
  void isReadFromWhatSshSaysOfItsConfiguration(
      String lines,
      String host,
      int port,
      boolean proxied) {
    assertThat(SshAddress.parse(lines.replace(',', '\n'), SshAddress.direct("h")))
        .isEqualTo(new SshAddress(host, port, proxied));
  }
}
