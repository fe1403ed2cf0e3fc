package io.parallelr.prunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.http.Address;
import io.parallelr.run.UserError;
import io.parallelr.serve.JobServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrunnerOptionsTest {
  private static final Path HERE = Path.of("/here");

  private static PrunnerOptions options(Map<String, String> environment, String... words)
      throws Exception {
    return new PrunnerOptions(CommandLine.parse(List.of(words)), environment, HERE);
  }

  @Test
  void nothingIsNeeded() throws Exception {
    var options = options(Map.of());

    assertThat(options.path(Flag.DATA)).isEqualTo(Path.of("/here/.prunner"));
    assertThat(options.path(Flag.CONFIG)).isEqualTo(Path.of("/here/.prunner.yml"));
    assertThat(options.text(Flag.PATTERN)).isEqualTo("**/pipelines.{yml,yaml}");
    assertThat(options.address()).isEqualTo(new Address.Tcp("localhost", 9009));
    assertThat(options.envFiles())
        .containsExactly(Path.of("/here/.env"), Path.of("/here/.env.local"));
    assertThat(options.is(Flag.WATCH)).isFalse();
    assertThat(options.pollInterval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(options.onRestart()).isEqualTo(JobServer.OnRestart.CANCEL);
    assertThat(options.onShutdown()).isEmpty();
    assertThat(options.optionalPath(Flag.STATIC)).isEmpty();
  }

  @Test
  void theCommandLineCountsMoreThanTheEnvironment() throws Exception {
    var environment = Map.of("PRUNNER_DATA", "e", "PRUNNER_PATH", "p", "PRUNNER_WATCH", "true");
    var options = options(environment, "--data", "c", "-watch=false", "-v");

    assertThat(options.text(Flag.DATA)).isEqualTo("c");
    assertThat(options.text(Flag.PATH)).isEqualTo("p");
    assertThat(options.is(Flag.WATCH)).isFalse();
    assertThat(options.is(Flag.VERBOSE)).isTrue();
  }

  @Test
  void envFilesMayBeGivenInSeveralWays() throws Exception {
    assertThat(options(Map.of(), "--env-files", "a,b", "--env-files=c").envFiles())
        .containsExactly(Path.of("/here/a"), Path.of("/here/b"), Path.of("/here/c"));
    assertThat(options(Map.of(), "--env-files", "").envFiles()).isEmpty();
    assertThat(options(Map.of("PRUNNER_ENV_FILES", "x")).envFiles())
        .containsExactly(Path.of("/here/x"));
    assertThat(options(Map.of("PRUNNER_ENV_FILES", "")).envFiles()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
      ":9009, 0.0.0.0, 9009", "127.0.0.1:0, 127.0.0.1, 0", "[::1]:80, ::1, 80",
      "example.org:1, example.org, 1"
  })
  void addressesHaveAPort(String text, String host, int port) throws Exception {
    assertThat(options(Map.of(), "--address", text).address())
        .isEqualTo(new Address.Tcp(host, port));
  }

  @ParameterizedTest
  @CsvSource({
      "--address, localhost", "--address, x:y", "--address, :99999", "--poll-interval, 0",
      "--poll-interval, 5", "--poll-interval, -1s", "--on-restart, never", "--on-shutdown, never",
      "--watch=maybe, x"
  })
  void wrongValuesAreExplained(String flag, String value) {
    assertThatThrownBy(() -> {
      var options = flag.contains("=") ? options(Map.of(), flag) : options(Map.of(), flag, value);
      options.address();
      options.pollInterval();
      options.onRestart();
      options.onShutdown();
      options.is(Flag.WATCH);
    }).isInstanceOf(UserError.class).hasMessageContaining("is not valid; give");
  }

  @Test
  void shutdownMayNotDependOnTheSignal() throws Exception {
    assertThat(options(Map.of(), "--on-shutdown", "keep").onShutdown())
        .isEqualTo(Optional.of(JobServer.Shutdown.KEEP));
  }

  @Test
  void unknownFlagsAreRefused() {
    assertThatThrownBy(() -> CommandLine.parse(List.of("--adress", "x")))
        .hasMessage("flag provided but not defined: -adress; did you mean --address?");
    assertThatThrownBy(() -> CommandLine.parse(List.of("--data")))
        .hasMessage("flag needs an argument: --data");
    assertThatThrownBy(() -> CommandLine.parse(List.of("debug", "--data", "x")))
        .hasMessageContaining("write flags before the command");
    assertThatThrownBy(() -> CommandLine.parse(List.of("-"))).hasMessageContaining("not defined");
  }

  @Test
  void theCommandStandsBehindTheFlags() throws Exception {
    assertThat(CommandLine.parse(List.of("--data", "x", "debug")).command()).isEqualTo("debug");
    assertThat(CommandLine.parse(List.of()).command()).isEmpty();
  }

  @Test
  void theHelpHasEachFlagWithItsVariable() {
    for (var flag : Flag.values()) {
      assertThat(Help.text()).contains("--" + flag.word());
      flag.variable().ifPresent(name -> assertThat(Help.text()).contains("[$" + name + "]"));
    }
  }
}
