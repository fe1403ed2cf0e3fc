package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What users met who tried the product after its faults had been mended: siblings of those.
@Tag("long")
@Timeout(120)
@ExtendWith(ProductExtension.class)
class SecondLookIT {
  private static final int LONGEST_WORD = 131_071;

  private final Product product;
  private final Path directory;

  SecondLookIT(Product product) {
    directory = product.directory();
    this.product = product;
  }

  /// Without -S a line is taken whole, but for blanks around it, which are said.
  @Test
  void onlyBlanksAroundALineAreDroppedAndThatIsSaid() throws Exception {
    Files.writeString(directory.resolve("list"), "a\u001c\n\u000bb\n c \r\nd\r\n\te\n");

    var run = product.run("-A", "list", "-C", "printf %s|\\\\n @ARG@", "-r", "--print", "-m", "1");

    assertThat(run.stdout()).isEqualTo("a\u001c|\n\u000bb|\nc|\nd|\ne|\n");
    assertThat(run.stderr()).contains(
        "-A: " + directory.resolve("list")
            + ":3: blanks around the line are dropped, as in 1 other line");
  }

  /// What the run would say, the dry run says.
  @Test
  void aDryRunOfAResumeTellsWhatHasChanged() throws Exception {
    Files.writeString(directory.resolve("list"), "1\n2\n");
    product.run("-A", "list", "-C", "sh -c 'exit $1' _ @ARG@", "-r", "-q");
    Files.writeString(directory.resolve("list"), "2\n3\n");

    var shown = product.run("--retry-failed", "last", "-n");

    assertThat(shown.stderr()).contains("1 line is new:", "1 line is gone:", "1 line is moved:");
    assertThat(shown.stdout()).contains("exit $1' _ 3", "# dry run: nothing is started");
  }

  /// The longest word that the kernel takes is known before the run.
  @Test
  void wordsThatTheKernelRefusesAreRefusedBefore() throws Exception {
    Files.writeString(
        directory.resolve("list"),
        "a".repeat(LONGEST_WORD) + "\n" + "b".repeat(LONGEST_WORD + 1) + "\n");

    var shown = product.run("-A", "list", "-C", "true @ARG@");
    var run = product.run("-A", "list", "-C", "true @ARG@", "-r", "-q");

    assertThat(shown.stdout()).contains(
        "# refused: argument 'bbbbbbbbbbbbbbbbbbbb…' has 131072 bytes, and the system takes at most 131071",
        "2 tasks (1 of them refused)");
    assertThat(run.status()).isEqualTo(1);
    assertThat(Files.readString(product.latestRun().resolve("summary.csv")))
        .contains(";SUCCESS;", ";ERROR;");
  }

