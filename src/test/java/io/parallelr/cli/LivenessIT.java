package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Who lives is told by locks, whatever the registry says; and what is told of an ending is true.
///
@Tag("long")
@Timeout(120)
@ExtendWith(ProductExtension.class)
class LivenessIT {
  /// Whose processes nobody else's are counted with.
  private static final int OTHER_USER = 61_234;

  private final Product product;
  private final Path directory;
  private final Path up;

  LivenessIT(Product product) {
    this.product = product;
    directory = product.directory();
    up = directory.resolve("up");
  }

  /// A supervisor in another PID namespace.
  @Test
  void aSupervisorThatCannotBeSeenIsLeftAlone() throws Exception {
    assumeThat(mayUnshare()).isTrue();
    var breaker = directory.resolve("gate");
    product.task("t1", "echo up > " + up + "; until [ -e " + breaker + " ]; do sleep 0.05; done");
    product.task("t2", "true");
    var contained = product.startCommand(
        List.of("unshare", "-pf", "--mount-proc", "--kill-child", "sh", "-c",
            "sleep 0.1; exec " + Product.launcher() + " -T tasks/t1 -C 'sh @TASK@' -r"));
    try {
      await().until(() -> Files.exists(up));
      var run = product.latestRun();
      var cannotBeSeen =
          "in use by a supervisor that cannot be seen from here (another container?)";

      var listed = product.run("--list-workers");
      assertThat(listed.stdout()).contains(cannotBeSeen, "tasks/t1").doesNotContain("orphan");
      assertThat(list().get("orphans")).isEmpty();
      assertThat(list().get("unseen")).hasSize(1);
      for (var option : List.of("-k", "--drain")) {
        var asked = option.equals("-k") ? product.run("-k", "-y") : product.run(option);
        assertThat(asked.status()).as(option).isEqualTo(1);
        assertThat(asked.stdout()).contains(cannotBeSeen + "; left alone").hasLineCount(1);
      }
      int task = list().get("unseen").get(0).get("running").get(0).get("process_id").asInt();
      assertThat(product.run("-k", Integer.toString(task)).status()).isEqualTo(1);
      assertThat(product.run("--resume", "last").stderr())
          .contains("is still in use by a supervisor that cannot be seen from here");
      // another supervisor cleans up the registry when it starts
      assertThat(product.run("-T", "tasks/t2", "-C", "sh @TASK@", "-r", "-q").status()).isZero();
      assertThat(workers().resolve(run.getFileName() + ".json")).exists();
      // and the entry may be gone altogether
      Files.delete(workers().resolve(run.getFileName() + ".json"));
      assertThat(list().get("orphans")).isEmpty();

      Files.writeString(breaker, "");
      assertThat(contained.finish().status()).isZero();
    } finally {
      contained.process().destroyForcibly();
    }
  }

  /// An entry that a cleaner deletes is made again; in between the run's lock is asked.
  @Test
  void anEntryThatIsDeletedWhileItIsInUseComesBack() throws Exception {
    product.task("t1", "sleep 1000");
    int pid = product.detach("-T", "tasks", "-C", "sh @TASK@", "-r");
    await().until(() -> list().get("supervisors").get(0).get("running").size() == 1);
    var entry = workers().resolve(product.latestRun().getFileName() + ".json");

    Product.signal("STOP", pid); // it cannot do anything about it
    Files.delete(entry);
    var listed = list();
    assertThat(listed.get("orphans")).isEmpty();
    var supervisor = listed.get("supervisors").get(0);
    assertThat(supervisor.get("process_id").asInt()).isEqualTo(pid);
    assertThat(supervisor.get("command_template").asString()).isEqualTo("sh @TASK@");
    Product.signal("CONT", pid);

    await().until(() -> Files.exists(entry));
    assertThat(product.run("-k", "-y").status()).isZero();
    assertThat(Product.runs(pid)).isFalse();
    assertThat(workers()).isEmptyDirectory();
  }

