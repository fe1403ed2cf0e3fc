package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("long")
@Timeout(120)
@ExtendWith(ProductExtension.class)
class WorkersIT {
  private final Product product;
  private final Path directory;

  WorkersIT(Product product) {
    this.product = product;
    directory = product.directory();
  }

  @BeforeEach
  void install() throws IOException {
    for (int i = 1; i <= 3; i++) {
      product.task("t" + i, "sleep 1000");
    }
  }

  @Test
  void listsSupervisorsWithTheirTasks() throws Exception {
    int pid = detached();

    var supervisor = list().get("supervisors").get(0);

    assertThat(supervisor.get("process_id").asInt()).isEqualTo(pid);
    assertThat(supervisor.get("state").asString()).isEqualTo("running");
    assertThat(supervisor.get("session_id").asString())
        .isEqualTo(String.valueOf(product.latestRun().getFileName()));
    assertThat(supervisor.get("tasks").asInt()).isEqualTo(3);
    assertThat(supervisor.get("slots").asInt()).isEqualTo(2);
    assertThat(supervisor.get("slots_busy").asInt()).isEqualTo(2);
    assertThat(supervisor.get("command_template").asString()).isEqualTo("sh @TASK@");
    var task = supervisor.get("running").get(0);
    assertThat(task.get("task").asString()).endsWith("tasks/t1");
    assertThat(task.get("worker_id").asInt()).isEqualTo(1);
    assertThat(task.get("memory_bytes").asLong()).isPositive();
    assertThat(ProcessHandle.of(task.get("process_id").asLong())).isPresent();
    assertThat(product.run("--list-workers").stdout())
        .contains("supervisor " + pid + "  running  since ", "0/3 done", "slots 2/2", "tasks/t1");
  }

  @Test
  void nothingRunsWhereNothingWasEverRun() throws Exception {
    var listed = product.run("--list-workers");

    assertThat(listed.status()).isZero();
    assertThat(listed.stdout()).startsWith("nothing is running");
    assertThat(product.home()).doesNotExist();
    assertThat(product.run("-k", "-y").stdout()).isEqualTo("nothing is running\n");
  }

  @Test
  void aKilledTaskIsCancelledAndTheRunGoesOn() throws Exception {
    detached();
    int task = list().get("supervisors").get(0).get("running").get(0).get("process_id").asInt();

    var killed = product.run("-k", Integer.toString(task));

    assertThat(killed.status()).isZero();
    assertThat(killed.stdout()).matches("task /.*/t\\d \\(sequence \\d\\): cancelled\n");
    assertThat(ProcessHandle.of(task).filter(ProcessHandle::isAlive)).isEmpty();
    await().until(() -> product.statuses().containsKey("t1"));
    assertThat(product.statuses()).containsEntry("t1", "CANCELLED");
    await().untilAsserted(
        () -> assertThat(list().get("supervisors").get(0).get("running").toString())
            .contains("tasks/t2", "tasks/t3"));
  }

  @Test
  void aKilledSupervisorEndsItsTasksAndWritesItsResults() throws Exception {
    int pid = detached();

    var killed = product.run("-k", Integer.toString(pid));

    assertThat(killed.status()).isZero();
    assertThat(killed.stdout()).startsWith("supervisor " + pid + " (run ").endsWith(": ended\n");
    assertThat(product.statuses()).containsEntry("t1", "CANCELLED")
        .containsEntry("t2",
            "CANCELLED");
    assertThat(product.run("--list-workers").stdout()).startsWith("nothing is running");
  }

  @Test
  void oneThatDoesNotAnswerIsKilledWithAllItRan() throws Exception {
    int pid = detached("--kill-after", "0");
    var tasks = list().get("supervisors").get(0).get("running");
    Product.signal("STOP", tasks.get(0).get("process_id").asInt());
    Product.signal("KILL", pid);
    await().until(() -> !isAlive(pid));

    assertThat(product.run("--list-workers").stdout()).contains("orphaned tasks").contains("t1");
    var killed = product.run("-k", "-y");

    assertThat(killed.status()).isZero();
    assertThat(killed.stdout()).hasLineCount(2).contains("an orphan: ");
    tasks.forEach(t -> assertThat(isAlive(t.get("process_id").asInt())).isFalse());
  }

  @Test
  void allAreEndedOnlyOnConfirmation() throws Exception {
    int pid = detached();

    var refused = product.run("-k");
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.stderr()).contains("add -y");
    assertThat(isAlive(pid)).isTrue();

