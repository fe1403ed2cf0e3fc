package io.parallelr.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ForeignProcessTest {
  private static final Duration LONG = Duration.ofHours(1);

  @TempDir
  Path directory;

  @Test
  void theExitCodeOfAProcessThatIsNoChildIsKnown() throws Exception {
    assumeThat(knowsExits()).isTrue();

    assertThat(endOf("exit 7")).isInstanceOfSatisfying(
        ChildProcess.Exited.class,
        e -> assertThat(e.code()).isEqualTo(7));
  }

  @Test
  void soIsTheSignalThatEndedIt() throws Exception {
    assumeThat(knowsExits()).isTrue();

    assertThat(endOf("kill -KILL $$")).isInstanceOfSatisfying(
        ChildProcess.Killed.class,
        e -> assertThat(e.signal()).isEqualTo(9));
  }

  @Test
  void aNumberOfNoProcessIsRefused() {
    assertThatThrownBy(() -> ForeignProcess.of(Integer.MAX_VALUE)).isInstanceOf(IOException.class);
  }

  /// Linux 6.15 keeps the status of a process for those who hold a pidfd of it.
  private static boolean knowsExits() {
    var numbers = System.getProperty("os.version", "0.0").split("\\D", 3);
    return Integer.parseInt(numbers[0]) * 100 + Integer.parseInt(numbers[1]) >= 615;
  }

  /// The process starts when it is watched, by the pipe that it reads from.
  private ChildProcess.Exit endOf(String script) throws Exception {
    var pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    var code = "(read line < " + pipe + "; exec sh -c '" + script + "') > /dev/null & echo $!";
    var parent = new ProcessBuilder("sh", "-c", code).start();
    int pid = Integer.parseInt(
        new String(parent.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
    parent.waitFor();
    try (var process = ForeignProcess.of(pid)) {
      Files.writeString(pipe, "go\n");
      boolean ended = false;
      while (!ended) {
        ended = process.awaitEnd(LONG);
      }
      return process.exit().orElseThrow();
    }
  }
}
