package io.parallelr.autoexeccli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.http.Address;
import io.parallelr.run.UserError;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedTest {
  private static final Path DIRECTORY = Path.of("/work");

  @ParameterizedTest
  @CsvSource({
      "tcp://127.0.0.1:2376, 127.0.0.1, 2376",
      "localhost:80, localhost, 80",
      ":2376, 0.0.0.0, 2376",
      "tcp://0.0.0.0:0, 0.0.0.0, 0",
      "tcp://[::1]:65535, ::1, 65535"})
  void tcpAddresses(String text, String host, int port) {
    assertThat(Checked.address("--addr", text, DIRECTORY)).isEqualTo(new Address.Tcp(host, port));
  }

  @ParameterizedTest
  @CsvSource({"unix:///run/a.sock, /run/a.sock", "unix://a/../b.sock, /work/b.sock"})
  void socketsAreTakenAgainstTheDirectory(String text, String path) {
    assertThat(Checked.address("--addr", text, DIRECTORY))
        .isEqualTo(new Address.UnixSocket(Path.of(path)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2376", "host", "host:", "host:x", "host:65536", "host:-1", "unix://",
      "http://host:80", "npipe://x"})
  void refusesOtherAddresses(String text) {
    assertThatThrownBy(() -> Checked.address("--addr", text, DIRECTORY))
        .isInstanceOfSatisfying(
            UserError.class,
            error -> assertThat(error.exitStatus()).isEqualTo(2))
        .hasMessageStartingWith("--addr: '" + text + "' is not valid; give ");
  }

  @ParameterizedTest
  @CsvSource({"/, ''", "'', ''", "tasks, /tasks", "/tasks/, /tasks", "/a/b//, /a/b"})
  void basePaths(String text, String path) {
    assertThat(Checked.basePath("--relative_path", text)).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a//b", "/{a}", "/a?b"})
  void refusesOtherBasePaths(String text) {
    assertThatThrownBy(() -> Checked.basePath("--relative_path", text))
        .isInstanceOf(UserError.class);
  }

  @Test
  void numbersAreWithinTheirRange() {
    assertThat(Checked.number("--n", "0", 0, 9)).isZero();
    assertThat(Checked.number("--n", "9", 0, 9)).isEqualTo(9);
    for (var text : new String[]{"", "-1", "10", "1.5", "9999999999", "x"}) {
      assertThatThrownBy(() -> Checked.number("--n", text, 0, 9))
          .hasMessage("--n: '%s' is not valid; give a whole number from 0 to 9".formatted(text));
    }
  }

  @Test
  void timesAreThoseOfTheOriginals() {
    assertThat(Checked.time("--t", "1h30m")).isEqualTo(Duration.ofMinutes(90));
    assertThat(Checked.orNever(Checked.time("--t", "0"))).isEmpty();
    assertThatThrownBy(() -> Checked.positiveTime("--t", "0")).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> Checked.time("--t", "-1s")).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> Checked.time("--t", "soon")).isInstanceOf(UserError.class);
  }

  @Test
  void whatIsNotThereCanOnlyHaveItsUsualValue() {
    Checked.only("--db_url", "sqlite://localhost", "sqlite:", "why");
    Checked.only("--self_url", "", "", "why");
    assertThatThrownBy(() -> Checked.only("--self_url", "https://a", "", "why"))
        .hasMessage("--self_url: 'https://a' cannot be used: why");
  }
}
