package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import tools.jackson.core.json.JsonFactory;

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
    var source = EXAMPLES.resolve(example + ".java").toAbsolutePath();
    assertThat(
        run("--enable-native-access=ALL-UNNAMED", "-cp", jar().toString(), source.toString()))
        .isEqualTo(lines);
    assertThat(directory.resolve("errors")).content().isEmpty();
  }

  private static Path jar() {
    return Product.launcher().resolve("../../lib/parallelr-flow.jar").normalize();
  }

  /// What a program prints on its standard output.
  private List<String> run(String... arguments) throws Exception {
    var output = directory.resolve("output");
    var command =
        new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // which are told of on the error stream
    var program = builder.directory(directory.toFile())
        .redirectOutput(output.toFile())
        .redirectError(directory.resolve("errors").toFile())
        .start();
    assertThat(program.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(program.exitValue()).as(Files.readString(directory.resolve("errors"))).isZero();
    return Files.readAllLines(output);
  }

  /// The jar has copies of these libraries, which are to be in nobody's way.
  @Test
  void aModularProgramMayHaveTheLibrariesItselfAndFlowsLogByTheJdk() throws Exception {
    var sources = Files.createDirectories(directory.resolve("sources"));
    Files.writeString(sources.resolve("module-info.java"), """
        module my.app {
          requires io.parallelr.flow;
          requires org.slf4j;
          requires org.jspecify;
          requires tools.jackson.core;
          requires java.logging;
        }
        """);
    Files.writeString(sources.resolve("Main.java"), """
        package my.app;

        import io.parallelr.flows.Flows;
        import java.nio.file.Path;
        import java.util.concurrent.CountDownLatch;
        import org.jspecify.annotations.NullMarked;
        import org.slf4j.helpers.NOPLogger;
        import tools.jackson.core.json.JsonFactory;

        @NullMarked
        public class Main {
          public static void main(String[] arguments) throws Exception {
            NOPLogger.NOP_LOGGER.info("{}", new JsonFactory());
            var isTold = new CountDownLatch(1);
            try (var flows = Flows.open(Path.of("state"))) {
              var flow = flows.define("f", f -> f.bash("a", "true"));
              flows.listen(event -> {
                isTold.countDown();
                throw new IllegalStateException("of the listener");
              });
              flow.cron("0 3 * * *");
              flows.start();
              System.out.println(flow.start().await().state());
              isTold.await();
            }
          }
        }
        """);
    var modules = Stream.concat(
        Stream.of(jar()),
        Stream.of(Logger.class, NullMarked.class, JsonFactory.class).map(FlowExamplesIT::library))
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
    var classes = directory.resolve("classes").toString();
    var compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(
        compiler.run(null, null, null, "-p", modules, "-d", classes,
            sources.resolve("module-info.java").toString(),
            sources.resolve("Main.java").toString()))
        .isZero();

    assertThat(
        run(
            "--enable-native-access=io.parallelr.flow",
            "-p", modules + File.pathSeparator + classes,
            "-m", "my.app/my.app.Main"))
        .containsExactly("SUCCEEDED");
    assertThat(directory.resolve("errors")).content()
        .contains("a listener of flow f has failed")
        .doesNotContain("SLF4J");
  }

  private static Path library(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
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
