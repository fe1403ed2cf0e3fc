package io.parallelr.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class BashCompletionTest {
  @TempDir
  private Path directory;

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "autoexecflow cl              | client",
      "autoexecflow client lo       | logs",
      "autoexecflow client shell --tok | --token",
      "autoexecflow server --pool   | --pool_size",
      "autoexecflow run --step      | --step_type",
      "autoexecflow service --pri   | --print",
      "tasker --log-level=D         | DEBUG",
      "prunner --on-restart c       | cancel continue",
      "ptasker --orphans a          | adopt"})
  void completesCommandsOptionsAndValues(String line, String completed)
      throws IOException, InterruptedException {
    var name = line.substring(0, line.indexOf(' '));
    var program =
        Manual.programs().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    var script = Files.writeString(directory.resolve("completion"), BashCompletion.of(program));

    var bash = new ProcessBuilder(
        "bash", "--norc", "-c", """
            source "$1"
            COMP_LINE=$2 COMP_POINT=${#2} COMP_WORDS=($2)
            _complete_$3
            echo "${COMPREPLY[*]}"
            """,
        "bash", script.toString(), line, name)
        .redirectErrorStream(true)
        .start();
    var printed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(bash.waitFor()).as(printed).isZero();
    assertThat(printed).isEqualTo(completed + '\n');
  }
}
