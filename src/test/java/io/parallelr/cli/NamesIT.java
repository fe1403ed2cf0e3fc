package io.parallelr.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names, arguments and values of the environment are bytes, and stay what they are in any locale,
/// also one that is not installed.
@Timeout(120)
@ExtendWith(ProductExtension.class)
class NamesIT {
  private static final int FILES = 25;
  private final Product product;
  private final Path directory;

  NamesIT(Product product) {
    this.product = product;
    directory = product.directory();
  }

  @BeforeEach
  void setUp() throws IOException {
    Files.createDirectories(directory.resolve("told"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"LANG=en_US.UTF-8", "LC_CTYPE=UTF-8", "LANG=C", "LC_ALL=C.UTF-8",
      "LC_ALL=de_DE.ISO-8859-1"})
  void filesOfAnyNameAreRunAndTheTasksKeepTheLocale(String locale)
      throws IOException, InterruptedException {
    var names = files("tasks", 1);

    run("env -u LANG -u LC_ALL -u LC_CTYPE " + locale + " parallelr -q -T tasks -r -C "
        + "'sh -c '\\''cd " + directory + " && " + tell("$1") + "; touch \"$1.done\"; "
        + "echo $LANG,$LC_CTYPE,$LC_ALL,$PARALLELR_LC_ALL >locale'\\'' _ @TASK@'");

    assertThat(told()).isEqualTo(hex(names, directory + "/tasks/"));
    assertThat(listed("tasks")).containsAll(names.stream().map(n -> n + ".done").toList());
    var value = locale.substring(locale.indexOf('=') + 1);
    assertThat(directory.resolve("locale")).hasContent(
        (locale.startsWith("LANG") ? value : "") + ","
            + (locale.startsWith("LC_CTYPE") ? value : "") + ","
            + (locale.startsWith("LC_ALL") ? value : "") + ",");
  }

  @Test
  void linesOfAnyBytesReachArgumentsAndVariables() throws IOException, InterruptedException {
    var lines = names(2, 40).stream()
        .filter(line -> !line.startsWith("#") && line.strip().equals(line))
        .filter(line -> line.indexOf('\n') < 0 && line.indexOf(',') < 0)
        .toList();
    Files.write(
        directory.resolve("list"),
        NativeText.bytes(String.join(",x\n", lines) + ",x\n"));

    run("parallelr -q -A list -S comma -E VALUE,OTHER -r -C 'sh -c '\\''cd " + directory + " && "
        + tell("$1$VALUE") + "'\\'' _ @ARG_1@'");

    assertThat(told()).isEqualTo(
        lines.stream()
            .map(line -> hex(line + line))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void theDryRunIsPastedIntoAShell() throws IOException, InterruptedException {
    var names = files("tasks", 3);

    run("parallelr -T tasks -C 'bash -c '\\''export PARALLELR_SEQ=$BASHPID; " + tell("$1")
        + "'\\'' _ @TASK@' >script; grep -q . script && LC_ALL=C bash script");

    assertThat(told()).isEqualTo(hex(names, directory + "/tasks/"));
  }

  @Test
  void directoriesTemplatesGlobsAndResumedRunsHaveAnyBytes()
      throws IOException, InterruptedException {
    var place = NativeText.resolve(directory, "w\udce4rk");
    var tasks = Files.createDirectories(NativeText.resolve(place, "t\udcff"));
    for (var name : List.of("a\udc80.x", "b\udc81.x", "c.y")) {
      Files.writeString(NativeText.resolve(tasks, name), "x");
    }
    var program = NativeText.resolve(place, "pr\udcf6gram");
    Files.writeString(program, "#!/bin/sh\ncd " + directory + "; " + tell("$1|$2")
        + "\ntest -e ready\n");
    Files.setPosixFilePermissions(
        program,
        java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    var command = "cd $'w\\xe4rk' && parallelr -q -T $'t\\xff/*[\\x80-\\x81].x' "
        + "-C $'./pr\\xf6gram \\xfe @TASK@' -r ";
    var told = Set.of(
        hex("\udcfe|" + NativeText.of(tasks) + "/a\udc80.x"),
        hex("\udcfe|" + NativeText.of(tasks) + "/b\udc81.x"));

    var failed = shell(command);
    assertThat(failed.status()).as(failed.stderr()).isEqualTo(1);
    assertThat(told()).isEqualTo(told);

    Files.createFile(directory.resolve("ready"));
    clear();
    run("cd / && parallelr --retry-failed last -q");
    assertThat(told()).isEqualTo(told);

    clear();
    run(command + "-d"); // which says when it runs, not when it is over
    await().atMost(Duration.ofSeconds(60))
        .until(() -> product.summaries(product.latestRun()) == 1);
    assertThat(told()).isEqualTo(told);

    clear();
    run("cd / && parallelr --resume last -q"); // all are done
    assertThat(told()).isEmpty();
  }

  @Test
  void theHomeMayHaveAnyName() throws IOException, InterruptedException {
    var names = files("tasks", 4);
    var home = Files.createDirectories(NativeText.resolve(directory, "h\udcf6me"));

    run("export PARALLELR_HOME=$PWD/$'h\\xf6me'; parallelr -q -T tasks -r --log-task-output --print "
        + "-C 'sh -c '\\''cd " + directory + "; echo out; " + tell("$1")
        + "'\\'' _ @TASK@' >printed"
        + " && parallelr --resume last -q");

    assertThat(told()).isEqualTo(hex(names, directory + "/tasks/"));
    assertThat(Files.readAllLines(directory.resolve("printed"))).hasSize(FILES).containsOnly("out");
    assertThat(home.resolve("runs/latest/results.jsonl")).isRegularFile();
    assertThat(listed(".")).containsExactlyInAnyOrder("tasks", "told", "h\udcf6me", "printed");
  }

  @Test
  void aQueueTakesAndPutsAwayFilesOfAnyName() throws IOException, InterruptedException {
    var names = files("queue", 5);
    var server = product.startCommand(
        List.of(
            Product.launcher().toString(),
            "-q",
            "-T",
            "queue",
            "--watch",
            "-r",
            "-C",
            "sh -c 'cd " + directory + " && " + tell("$1") + "' _ @TASK@"));
    var done = directory.resolve("queue/.parallelr/done");
    await().atMost(Duration.ofSeconds(60)).until(() -> {
      return Files.isDirectory(done) && listed("queue/.parallelr/done").size() == FILES;
    });
    server.signal("TERM");
    server.finish();

    assertThat(listed("queue/.parallelr/done")).isEqualTo(names);
    assertThat(told()).hasSize(FILES)
        .allSatisfy(told -> assertThat(names).anyMatch(name -> told.endsWith(hex("/" + name))));
  }

  @Test
  void flowsHandOnWhatTheirStepsPrint() throws IOException, InterruptedException {
    var script = Files.writeString(directory.resolve("tell.sh"), "cd " + directory
        + "; PARALLELR_SEQ=$1; " + tell("$2") + "\n");
    Files.write(
        NativeText.resolve(directory, "fl\udcf6w.tasker"),
        NativeText.bytes("""
            globals=none
            task=0
            hostname=localhost
            exec=local
            command=printf
            arguments=\\\\344\\\\377b

            task=1
            hostname=localhost
            exec=local
            command=bash
            arguments=%s one "\udcfc@0_stdout@"
            """.formatted(script).replace("globals=none\n", "")));

    run("tasker -l logs -r $'fl\\xf6w.tasker' >/dev/null");
    assertThat(told()).containsExactly(hex("\udcfc\udce4\udcffb"));

    clear();
    run("parallelr -q -r -T $'fl\\xf6w.tasker' -C 'tasker -l logs -r @TASK@'");
    assertThat(told()).containsExactly(hex("\udcfc\udce4\udcffb"));
  }

  private Set<String> files(String where, int seed) throws IOException {
    var names = names(seed, FILES);
    var tasks = Files.createDirectories(directory.resolve(where));
    for (var name : names) {
      Files.writeString(NativeText.resolve(tasks, name), "x");
    }
    return names;
  }

  /// Names of random bytes, some of them UTF-8.
  private static Set<String> names(int seed, int count) {
    var random = new Random(seed);
    var names = new TreeSet<String>(List.of("t\u00e4st \u00f1.txt", "t\udce4st", "\ud83d\ude00"));
    while (names.size() < count) {
      var bytes = new byte[1 + random.nextInt(20)];
      random.nextBytes(bytes);
      var text = new String(bytes, ISO_8859_1);
      if (text.indexOf('/') < 0 && text.indexOf('\0') < 0 && !text.startsWith(".")
          && !text.endsWith("\n") && !text.endsWith("~")) {
        names.add(NativeText.of(bytes));
      }
    }
    return names;
  }

  /// Writes the bytes of a word, each as two digits, into a file with the number of the task.
  private static String tell(String word) {
    return "printf %s \"" + word + "\" | od -An -v -tx1 | tr -d \" \\n\" >told/$PARALLELR_SEQ";
  }

  private Set<String> told() throws IOException {
    var told = new TreeSet<String>();
    try (var files = Files.newDirectoryStream(directory.resolve("told"))) {
      for (var file : files) {
        told.add(Files.readString(file));
      }
    }
    return told;
  }

  private void clear() throws IOException {
    try (var files = Files.newDirectoryStream(directory.resolve("told"))) {
      for (var file : files) {
        Files.delete(file);
      }
    }
  }

  private Set<String> listed(String where) throws IOException {
    try (var files = Files.list(directory.resolve(where))) {
      return files.map(NativeText::nameOf)
          .filter(name -> !name.startsWith(".") && !name.matches("(out|err)\\d+"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Set<String> hex(Set<String> names, String before) {
    return names.stream()
        .map(name -> hex(before + name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(NativeText.bytes(text));
  }

  private void run(String script) throws IOException, InterruptedException {
    var finished = shell(script);
    assertThat(finished.status()).as(finished.stdout() + finished.stderr()).isZero();
  }

  /// Runs a script of ASCII, as the words of this process may not be more.
  private Product.Finished shell(String script) throws IOException, InterruptedException {
    assertThat(script.chars()).allMatch(c -> c < 0x80);
    var bin = Product.launcher().getParent();
    var command = List.of("bash", "-c", "PATH=" + bin + ":$PATH; " + script);
    return product.startCommand(command).finish();
  }
}
