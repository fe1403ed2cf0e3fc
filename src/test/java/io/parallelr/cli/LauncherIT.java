package io.parallelr.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the launchers say and do before there is a JVM.
@Timeout(180)
@ExtendWith(ProductExtension.class)
class LauncherIT {
  private static final Path ROOT = Product.launcher().resolveSibling("..").normalize();
  private static final Path BIN = ROOT.resolve("bin");
  private static final String NOBODY = "setpriv --reuid=65534 --clear-groups ";

  private final Product product;
  private final Path directory;

  LauncherIT(Product product) {
    this.product = product;
    directory = product.directory();
  }

  @BeforeEach
  void setUp() throws IOException {
    Files.writeString(directory.resolve("list"), "one\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"parallelr", "tasker", "ptasker", "prunner", "autoexecflow", "psr"})
  void aDeletedDirectoryIsSaidSo(String launcher) throws IOException, InterruptedException {
    var finished = sh("mkdir gone; cd gone; rmdir ../gone; " + launcher + " --version");

    assertThat(finished.status()).isEqualTo(2);
    assertThat(finished.stdout()).isEmpty();
    assertThat(finished.stderr().lines().filter(line -> !line.startsWith("sh: "))) // its own
        .singleElement()
        .asString()
        .endsWith("the current directory no longer exists; change to another");
  }

  /// Exit status 1 would mean that tasks have failed.
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
      JAVA_TOOL_OPTIONS=-XX:+Nonsense | 2 | JAVA_TOOL_OPTIONS=-XX:+Nonsense: Unrecognized VM option 'Nonsense'
      _JAVA_OPTIONS=-Xmx100k          | 2 | Initial heap size set to a larger value than the maximum heap size
      JDK_JAVA_OPTIONS=--version      | 2 | Option --version is not allowed in environment variable
      ulimit -v 300000;               | 5 | the memory limit is 292 MiB (ulimit -v or -d), and 1900 MiB are needed
      PARALLELR_HEAP=lots             | 2 | PARALLELR_HEAP=lots is not a size: give megabytes or gigabytes
      PARALLELR_HEAP=4                | 2 | PARALLELR_HEAP=4 is not a size
      PARALLELR_HEAP=8m               | 2 | PARALLELR_HEAP=8m is out of range: give 32m to 1024g
      PARALLELR_HEAP=2000g            | 2 | PARALLELR_HEAP=2000g is out of range
      """)
  void whatKeepsJavaFromStartingIsOneLine(String place, int status, String said)
      throws IOException, InterruptedException {
    for (var launcher : List.of("parallelr -A list -C 'true @ARG@' -r", "tasker --version")) {
      var finished = sh("mkdir -p in && cd in && " + place + " " + launcher);

      assertThat(finished.status()).isEqualTo(status);
      assertThat(finished.stdout()).isEmpty();
      assertThat(finished.stderr().lines()).singleElement()
          .asString()
          .startsWith("parallelr: ")
          .contains(said);
      assertThat(directory.resolve("in")).isEmptyDirectory(); // no hs_err_pid*.log
    }
  }

  @Test
  void aRunFindsRoomWithinALimitOfMemory() throws IOException, InterruptedException {
    Files.writeString(directory.resolve("many"), "x\n".repeat(60));

    var finished = sh("ulimit -v 2500000; parallelr -A many -C 'sleep 0.1 @ARG@' -r -q -m 20");

    assertThat(finished.status()).as(finished.stderr()).isEqualTo(1); // sleep takes no x
    assertThat(product.journal("task")).hasSize(60);
    assertThat(directory.resolve("home")).isDirectoryNotContaining("glob:**.log");
  }

  @Test
  void aRefusedForkIsNotTakenForAMissingJava() throws IOException, InterruptedException {
    assumeTrue(sh(NOBODY + "test -r " + BIN + "/parallelr").status() == 0, "needs root");

    for (var launcher : List.of("parallelr", "tasker", "ptasker", "prunner", "autoexecflow",
        "psr")) {
      var finished = sh("chmod 755 .; exec " + NOBODY
          + "sh -c 'ulimit -p 1 2>/dev/null || ulimit -u 1; exec " + launcher + " --version'");

      assertThat(finished.status()).as(launcher + finished.stderr()).isEqualTo(5);
      assertThat(finished.stderr()).contains("cannot start a process: the process limit")
          .doesNotContain("found none");
    }
  }

  /// The heap can be set, and a full one ends the run at once; a detached run keeps the size.
  @Test
  void theHeapHasTheSizeAskedForAndSaysWhenItIsFull() throws IOException, InterruptedException {
    Files.writeString(directory.resolve("large"), "a line of some length\n".repeat(2_000_000));

    var full = sh("PARALLELR_HEAP=40m parallelr -A large -C 'true @ARG@' -r -q");
    var detached = sh("PARALLELR_HEAP=77m parallelr -A list -C 'sh -c \"tr \\\\\\\\0 \\\\\\\\n "
        + "</proc/\\$PPID/cmdline >" + directory + "/words\" @ARG@' -r -d");

    assertThat(full.status()).isEqualTo(5);
    assertThat(full.stderr().lines()).singleElement().asString().contains("out of memory");
    assertThat(detached.status()).as(detached.stderr()).isZero();
    org.awaitility.Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(60))
        .until(() -> product.summaries(product.latestRun()) == 1);
    assertThat(Files.readAllLines(directory.resolve("words"))).contains("-Xmx77m");
  }

  @Test
  void aLinkToTheDirectoryOfTheLaunchersIsFollowed() throws IOException, InterruptedException {
    Files.createSymbolicLink(directory.resolve("linked"), BIN);
    Files.createSymbolicLink(directory.resolve("one"), Path.of("linked/parallelr"));

    for (var call : List.of("linked/parallelr", "./one", "CDPATH=/tmp:/ linked/tasker")) {
      assertThat(sh(call + " --version").stdout()).as(call).contains("0.1.0");
    }
  }

  /// Two first commands in a checkout must not build into each other.
  @Test
  void twoFirstCommandsBuildOnce() throws IOException, InterruptedException {
    var checkout = Files.createDirectories(directory.resolve("checkout"));
    for (var name : List.of("bin", "src/main", "tools")) {
      Files.createDirectories(checkout.resolve(name));
    }
    Files.copy(Product.launcher(), checkout.resolve("bin/parallelr"));
    Files.writeString(checkout.resolve("pom.xml"), "<project/>");
    script(checkout.resolve("tools/mvn"), """
        echo built >>built
        echo "[INFO] --- compiler:1:compile (default) @ parallelr ---"
        sleep 1
        mkdir -p target/parallelr-1/lib
        cp %1$s/lib/parallelr.aot target/parallelr-1/lib
        cp -p %1$s/lib/parallelr.jar target/parallelr-1/lib
        touch target/parallelr-1/lib/parallelr.aot
        """.formatted(BIN.getParent()));
    var call = "PATH=$PWD/checkout/tools:$PATH checkout/bin/parallelr --version";

    var both =
        sh("{ " + call + "; echo $?; } >first 2>&1 & " + call + "; echo $?; wait; cat first");

    assertThat(both.stdout() + both.stderr()).contains("building")
        .contains("another command is building")
        .contains("  compiler:1:compile")
        .contains("0.1.0");
    assertThat(both.stdout().lines().filter(line -> line.equals("0"))).hasSize(2);
    assertThat(checkout.resolve("built")).hasContent("built");
  }

  /// The launchers, too.
  @Test
  void controlCharactersDoNotReachTheTerminal() throws IOException, InterruptedException {
    assertThat(sh(BIN + "/ptasker -p \"$(printf 'p\\033[1m')\"").stderr())
        .startsWith("ptasker: 'p?[1m' is not a project name");
    assertThat(
        sh("PARALLELR_HEAP=\"$(printf '1\\033[1m')\" " + BIN + "/parallelr --version").stderr())
        .startsWith("parallelr: PARALLELR_HEAP=1?[1m is not a size");
  }

  /// The JVM of the unpacked archive uses its cache.
  @ParameterizedTest
  @ValueSource(strings = {"io.parallelr.cli.Main", "io.parallelr.tasker.TaskerMain"})
  void theArchiveIsStartedByItsCache(String main) throws IOException, InterruptedException {
    var archive = Path.of(ROOT + ".tar.gz");
    assertThat(archive).as("made by mvn package").isRegularFile();
    assertThat(sh("mkdir unpacked; tar xzf " + archive + " -C unpacked").status()).isZero();
    var root = directory.resolve("unpacked").resolve(String.valueOf(ROOT.getFileName()));
    var told = sh(root + "/bin/parallelr -q -A list -r -C 'sh -c \"tr \\\\\\\\0 \\\\\\\\n "
        + "</proc/\\$PPID/cmdline >" + directory + "/words\" @ARG@'");
    assertThat(told.status()).as(told.stderr()).isZero();
    var words = new ArrayList<>(Files.readAllLines(directory.resolve("words")));
    var java = new ArrayList<>(words.subList(0, words.indexOf("io.parallelr.cli.Main")));
    assertThat(java).contains("-XX:AOTMode=auto");

    java.replaceAll(word -> word.equals("-XX:AOTMode=auto") ? "-XX:AOTMode=on" : word);
    java.removeIf(word -> word.startsWith("-Xlog"));
    java.addAll(List.of(main, "--version"));
    var started = product.startCommand(java).finish();

    assertThat(started.status()).as(started.stdout() + started.stderr()).isZero();

    assertThat(sh("touch " + root + "/lib/parallelr.jar").status()).isZero();
    var withAnotherJar = product.startCommand(java).finish();

    assertThat(withAnotherJar.status()).as("classes of an old jar").isEqualTo(1);
  }

  /// The cache of the server is for all its jars, in the order in which the launcher names them.
  @Test
  void theServerIsStartedByItsCache() throws IOException, InterruptedException {
    var server = Served.start(product, "--path", ".");
    var words = Files.readAllBytes(
        Path.of("/proc/" + server.process().process().pid() + "/cmdline"));
    assertThat(server.end("TERM")).isZero();
    var all = List.of(new String(words, UTF_8).split("\0"));
    var java = new ArrayList<>(all.subList(0, all.indexOf("io.parallelr.cli.Main")));
    assertThat(java).contains("-XX:AOTMode=auto", "-Xmx128m", "-XX:+UseSerialGC");

    java.replaceAll(word -> word.equals("-XX:AOTMode=auto") ? "-XX:AOTMode=on" : word);
    java.removeIf(word -> word.startsWith("-Xlog"));
    java.addAll(List.of("io.parallelr.cli.Main", "serve", "--help"));
    var started = product.startCommand(java).finish();

    assertThat(started.status()).as(started.stdout() + started.stderr()).isZero();
  }

  @Test
  void aHomeThatCannotBeIsSaidSo() throws IOException, InterruptedException {
    assumeTrue(sh(NOBODY + "test -r " + BIN + "/parallelr").status() == 0, "needs root");
    Files.createDirectories(directory.resolve("closed/home"));
    var call = "chmod 755 .; chmod 700 closed; exec " + NOBODY + "env PARALLELR_HOME=";

    for (var command : List.of("-A list -C 'true @ARG@' -r", "--list-workers", "--show-config")) {
      for (var home : List.of("$PWD/closed", "$PWD/closed/home")) {
        var finished = sh(call + home + " parallelr " + command);

        assertThat(finished.status()).as(command).isEqualTo(2);
        assertThat(finished.stderr()).contains("PARALLELR_HOME=", "permission denied")
            .doesNotContain("configuration file");
      }
    }
    assertThat(sh("PARALLELR_HOME=$PWD/list parallelr --show-config").stderr())
        .isEqualTo("parallelr: PARALLELR_HOME=%s is not a directory\n"
            .formatted(directory.resolve("list")));
    assertThat(sh("PARALLELR_HOME='~/here' parallelr --show-config").stderr())
        .contains("PARALLELR_HOME=~/here", "no shell has expanded the ~");
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Product.Finished sh(String script) throws IOException, InterruptedException {
    return product
        .startCommand(List.of("sh", "-c", "PATH=" + BIN + ":$PATH; export PATH; " + script))
        .finish();
  }
}
