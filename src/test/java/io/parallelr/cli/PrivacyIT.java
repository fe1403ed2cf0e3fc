package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// What others on the same machine can see and do.
///
@Tag("long")
@Timeout(120)
@ExtendWith(ProductExtension.class)
class PrivacyIT {
  private static final List<String> NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  private final Product product;
  private final Path directory;
  private final List<Process> strangers = new ArrayList<>();

  PrivacyIT(Product product) {
    this.product = product;
    directory = product.directory();
  }

  @AfterEach
  void endAll() throws Exception {
    strangers.forEach(Process::destroyForcibly);
  }

  @Test
  void whatIsMadeIsItsOwnersAloneWhateverTheUmask() throws Exception {
    product.task("t1", "echo secret; echo secret >&2; exit 1");
    for (var options : List.of("", "-d")) {
      var started = product.startCommand(
          List.of("sh", "-c", "umask 0; exec " + Product.launcher()
              + " -T tasks -C 'sh @TASK@' -r --log-task-output " + options))
          .finish();
      assertThat(started.status()).as(started.stderr()).isLessThan(2);
      await().until(() -> product.summaries(product.latestRun()) == 1);
    }

    assertThat(openToOthers(product.home())).isEmpty();
  }

  @Test
  void whatAnEarlierVersionLeftOpenIsClosed() throws Exception {
    product.task("t1", "exit 1");
    assertThat(run("-q").status()).isEqualTo(1);
    var home = product.home();
    for (var path : List.of(home, home.resolve("runs"), home.resolve("workers"),
        product.latestRun())) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxr-x"));
    }
    var lock = product.latestRun().resolve("lock");
    Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("rw-rw-r--"));

    assertThat(product.run("--list-workers").status()).isZero();
    assertThat(openToOthers(home)).doesNotContain(home, home.resolve("runs"),
        home.resolve("workers"));
    assertThat(product.run("--resume", "last", "-q").status()).isEqualTo(1);
    assertThat(openToOthers(home)).isEmpty();
  }

  @Test
  void whatTaskerKeepsIsItsOwnersAloneToo() throws Exception {
    var flow = Files.writeString(directory.resolve("f.flow"),
        "task=0\nhostname=localhost\ncommand=false\nexec=local\nnext=success\n");
    var base = Files.createDirectories(directory.resolve("user/TASKER"));
    Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxr-xr-x"));
    var chosen = directory.resolve("chosen");
    for (var more : List.of("", " -l " + chosen)) {
      product.with("HOME", directory.resolve("user").toString())
          .startCommand(List.of("sh", "-c",
              "umask 0; exec " + Product.launcher().resolveSibling("tasker")
                  + " -r --auto-recovery --instance-check " + flow + more))
          .finish();
    }

    for (var place : List.of(base, base.resolve("recovery"), base.resolve("locks"),
        chosen.resolve("recovery"), chosen.resolve("locks"))) {
      assertThat(openToOthers(place)).as("%s", place).doesNotContain(place);
    }
  }

  @Test
  void aHomeThatHoldsOtherThingsKeepsItsPermissions() throws Exception {
    product.task("t1", "true");
    Files.createDirectories(product.home());
    Files.writeString(product.home().resolve("something"), "else");
    Files.setPosixFilePermissions(product.home(), PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(run("-q").stderr()).isEmpty();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(product.home())))
        .isEqualTo("rwxr-xr-x");
    assertThat(openToOthers(product.home().resolve("runs"))).isEmpty();
    Files.setPosixFilePermissions(product.home(), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(run("-q").stderr()).contains("is writable by all users").hasLineCount(1);
  }

  @Test
  void aHomeOfAnotherUserIsRefused() throws Exception {
    assumeRoot();
    product.task("t1", "true");
    assertThat(run("-q").status()).isZero();
    var runs = product.home().resolve("runs");
    open(directory);

    // a user's, by another user
    for (var option : List.of("--list-workers", "-k", "--drain")) {
      var refused = asNobody(option);
      assertThat(refused.status()).as(option).isEqualTo(2);
      assertThat(refused.stderr()).contains("it belongs to root, but parallelr runs as nobody")
          .hasLineCount(1);
    }
    // a user's, by root, as with sudo
    for (var part : List.of(product.home(), runs, product.home().resolve("workers"))) {
      Files.setAttribute(part, "unix:uid", 65534);
      for (var options : List.of(new String[]{"--list-workers"}, new String[]{"-k", "-y"},
          new String[]{"--resume", "last"},
          new String[]{"-T", "tasks", "-C", "sh @TASK@", "-r"},
          new String[]{"-T", "tasks", "-C", "sh @TASK@", "-r", "-d"})) {
        var refused = product.run(options);
        assertThat(refused.status()).as("%s %s", part, options[0]).isEqualTo(2);
        assertThat(refused.stderr()).contains(part + ": it belongs to nobody",
            "run parallelr as nobody").hasLineCount(1);
      }
      Files.setAttribute(part, "unix:uid", 0);
    }
  }

  @Test
  void runsEntriesAndRequestsOfOthersAreNotHeeded() throws Exception {
    assumeRoot();
    product.task("t1", "sleep 1000");
    int pid = product.detach("-T", "tasks", "-C", "sh @TASK@", "-r");
    var run = product.latestRun();
    var workers = product.home().resolve("workers");
    await().until(() -> product.run("--list-workers").stdout().contains("tasks/t1"));

    var entry = workers.resolve(run.getFileName() + ".json");
    var forged = Files.copy(entry, workers.resolve("forged.json"));
    Files.setAttribute(forged, "unix:uid", 65534);
    var listed = product.run("--list-workers");
    assertThat(listed.stderr()).contains("forged.json cannot be read: it belongs to nobody")
        .hasLineCount(1);
    assertThat(listed.stdout()).containsOnlyOnce("supervisor " + pid);

    var draft = Files.writeString(run.resolve("draft"), "");
    Files.setAttribute(draft, "unix:uid", 65534);
    Files.createDirectories(run.resolve("requests"));
    Files.move(draft, run.resolve("requests/cancel-1"));
    await().until(() -> Files.readString(run.resolve("run.log"))
        .contains("a request is ignored: " + run + "/requests/cancel-1: it belongs to nobody"));
    Files.createDirectories(run.resolve("requests/cancel-2/x")); // nor does it make it deaf
    assertThat(product.statuses()).isEmpty();
    var task = product.journal("start").getFirst();
    assertThat(task.get("sequence").asInt()).isEqualTo(1);
    Files.writeString(run.resolve("requests/cancel-1"), "");
    await().until(() -> "CANCELLED".equals(product.statuses().get("t1")));
  }

  @Test
  void aRunThatAnybodyCouldHaveWrittenIsNotGoneOnWith() throws Exception {
    product.task("t1", "exit 1");
    assertThat(run("-q").status()).isEqualTo(1);
    var request = product.latestRun().resolve("request.json");
    Files.setPosixFilePermissions(request, PosixFilePermissions.fromString("rw-rw-rw-"));

    var refused = product.run("--retry-failed", "last");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.stderr()).contains(request + " is writable by all users", "chmod o-w")
        .hasLineCount(1);
    Files.setPosixFilePermissions(request, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(product.run("--retry-failed", "last", "-q").status()).isEqualTo(1);
    if (isRoot()) {
      request = product.latestRun().resolve("request.json");
      Files.setAttribute(request, "unix:uid", 65534);
      assertThat(product.run("--retry-failed", "last").stderr()).contains("it belongs to nobody");
    }
  }

  /// Another user's process that says it is a task is neither waited for nor believed, whether its
  /// slot is one of the run's or not, and even if its number is in the slot file.
  @Test
  void successCannotBeForged() throws Exception {
    assumeRoot();
    product.with("PARALLELR_EXECUTION_KEEP_STATUS", "false"); // else how it was killed is known
    var ran = directory.resolve("ran");
    var up = directory.resolve("up");
    var task = product.task("payroll", "echo >> " + ran + "; [ -e " + up + " ] && exit 0; echo > "
        + up + "; exec sleep 1000");
    for (int slot : new int[]{99, 1, 2}) {
      Files.deleteIfExists(ran);
      Files.deleteIfExists(up);
      int pid = product.detach("-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "2");
      await().until(() -> Files.exists(up));
      var run = product.latestRun();
      await().until(() -> firstSlot(run) > 0);
      int leader = firstSlot(run);
      Product.signal("KILL", pid);
      Product.signal("KILL", leader);
      await().until(() -> !Product.runs(pid) && !Product.runs(leader));
      var stranger = forge(run, task, slot);
      if (slot == 1) { // its number was given to it anew
        Files.writeString(run.resolve("slots"), "%11d\n%11d\n".formatted(stranger, 0));
      }

      assertThat(product.run("--list-workers").stdout().contains("payroll"))
          .as("slot %d", slot)
          .isEqualTo(slot == 1);
      var resumed = product.run("--resume", "last");

      assertThat(resumed.stderr()).doesNotContain("adopts");
      assertThat(resumed.status()).as(resumed.stderr()).isZero();
      assertThat(Files.readAllLines(ran)).as("slot %d", slot).hasSize(2);
    }
  }

  /// A lock for reading keeps nobody from going on, and nobody is called a supervisor for it.
  @Test
  void aReaderOfALockIsNotASupervisor() throws Exception {
    assumeRoot();
    product.task("t1", "exit 1");
    assertThat(run("-q").status()).isEqualTo(1);
    var lock = product.latestRun().resolve("lock");
    open(directory);
    open(product.home());
    open(product.home().resolve("runs"));
    open(product.latestRun());
    var reader = new ArrayList<>(NOBODY);
    // F_SETLK with F_RDLCK, in the struct flock of the 64-bit systems
    reader.addAll(List.of("perl", "-e",
        "my $lock = pack('ssx4qqix4', 0, 0, 0, 0, 0); open(F, '<', $ARGV[0]) or exit 1; "
            + "fcntl(F, 6, $lock) or exit 1; $| = 1; print 'held'; sleep 1000",
        lock.toString()));
    assumeThat(hasPerl()).isTrue();

    assertThat(holds(reader)).as("the lock is its owner's alone").isFalse();
    // one of 0.1.0 that somebody has got hold of before it was closed
    Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(holds(reader)).isTrue();
    var refused = product.run("--resume", "last");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.stderr())
        .contains("of nobody, which is not a supervisor but holds its lock: end that first");
    strangers.forEach(Process::destroyForcibly);
    await().until(() -> product.run("--resume", "last", "-q").status() == 1);
    assertThat(holds(reader)).as("it has been closed").isFalse();
  }

  private Product.Finished run(String... more) throws Exception {
    var arguments = new ArrayList<>(List.of("-T", "tasks", "-C", "sh @TASK@", "-r"));
    arguments.addAll(List.of(more));
    return product.run(arguments.toArray(String[]::new));
  }

  private Product.Finished asNobody(String... arguments) throws Exception {
    var command = new ArrayList<>(NOBODY);
    command.add(Product.launcher().toString());
    command.addAll(List.of(arguments));
    return product.startCommand(command).finish();
  }

  /// A process of another user that carries what a task does, and ends well.
  private long forge(Path run, Path task, int slot) throws IOException {
    var command = new ArrayList<>(NOBODY);
    command.addAll(List.of("env", "-i", "PATH=" + System.getenv("PATH"),
        "PARALLELR_RUN_ID=" + run.getFileName(), "PARALLELR_TASK=" + task, "PARALLELR_SEQ=1",
        "PARALLELR_SLOT=" + slot, "PARALLELR_ATTEMPT=1", "setsid", "sleep", "4"));
    var forged = new ProcessBuilder(command).start();
    strangers.add(forged);
    await().until(() -> Files.readString(Path.of("/proc/" + forged.pid() + "/cmdline"))
        .startsWith("sleep"));
    return forged.pid();
  }

  private boolean holds(List<String> reader) throws Exception {
    var process = new ProcessBuilder(reader).start();
    strangers.add(process);
    return process.getInputStream().read() == 'h';
  }

  private static void open(Path path) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// What others have any right to; links have those of what they point at.
  private static List<Path> openToOthers(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      var open = new ArrayList<Path>();
      for (var file : files.filter(f -> !Files.isSymbolicLink(f)).toList()) {
        var rights = PosixFilePermissions.toString(
            Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
        if (!rights.endsWith("------")) {
          open.add(file);
        }
      }
      return open;
    }
  }

  private static int firstSlot(Path run) throws IOException {
    return Integer.parseInt(Files.readAllLines(run.resolve("slots")).getFirst().strip());
  }

  private static void assumeRoot() {
    assumeThat(isRoot()).as("needs root, to be two users").isTrue();
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static boolean hasPerl() throws Exception {
    return new ProcessBuilder("sh", "-c", "command -v perl").start().waitFor() == 0;
  }
}
