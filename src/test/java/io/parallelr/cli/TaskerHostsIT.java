package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// What is looked at of hosts before a flow runs, with made-up programs.
@Timeout(60)
@ExtendWith(ProductExtension.class)
class TaskerHostsIT {
  private final Product product;
  private final Path directory;
  private final Tasker tasker;
  private final Path bin;

  TaskerHostsIT(Product product) throws IOException {
    this.product = product;
    directory = product.directory();
    tasker = new Tasker(product);
    bin = Files.createDirectory(directory.resolve("fake"));
  }

  @BeforeEach
  void makePrograms() throws IOException {
    var _ = product.with("PATH", bin + ":" + System.getenv("PATH"));
    program("ping", "exit 0");
    program("pbrun", "[ \"$4\" = pbtest ] && echo OK && exit; shift 3; echo \"on $*\"");
    program("p7s", "[ \"$2\" = pbtest ] && echo busy && exit; echo \"on $*\"");
  }

  private void program(String name, String script) throws IOException {
    var file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + '\n');
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static String task(int id, String host, String type) {
    return "task=%d\nhostname=%s\ncommand=run\nexec=%s\n".formatted(id, host, type);
  }

  @Test
  void aHostThatIsNotThereEndsItBeforeAnythingRuns() throws Exception {
    var run = tasker.run(task(0, "no-such-host.invalid", "pbrun"), "-r");

    assertThat(run.status()).isEqualTo(21);
    assertThat(run.stderr()).isEqualTo("tasker: host no-such-host.invalid cannot be resolved\n");
    assertThat(run.stdout()).doesNotContain("Executing");
  }

  @Test
  void aHostThatDoesNotAnswerIsToldApart() throws Exception {
    program("ping", "exit 1");

    var run = tasker.run(task(0, "localhost", "pbrun"), "-r");

    assertThat(run.status()).isEqualTo(60);
    assertThat(run.stderr()).contains("host localhost does not answer (ping)");
    assertThat(tasker.run(task(0, "localhost", "pbrun"), "-r", "--skip-host-validation").status())
        .isZero();
  }

  @Test
  void aProgramThatIsMissingIsNamed() throws Exception {
    assertThat(tasker.run(task(0, "localhost", "wwrs"), "-r").stderr())
        .contains("program wwrs_cli is not on the PATH");
    var skipped = tasker.run(task(0, "localhost", "wwrs"), "-r", "--skip-command-validation");
    assertThat(skipped.stdout()).contains("FAILED: task 0 (exit code 127) failed");
    assertThat(skipped.status()).isEqualTo(10);
  }

  @Test
  void eachTypeIsTriedOnEachHostIfThatIsAskedFor() throws Exception {
    var flow = task(0, "localhost", "pbrun") + task(1, "localhost", "p7s");

    assertThat(tasker.run(flow, "-r").status()).isZero();
    var run = tasker.run(flow, "-r", "-c");

    assertThat(run.status()).isEqualTo(61);
    assertThat(run.stderr())
        .isEqualTo("tasker: host localhost: p7s localhost pbtest does not answer 'OK'\n");
    assertThat(run.stdout()).doesNotContain("Executing");
    assertThat(tasker.run(task(0, "localhost", "pbrun"), "-r", "-c").status()).isZero();
  }

  @Test
  void aTryThatHangsIsEndedInTime() throws Exception {
    var pid = directory.resolve("pid");
    program("pbrun", "echo $$ > " + pid + "; exec sleep 1000");
    product.with("VALIDATION_TEST_TIMEOUT", "1");

    var run = tasker.run(task(0, "localhost", "pbrun"), "-c", "--validate-only");

    assertThat(run.status()).isEqualTo(61);
    assertThat(run.stderr()).contains("does not end within 1 seconds");
    assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))).isEmpty();
    product.with("VALIDATION_TEST_TIMEOUT", "soon");
    assertThat(tasker.run(task(0, "localhost", "pbrun"), "-c").status()).isEqualTo(2);
  }

  @Test
  void theInventoryIsAskedForNamesThatTheResolverDoesNotKnow() throws Exception {
    program("op", "[ \"$1 $2 $3\" = \"mc_isac -f db1.invalid\" ] && echo localhost");

    var run = tasker.run(task(0, "db1.invalid", "pbrun"), "-r");

    assertThat(run.status()).as(run.stderr()).isZero();
    assertThat(run.stdout()).contains(
        "# Host db1.invalid is taken as localhost",
        "Executing [pbrun]: pbrun -n -h localhost run");
    assertThat(tasker.run(task(0, "db2.invalid", "pbrun"), "-r").status()).isEqualTo(21);
    assertThat(tasker.run(task(0, "db1.invalid", "pbrun"), "-r", "--skip-host-validation").stdout())
        .contains("pbrun -n -h db1.invalid run");
  }
}
