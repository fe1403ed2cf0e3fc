package io.parallelr.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryTest {
  @ParameterizedTest
  @CsvSource({"200, DONE", "204, DONE", "302, LATER", "400, REFUSED", "404, REFUSED", "408, LATER",
      "425, LATER", "429, LATER", "500, LATER", "503, LATER"})
  void theStatusSaysWhetherToTryAgain(int status, Delivery delivery) {
    assertThat(Delivery.ofStatus(status)).isEqualTo(delivery);
  }
}
