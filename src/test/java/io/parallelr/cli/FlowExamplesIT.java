package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs the examples of flows with their jar alone.
@Tag("long")
class FlowExamplesIT {
  private static final Path EXAMPLES = Path.of("src/examples");

  @TempDir
  Path directory;

  private static Stream<Arguments> examples() {
    return Stream.of(
        Arguments.of("GettingStarted", List.of("SUCCEEDED")),
        Arguments.of("Outputs", List.of("SUCCEEDED", "hello, it's $HOME: a b (3)")),
        Arguments.of("Logs", List.of("step look: exit status 3", "look: found, not all")),
        Arguments.of(
            "ManyRuns",
            List.of(
                "flow convert is busy: it may have 2 runs at once (maxRuns) and 1 waiting (queue)",
                "true")),
        Arguments.of("Schedule", List.of("check: SUCCEEDED", "check: SUCCEEDED")),
        Arguments.of("Asynchronous", List.of("FAILED", "done")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void printsWhatTheDocumentSays(String example, List<String> lines) throws Exception {
    var jar = Product.launcher().resolve("../../lib/parallelr-flow.jar").normalize();
    var source = EXAMPLES.resolve(example + ".java").toAbsolutePath();
    var output = directory.resolve("output");
    var program = new ProcessBuilder(
        ProcessHandle.current().info().command().orElseThrow(),
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        jar.toString(),
        source.toString())
        .directory(directory.toFile())
        .redirectOutput(output.toFile())
        .redirectError(directory.resolve("errors").toFile())
        .start();
    assertThat(program.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(directory.resolve("errors")).content().doesNotContain("Exception", "WARNING");
    assertThat(program.exitValue()).isZero();
    assertThat(Files.readAllLines(output)).isEqualTo(lines);
  }

  @Test
  void theDocumentHasTheExamples() throws Exception {
    var document = Files.readString(Path.of("docs/flow-api.md"));
    for (var example : examples().map(arguments -> (String) arguments.get()[0]).toList()) {
      assertThat(document)
          .contains(Files.readString(EXAMPLES.resolve(example + ".java")).stripTrailing());
    }
    assertThat(
        Files.readAllLines(EXAMPLES.resolve("GettingStarted.java"))
            .stream()
            .filter(line -> !line.isBlank() && !line.startsWith("import")))
        .hasSizeLessThanOrEqualTo(15);
  }
}
