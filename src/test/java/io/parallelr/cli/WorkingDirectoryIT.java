package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tasks run where parallelr is started, or where the user says.
@Timeout(60)
@ExtendWith(ProductExtension.class)
class WorkingDirectoryIT {
  private final Product product;

  WorkingDirectoryIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void makeFiles() throws Exception {
    product.task("a.sh", "pwd -P");
    Files.createDirectories(product.file("it's here"));
    Files.createDirectories(product.file("task"));
    Files.writeString(product.file("data"), "of the caller\n");
    Files.writeString(product.file("names"), "data\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "portable"})
  void relativeNamesMeanWhatTheyMeanToTheCaller(String launcher) throws Exception {
    var run = product.with("PARALLELR_EXECUTION_LAUNCHER", launcher)
        .run("-A", "names", "-C", "cat @ARG@", "-r", "--print", "-q");

    assertThat(run).isEqualTo(new Product.Finished(0, "of the caller\n", ""));
    assertThat(product.home().resolve("workspace")).doesNotExist();
  }

  @Test
  void aDetachedRunHasTheSameDirectory() throws Exception {
    int pid = product.detach("-A", "names", "-C", "cat @ARG@", "-r");

    Awaitility.await().until(() -> !Product.runs(pid));
    assertThat(product.journal("task").getFirst().get("stdout").asString())
        .isEqualTo("of the caller\n");
    assertThat(product.journal("session").getFirst().get("working_directory").asString())
        .isEqualTo(here());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
      it's here | /it's here
      ./task    | /task
      task      | /tasks
      workspace | /home/workspace
      """)
  void theDirectoryCanBeChosen(String asked, String expected) throws Exception {
    var run =
        product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "--print", "-q", "--chdir", asked);
    var dry = product.run("-T", "tasks", "-C", "sh @TASK@", "--chdir", asked);
    var pasted = product.startCommand(List.of("sh", "-c", dry.stdout())).finish();

    assertThat(run).isEqualTo(new Product.Finished(0, here() + expected + "\n", ""));
    assertThat(dry.stdout()).contains("# tasks run in ");
    assertThat(pasted).isEqualTo(new Product.Finished(0, here() + expected + "\n", ""));
  }

  @Test
  void theConfigurationChoosesItTooAndTheFormerSwitchStillDoes() throws Exception {
    product.with("PARALLELR_EXECUTION_WORKING_DIRECTORY", "task");
    var byKey = product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "--print", "-q");
    product.without("PARALLELR_EXECUTION_WORKING_DIRECTORY")
        .with("PARALLELR_EXECUTION_WORKSPACE_ISOLATION", "yes");
    var bySwitch = product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "--print", "-q");
    var byOption =
        product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "--print", "-q", "--chdir", ".");

    assertThat(byKey.stdout()).isEqualTo(here() + "/tasks\n");
    assertThat(bySwitch.stdout()).matches(here() + "/home/workspace/pid\\d+_worker1\n");
    assertThat(byOption.stdout()).isEqualTo(here() + "\n");
  }

  @Test
  void whatGoesOnWithARunGoesOnInItsDirectory() throws Exception {
    product.task("b.sh", "pwd -P; false");
    product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "-q", "--chdir", "it's here");
    var elsewhere = Files.createDirectories(product.file("elsewhere"));

    var retried = product.startCommand(
        List.of(
            "sh", "-c", "cd elsewhere && exec \"$0\" --retry-failed last --print -q",
            Product.launcher().toString()))
        .finish();

    assertThat(retried.stdout()).isEqualTo(here() + "/it's here\n");
    Files.delete(product.file("it's here"));
    var gone = product.run("--retry-failed", "last");
    assertThat(gone.status()).isEqualTo(2);
    assertThat(gone.stderr()).isEqualTo(
        ("parallelr: working directory %s/it's here, where the earlier run ran its tasks, does not "
            + "exist; create it, or name another with --chdir%n").formatted(here()));
    assertThat(
        product.run("--retry-failed", "last", "--print", "-q", "--chdir", "elsewhere").stdout())
        .isEqualTo(elsewhere.toRealPath() + "\n");
    forgetDirectory();
    assertThat(product.run("--retry-failed", "last", "--print", "-q").stdout())
        .as("as runs of 0.1.0 did")
        .isEqualTo(here() + "/home/workspace\n");
  }

  private void forgetDirectory() throws Exception {
    var request = product.latestRun().resolve("request.json");
    Files.writeString(
        request,
        Files.readString(request).replaceAll("\"working_directory\":\"[^\"]*\",", ""));
  }

  @Test
  void filesOfAQueueRunInTheirQueue() throws Exception {
    product.detach("-T", "tasks", "-C", "sh @TASK@", "-r", "--watch", "--chdir", "task");

    Awaitility.await().ignoreExceptions().until(() -> !product.journal("task").isEmpty());
    assertThat(product.journal("task").getFirst().get("stdout").asString())
        .isEqualTo(here() + "/tasks\n");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      -T tasks -C true%@TASK@ --chdir nowhere | nowhere does not exist; create it, or name another
      -T tasks -C true%@TASK@ --chdir data    | data is not a directory; name one with --chdir
      -A names -C true%@ARG@ --chdir task     | --chdir task: lines of an arguments file have no
      """)
  void aDirectoryThatCannotBeIsToldBeforeAnythingRuns(String arguments, String message)
      throws Exception {
    for (var more : List.of("", " -r -d")) {
      var words = List.of((arguments + more).split(" +")).stream().map(w -> w.replace('%', ' '));

      var run = product.run(words.toArray(String[]::new));

      assertThat(run.status()).isEqualTo(2);
      assertThat(run.stderr()).contains(message).hasLineCount(1);
      assertThat(run.stdout()).isEmpty();
      assertThat(product.home()).doesNotExist();
    }
  }

  private String here() throws Exception {
    return product.file("").toRealPath().toString();
  }
}