  /// A home that is moved while it is in use, and what killed supervisors leave there.
  @Test
  void entriesGoOnlyWithTheLockOfTheirRun() throws Exception {
    product.task("t1", "sleep 1000");
    int pid = product.detach("-T", "tasks", "-C", "sh @TASK@", "-r");
    await().until(() -> list().get("supervisors").get(0).get("running").size() == 1);
    var id = String.valueOf(product.latestRun().getFileName());
    var entry = workers().resolve(id + ".json");
    var text = Files.readString(entry);
    Product.signal("STOP", pid);
    Files.delete(entry);
    Files.writeString(entry, text); // a copy from a backup: nobody has locked it
    Files.writeString(workers().resolve(".20200101T000000.000Z-1"), text); // of one that was killed

    assertThat(list().get("supervisors").get(0).get("process_id").asInt()).isEqualTo(pid);
    product.task("t2", "true");
    product.run("-T", "tasks/t2", "-C", "sh @TASK@", "-r", "-q");

    assertThat(entry).exists();
    assertThat(workers().resolve(".20200101T000000.000Z-1")).doesNotExist();
    Product.signal("CONT", pid);
    assertThat(product.run("-k", Integer.toString(pid)).status()).isZero();
  }

  /// Tasks are not called orphans while their supervisors start.
  @Test
  void noListingFindsOrphansWhileSupervisorsStart() throws Exception {
    product.task("t1", "sleep 1000");
    var starting = new ArrayList<Product.Started>();
    for (int i = 0; i < 6; i++) {
      starting.add(product.start("-T", "tasks", "-C", "sh @TASK@", "-r", "-q"));
    }
    try {
      var listed = list();
      while (listed.get("supervisors").size() < 6 || listed.get("supervisors")
          .valueStream()
          .anyMatch(s -> s.get("running").isEmpty())) {
        assertThat(listed.get("orphans")).isEmpty();
        listed = list();
      }
      assertThat(product.run("-k", "-y").status()).isZero();
    } finally {
      starting.forEach(s -> s.process().destroyForcibly());
    }
  }