    assertThat(product.run("-k", "-y").status()).isZero();
    assertThat(isAlive(pid)).isFalse();
  }

  @Test
  void aStrangerIsRefused() throws Exception {
    var stranger = new ProcessBuilder("sleep", "1000").start();
    try {
      for (var option : List.of("-k", "--drain")) {
        var refused = product.run(option, Long.toString(stranger.pid()));

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.stderr()).contains("nothing was signalled").hasLineCount(1);
      }
      assertThat(stranger.isAlive()).isTrue();
      assertThat(product.run("-k", "x").status()).isEqualTo(2);
      assertThat(product.run("-k", "-y", "-r").status()).isEqualTo(2);
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void aDrainedSupervisorEndsWithWhatRuns() throws Exception {
    var breaker = directory.resolve("gate");
    for (int i = 1; i <= 3; i++) {
      product.task("t" + i, "while ! [ -e " + breaker + " ]; do sleep 0.02; done");
    }
    int pid = detached();

    assertThat(product.run("--drain").stdout()).startsWith("supervisor " + pid + ": starts no");
    await().until(
        () -> list().get("supervisors").get(0).get("state").asString().equals("draining"));
    Files.writeString(breaker, "");

    await().until(() -> !isAlive(pid));
    assertThat(product.statuses()).hasSize(2).doesNotContainKey("t3");
  }

  @Test
  void entriesThatDoNotHoldAreNotBelieved() throws Exception {
    int pid = detached();
    var workers = product.home().resolve("workers");
    var entry = Files.readString(workers.resolve(product.latestRun().getFileName() + ".json"));
    var stranger = new ProcessBuilder("sleep", "1000").start();
    try {
      Files.writeString(workers.resolve("stale.json"), entry); // nobody holds its lock
      Files.writeString(
          workers.resolve("recycled.json"),
          entry.replace("\"pid\":" + pid, "\"pid\":" + stranger.pid()));
      Files.writeString(
          workers.resolve("boot.json"),
          entry.replaceFirst("\"boot_id\":\"[^\"]*\"", "\"boot_id\":\"another\""));
      Files.writeString(workers.resolve("corrupt.json"), "{\"pid\": 1");

      var listed = product.run("--list-workers", "--json");

      assertThat(new JsonMapper().readTree(listed.stdout()).get("supervisors")).hasSize(1);
      assertThat(listed.stderr()).contains("corrupt.json cannot be read").hasLineCount(1);
      assertThat(product.run("-k", Long.toString(stranger.pid())).status()).isEqualTo(2);
      assertThat(product.run("-k", "-y").status()).isZero();
      assertThat(stranger.isAlive()).isTrue();
      product.task("t1", "true");
      product.run("-T", "tasks/t1", "-C", "sh @TASK@", "-r");
      assertThat(workers.resolve("stale.json")).doesNotExist();
      assertThat(workers.resolve("corrupt.json")).exists();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void twoHomesDoNotSeeEachOther() throws Exception {
    detached();
    var other = new Product(directory).with("PARALLELR_HOME", directory.resolve("b").toString());

    var listed = new JsonMapper().readTree(other.run("--list-workers", "--json").stdout());

    assertThat(listed.get("supervisors")).isEmpty();
    assertThat(listed.get("orphans")).isEmpty();
    assertThat(other.run("-k", "-y").stdout()).isEqualTo("nothing is running\n");
    assertThat(list().get("supervisors").get(0).get("running")).hasSize(2);
    assertThat(other.run("-k", Integer.toString(pidOfFirst())).status()).isEqualTo(2);
  }

  @Test
  void twentyMayStartAtOnce() throws Exception {
    var starting = new ArrayList<Product.Started>();
    for (int i = 0; i < 20; i++) {
      starting.add(product.start("-T", "tasks", "-C", "sh @TASK@", "-r", "-d", "-m", "1"));
    }
    for (var one : starting) {
      assertThat(one.finish().status()).isZero();
    }

    assertThat(list().get("supervisors")).hasSize(20);
    assertThat(product.run("-k", "-y").status()).isZero();
    assertThat(product.home().resolve("workers")).isEmptyDirectory();
  }

  private int detached(String... more) throws Exception {
    var arguments = new ArrayList<>(List.of("-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "2"));
    arguments.addAll(List.of(more));
    int pid = product.detach(arguments.toArray(String[]::new));
    await().until(() -> list().get("supervisors").get(0).get("running").size() == 2);
    return pid;
  }

  private int pidOfFirst() throws Exception {
    return list().get("supervisors").get(0).get("process_id").asInt();
  }

  private JsonNode list() throws Exception {
    return new JsonMapper().readTree(product.run("--list-workers", "--json").stdout());
  }

  private static boolean isAlive(int pid) {
    return Product.runs(pid);
  }
}
