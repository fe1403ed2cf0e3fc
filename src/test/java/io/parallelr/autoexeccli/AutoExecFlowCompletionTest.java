package io.parallelr.autoexeccli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.AutoComplete;

@Timeout(60)
class AutoExecFlowCompletionTest {
  @TempDir
  Path directory;

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "cl|client",
      "client lo|logs",
      "client shell --tok|--token",
      "server --pool|--pool_size",
      "run --step|--step_type",
      "service --pri|--print"})
  void bashCompletesCommandsAndOptions(String typed, String completed)
      throws IOException, InterruptedException {
    var script = directory.resolve("completion");
    Files.writeString(script, AutoComplete.bash("autoexecflow", AutoExecFlowMain.parser()));

    var bash = new ProcessBuilder(
        "bash", "--norc", "-c",
        "source \"$1\"; COMP_WORDS=(autoexecflow $2); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); "
            + "_complete_autoexecflow; echo \"${COMPREPLY[*]}\"",
        "bash", script.toString(), typed)
        .redirectError(ProcessBuilder.Redirect.DISCARD) // compopt complains outside of a completion
        .start();
    var printed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(bash.waitFor()).as(printed).isZero();
    assertThat(printed.strip().split(" ")).contains(completed);
  }
}
