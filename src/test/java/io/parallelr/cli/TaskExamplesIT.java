package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The examples of the documentation of tasks do what it says.
@Timeout(180)
@ExtendWith(ProductExtension.class)
class TaskExamplesIT {
  private static final Pattern LISTENING = Pattern.compile("127\\.0\\.0\\.1:\\d+");

  private final Product product;

  TaskExamplesIT(Product product) {
    this.product = product;
  }

  private static Stream<PipelineExamples> examples() throws IOException {
    return PipelineExamples.of(Path.of("docs/tasks-api.md"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void doesWhatIsSaid(PipelineExamples example) throws IOException, InterruptedException {
    assertThat(example.calls()).isNotEmpty();
    Files.writeString(product.file("task.yaml"), example.yaml());
    var server = product.startCommand(
        List.of(
            Product.program("autoexecflow"),
            "server",
            "--aef-open",
            "--addr=tcp://127.0.0.1:0",
            "--root_dir=root"));
    await().atMost(Duration.ofSeconds(60))
        .until(
            () -> LISTENING.matcher(Files.readString(server.stdout())).find()
                || !server.process().isAlive());
    var listening = LISTENING.matcher(Files.readString(server.stdout()));
    assertThat(listening.find()).as(Files.readString(server.stderr())).isTrue();
    var caller = product.with("URL", "http://" + listening.group())
        .with("ADDR", "tcp://" + listening.group());

    for (var call : example.calls()) {
      var path = "PATH=" + Product.launcher().getParent() + ":$PATH; export PATH; ";
      var finished =
          caller.startCommand(List.of("sh", "-c", path + call.command())).finish();

      assertThat(finished.status()).as(call.command() + '\n' + finished.stderr()).isZero();
      assertThat(finished.stdout()).as(call.command()).isEqualTo(call.output());
    }
    server.signal("TERM");
    assertThat(server.finish().status()).isZero();
  }
}