  /// One bad file concerns its run alone, is named, and all commands go on.
  @Test
  void aBadFileConcernsItsRunAlone() throws Exception {
    product.task("t1", "sleep 1000");
    int good = product.detach("-T", "tasks", "-C", "sh @TASK@", "-r");
    await().until(() -> list().get("supervisors").get(0).get("running").size() == 1);
    product.detach("-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "1");
    await().until(() -> list().get("supervisors").get(1).get("running").size() == 1);
    var bad = product.latestRun();
    var entry = Files.readString(workers().resolve(bad.getFileName() + ".json"));

    for (var content : List.of("9999999999", "x", "-1 \n\n", "\0\0\0", "7\n".repeat(200_000))) {
      Files.writeString(bad.resolve("slots"), content);
      var listed = product.run("--list-workers");
      assertThat(listed.status()).as(content).isZero();
      assertThat(listed.stdout()).contains("supervisor " + good + "  running", "tasks/t1");
    }
    assertThat(product.run("--list-workers").stderr()).doesNotContain("internal error");
    Files.writeString(bad.resolve("slots"), "9999999999");
    assertThat(product.run("--list-workers").stderr())
        .contains(bad + "/slots: line 1 is not a process number")
        .hasLineCount(1);

    Files.writeString(bad.resolve("status.json"), "{\"state\":\"dancing\"}");
    assertThat(product.run("--list-workers").stderr()).contains(bad + "/status.json cannot be");
    Files.writeString(workers().resolve("a.json"), "");
    Files.createDirectories(workers().resolve("b.json"));
    Files.createSymbolicLink(workers().resolve("c.json"), Path.of("/dev/zero"));
    Files.writeString(workers().resolve("d.json"), entry.replaceFirst("\"pid\":", "\"pid\":-"));
    Files.writeString(workers().resolve("e.json"), entry.replace("\"run_id\":\"", "$0../"));
    Files.writeString(workers().resolve("f.json"), entry.replace(":", ":\0"));
    assertThat(run("mkfifo", workers().resolve("g.json").toString())).isZero();
    Files.writeString(bad.resolve("request.json"), "[]");

    var listed = product.run("--list-workers");
    assertThat(listed.status()).isZero();
    for (var name : List.of("a", "b", "c", "d", "f", "g")) {
      assertThat(listed.stderr()).contains("workers/" + name + ".json cannot be read: ");
    }
    assertThat(listed.stdout()).contains("supervisor " + good + "  running");
    product.task("t2", "true");
    assertThat(product.run("-T", "tasks/t2", "-C", "sh @TASK@", "-r", "-q").status()).isZero();
    assertThat(product.run("-k", Integer.toString(good)).status()).isZero();
    assertThat(product.run("-k", "-y").status()).isZero();
  }

  /// Orphans are ended together, with the grace that their run was asked for, or that `-k` is.
  @Test
  void orphansAreEndedTogetherWithTheGraceAskedFor() throws Exception {
    for (int i = 1; i <= 5; i++) {
      product.task("t" + i, "trap '' TERM; echo >> " + up + "; while :; do sleep 0.05; done");
    }
    for (var options : List.of(
        new String[]{"-k", "-y"},
        new String[]{"-k", "-y", "--kill-after", "0.2"})) {
      Files.deleteIfExists(up);
      int pid = product.detach("-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "5",
          "--kill-after", options.length == 2 ? "1.5" : "600");
      await().until(() -> Files.exists(up) && Files.readAllLines(up).size() == 5);
      Product.signal("KILL", pid);
      await().until(() -> !Product.runs(pid));

      long begin = System.nanoTime();
      var killed = product.run(options);
      long millis = (System.nanoTime() - begin) / 1_000_000;

      assertThat(killed.status()).isZero();
      assertThat(killed.stdout()).hasLineCount(5).contains("an orphan: killed");
      assertThat(millis).isGreaterThan(options.length == 2 ? 1500 : 200);
      assertThat(list().get("orphans")).isEmpty();
    }
  }

  /// What is left is looked for again, and decides about the exit code.
  @Test
  void whatCannotBeToldToBeOursIsNamedAndDecidesTheExitCode() throws Exception {
    product.task("t1",
        "trap '' TERM; env -i sleep 1000 & echo $! > " + up + "; exec env -i sleep 1000");
    int pid = product.detach("-T", "tasks", "-C", "sh @TASK@", "-r");
    await().until(() -> Files.exists(up) && !Files.readString(up).isBlank());
    long left = Long.parseLong(Files.readString(up).strip());
    await().until(() -> Files.readString(Path.of("/proc/" + left + "/environ")).isEmpty());
    Product.signal("KILL", pid);
    await().until(() -> !Product.runs(pid));
    try {
      var killed = product.run("-k", "-y");

      assertThat(killed.status()).isEqualTo(1);
      assertThat(killed.stdout()).contains("process " + left + ": is in the session of a task");
      assertThat(Product.runs(left)).isTrue();
    } finally {
      var session = Files.readString(Path.of("/proc/" + left + "/stat"))
          .replaceFirst(".*\\) ", "")
          .split(" ", 5)[3];
      Product.signal("KILL", left);
      Product.signal("KILL", Long.parseLong(session));
    }
    await().until(() -> product.run("-k", "-y").status() == 0);
  }

  /// What starts again and again does not slip through between two looks.
  @Test
  void whatForksAllTheTimeIsEndedToo() throws Exception {
    var script = Files.writeString(directory.resolve("again"),
        "echo >> " + up + "\nsleep 0.02\nsetsid sh " + directory.resolve("again") + " &\n");
    product.task("t1", "trap '' TERM; setsid sh " + script + " & sleep 1000");
    int pid = product.detach("-T", "tasks", "-C", "sh @TASK@", "-r", "--kill-after", "1");
    await().until(() -> Files.exists(up) && Files.readAllLines(up).size() > 5);
    Product.signal("KILL", pid);
    await().until(() -> !Product.runs(pid));

    assertThat(product.run("-k", "-y").status()).isZero();

    long written = Files.size(up);
    assertThat(list().get("orphans")).isEmpty();
    assertThat(Files.size(up)).isEqualTo(written);
  }

  /// A start that fails at any point is told by the one that asked for it. Which threads the limit
  /// leaves to the detached process differs each time.
  @Test
  void aDetachedStartThatFailsIsToldAndLeavesNothing() throws Exception {
    assumeThat(System.getProperty("user.name")).as("needs a user without other processes")
        .isEqualTo("root");
    product.task("t1", "true");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectories(product.home());
    Files.setAttribute(product.home(), "unix:uid", OTHER_USER);
    for (int most = 16; most <= 34; most += 6) {
      var start = "ulimit -u " + most + "; exec " + Product.launcher()
          + " -T tasks -C 'sh @TASK@' -r -d -m 1 -t 60";
      var started = product.startCommand(asOther("sh", "-c", start)).finish();

      if (started.status() == 0) {
        await().until(() -> product.summaries(product.latestRun()) == 1);
        continue;
      }
      assertThat(started.stderr()).as("%d threads", most).isNotBlank();
      assertThat(started.stdout()).doesNotContain("is running detached");
      assertThat(run(asOther("pgrep", "-u", Integer.toString(OTHER_USER), "java"))).isEqualTo(1);
      if (Files.exists(product.home().resolve("runs/latest"))) {
        assertThat(product.latestRun()).isDirectory();
      }
      if (Files.exists(workers())) {
        assertThat(workers()).isEmptyDirectory();
      }
    }
  }

  /// The same for one whose home is read-only, or full.
  @Test
  void aHomeThatCannotBeWrittenToIsSaid() throws Exception {
    assumeThat(QueueIT.mayMount()).isTrue();
    product.task("t1", "true");
    Files.createDirectories(product.home());
    for (var options : List.of("-o ro", "-o size=4k,nr_inodes=4")) {
      var script = "mount -t tmpfs %s none %s && exec %s -T tasks -C 'sh @TASK@' -r -d"
          .formatted(options, product.home(), Product.launcher());
      var failed = product.startCommand(List.of("unshare", "-rm", "sh", "-c", script)).finish();

      assertThat(failed.status()).as(failed.stderr()).isEqualTo(5);
      assertThat(failed.stderr()).startsWith("parallelr: ")
          .containsAnyOf("Read-only file system", "No space left on device");
      assertThat(failed.stderr().lines().filter(l -> !l.contains(" warning: "))).hasSize(1);
    }
    assertThat(list().get("supervisors")).isEmpty();
  }

  /// What is left where the starting command was killed goes with the next start.
  @Test
  void placesOfKilledStartsAreTakenAway() throws Exception {
    product.task("t1", "true");
    var runs = Files.createDirectories(product.home().resolve("runs"));
    Files.createDirectories(runs.resolve(".start-999999999-123"));

    product.detach("-T", "tasks", "-C", "sh @TASK@", "-r");

    await().until(() -> product.summaries(product.latestRun()) == 1);
    assertThat(runs).isDirectoryNotContaining("glob:**/.start*");
  }

  private static boolean mayUnshare() throws IOException, InterruptedException {
    return run("unshare", "-pf", "--mount-proc", "--kill-child", "true") == 0;
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return run(List.of(command));
  }

  private static int run(List<String> command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).start().waitFor();
  }

  private static List<String> asOther(String... command) {
    var words = new ArrayList<>(
        List.of("setpriv", "--reuid=" + OTHER_USER, "--regid=65534", "--clear-groups"));
    words.addAll(List.of(command));
    return words;
  }

  private Path workers() {
    return product.home().resolve("workers");
  }

  private JsonNode list() throws Exception {
    return new JsonMapper().readTree(product.run("--list-workers", "--json").stdout());
  }
}
