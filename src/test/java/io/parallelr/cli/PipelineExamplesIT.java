package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.prunner.InvalidDefinitionsException;
import io.parallelr.prunner.PipelineFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The examples of the documentation of pipelines do what it says.
@Tag("long")
@Timeout(180)
@ExtendWith(ProductExtension.class)
class PipelineExamplesIT {
  private final Product product;

  PipelineExamplesIT(Product product) {
    this.product = product;
  }

  private static Stream<PipelineExamples> examples() throws IOException {
    return PipelineExamples.all();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void doesWhatIsSaid(PipelineExamples example)
      throws IOException, InterruptedException, InvalidDefinitionsException {
    Files.writeString(product.file("pipelines.yml"), example.yaml());
    var loaded = new PipelineFiles(product.file(""), "pipelines.yml", true).load();
    assertThat(loaded.warnings()).isEmpty();
    if (example.calls().isEmpty()) {
      return;
    }
    var server = Served.start(product);

    for (var call : example.calls()) {
      var path = "PATH=" + Product.launcher().getParent() + ":$PATH; export PATH; ";
      var finished = product.startCommand(List.of("sh", "-c", path + call.command())).finish();

      assertThat(finished.status()).as(call.command() + '\n' + finished.stderr()).isZero();
      assertThat(finished.stdout()).isEqualTo(call.output());
    }
    assertThat(server.end("TERM")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"script", "depends_on", "allow_failure", "env", "timeout", "retries",
      "dir", "shell", "description", "type", "required", "default", "allowed", "concurrency",
      "queue_limit", "queue_strategy", "queue_partition_limit", "cancel_running", "start_delay",
      "continue_running_tasks_after_failure", "on_error", "env_files", "keep_background",
      "retention_period", "retention_count", "schedule", "cron", "time_zone", "catch_up",
      "overlap", "variables", "tasks"})
  void eachKeyHasOne(String key) throws IOException {
    var examples = examples().map(PipelineExamples::yaml).collect(Collectors.joining());

    assertThat(examples).contains(" " + key + ":");
  }

  @Test
  void theSamplesAreValidAndRun() throws IOException, InterruptedException,
      InvalidDefinitionsException {
    var samples = Path.of("tasks/pipelines").toAbsolutePath();
    assertThat(new PipelineFiles(samples, PipelineFiles.DEFAULT_PATTERN, true).load().warnings())
        .isEmpty();
    var server = Served.start(product.with("TMPDIR", product.directory().toString()), "--path",
        samples.toString());

    for (var words : List.of("build -v branch=main", "import -v customer=a --partition a",
        "clean-up", "report")) {
      var finished = product.run(("jobs run " + words + " --wait").split(" "));
      assertThat(finished.status()).as(words + finished.stderr()).isZero();
    }
    assertThat(server.end("TERM")).isZero();
  }
}