  /// Also where the name has a slash, and tasks run elsewhere.
  @ParameterizedTest
  @CsvSource({
      "./nosuch,        .,  2",
      "sub/program,     .,  0",
      "./program,       sub, 0",
      "./program,       .,  2",
      "./program,       task, 1"})
  void aRelativeProgramIsLookedForWhereTasksRun(String program, String where, int status)
      throws Exception {
    var file = Files.createDirectory(directory.resolve("sub")).resolve("program");
    Files.writeString(file, "#!/bin/sh\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    product.task("a", "");

    var run = product.run("-T", "tasks", "-C", program + " @TASK@", "-r", "-q", "--chdir", where);

    assertThat(run.status()).as(run.stderr()).isEqualTo(status);
    if (status == 2) {
      assertThat(run.stderr()).contains(" not found; nothing was run");
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      limits.timeout            | not a setting; write key = value, or section { key = value }
      limits { timeout = 3      | the file ends inside a section or a list: a } or ] is missing
      """)
  void aSettingThatIsNoneIsNotCalledAMissingBrace(String text, String message) throws Exception {
    Files.writeString(directory.resolve("my.conf"), text + "\n");

    assertThat(product.run("--validate-config", "--config", "my.conf").stderr()).contains(message);
  }

  /// A suggestion can be pasted.
  @Test
  void theSuggestionForAnUnquotedCommandKeepsItsQuotes() throws Exception {
    product.task("a", "true");

    assertThat(product.run("-T", "tasks", "-C", "bash", "-c", "cat @TASK@", "-r").stderr())
        .contains("quote the command, as in -C 'bash -c '\\''cat @TASK@'\\'''");
    assertThat(product.run("-T", "tasks", "-C", "bash", "@TASK@").stderr())
        .contains("quote the command, as in -C \"bash @TASK@\"");
    assertThat(product.run("queue", "help").stderr()).contains("parallelr queue --help");
  }

  /// What may not be read is not said to be missing.
  @Test
  void directoriesThatMayNotBeEnteredAreNamed() throws Exception {
    assumeThat(System.getProperty("user.name")).isEqualTo("root");
    var conf = Files.createDirectories(directory.resolve("closed/sub/conf"));
    Files.writeString(conf.resolve("a.conf"), "limits.timeout = 3\n");
    var queue = Files.createDirectory(directory.resolve("queue"));
    var script = "chmod 777 . ; chmod 0 closed/sub; chmod 311 queue; exec setpriv --reuid=61236 "
        + "--clear-groups env HOME=$PWD PARALLELR_HOME=$PWD/own " + Product.launcher();

    var configuration =
        product.startCommand(
            List.of("sh", "-c", script + " --show-config --config closed/sub/conf/a.conf"))
            .finish();
    var watch = product.startCommand(
        List.of("sh", "-c", script + " -T queue -C 'true @TASK@' --watch -r")).finish();

    assertThat(configuration.stderr())
        .contains("a.conf: cannot be read: no permission to enter")
        .contains("closed/sub");
    assertThat(watch.status()).isEqualTo(2);
    assertThat(watch.stderr()).contains(
        "--watch: directory " + queue + " cannot be read: permission denied");

    Files.createDirectories(directory.resolve("open/below"));
    Files.writeString(directory.resolve("list"), "open/below\n");
    var below = script.replace("closed/sub", "open/below") + " -C 'true @TASK@' ";
    var recursive = product.startCommand(
        List.of("sh", "-c", below + "--recursive -T open")).finish();
    var glob = product.startCommand(
        List.of("sh", "-c", below + "-T 'open/**/*.sh'")).finish();
    var listed = product.startCommand(List.of("sh", "-c", below + "-T @list")).finish();

    assertThat(recursive.stderr())
        .contains("-T: open/below cannot be read: permission denied");
    assertThat(glob.stderr()).contains(
        "-T: open/**/*.sh: " + directory.resolve("open/below") + " cannot be read: permission");
    assertThat(listed.stderr())
        .contains("list:1: open/below cannot be read: permission denied");
  }

  /// From the first moment on, and whatever the command is for.
  @Test
  void aSignalBeforeTheRunIsToldByOneLine() throws Exception {
    Files.writeString(directory.resolve("list"), "x\n".repeat(200_000));
    var shown = product.start("-A", "list", "-C", "printf %s @ARG@");
    await().until(() -> Files.size(shown.stdout()) > 0);

    shown.signal("TERM");
    var finished = shown.finish();

    assertThat(finished.status()).isIn(143, 0);
    if (finished.status() == 143) {
      assertThat(finished.stderr())
          .isEqualTo("parallelr: SIGTERM: ended before anything was run\n");
    }
  }

  /// A run that never finds room for a task ends, and says why.
  @Test
  void aRunThatCanStartNothingEnds() throws Exception {
    assumeThat(System.getProperty("user.name")).isEqualTo("root");
    product.task("a", "true");
    var script = "chmod 777 . tasks; exec setpriv --reuid=61234 --regid=61234 --clear-groups "
        + "env HOME=$PWD PARALLELR_HOME=$PWD/own bash -c \"ulimit -u %d; exec "
        + Product.launcher() + " -T tasks -C 'sh @TASK@' -r -q -m 4\"";
    int few = 12;
    while (true) { // the number from which on Java starts differs between machines
      var run = product.startCommand(List.of("sh", "-c", script.formatted(few))).finish();
      if (run.status() == 0) {
        break;
      }
      assertThat(run.status()).as("limit %d: %s", few, run.stderr()).isIn(1, 5);
      assertThat(run.stderr()).doesNotContain("\tat ");
      few++;
    }
    assertThat(few).isLessThan(60);
  }

  /// What is left is said, though nobody may end it.
  @Test
  void whatBelongsToAnotherUserIsNamedWhenTheSupervisorEnds() throws Exception {
    assumeThat(System.getProperty("user.name")).isEqualTo("root");
    var program = Path.of("/usr/bin/setpriv");
    var own = Files.copy(program, directory.resolve("as-root"));
    Files.writeString(directory.resolve("list"), "1\n");
    var call = "setpriv --reuid=61235 --regid=61235 --clear-groups env HOME=$PWD PARALLELR_HOME="
        + "$PWD/own " + Product.launcher();
    assertThat(product.startCommand(List.of("sh", "-c", "chmod 777 .; chmod 4755 " + own))
        .finish()
        .status()).isZero();
    var started = product.startCommand(
        List.of(
            "sh",
            "-c",
            call + " -A list -r -d --kill-after 1 -C \"sh -c '" + own
                + " --reuid=0 --regid=0 --clear-groups sleep 1234 & echo \\$! >pid; wait; true' _ @ARG@\""))
        .finish();
    assertThat(started.status()).as(started.stderr()).isZero();
    await().until(() -> Files.exists(directory.resolve("pid")));
    long left = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
    try {
      var ended = product.startCommand(List.of("sh", "-c", call + " -k -y")).finish();

      assertThat(ended.status()).as(ended.stdout() + ended.stderr()).isEqualTo(1);
      assertThat(ended.stdout() + ended.stderr()).contains("process " + left, "belongs to root");
    } finally {
      Product.signal("KILL", left);
    }
  }
}
