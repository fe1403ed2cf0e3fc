package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

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

/// What the packaged product says when it is asked, and when it is asked for what cannot be.
@Timeout(60)
@ExtendWith(ProductExtension.class)
class CommandLineIT {
  private final Product product;

  CommandLineIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void makeFiles() throws Exception {
    product.task("a.sh", "true");
    Files.createDirectory(product.file("empty"));
    Files.writeString(product.file("uneven"), "a b\nc\n");
    Files.writeString(product.file("args"), "a b\n");
    Files.writeString(product.file("bad.conf"), "limits {\n  max-worker = 3\n}\n");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      -T tasks -C true%@TASK@ --timout 3         | 2 | unknown option '--timout'; did you mean --timeout?
      -T tasks -C true%@TASK@ --frobnicate       | 2 | unknown option '--frobnicate'; see parallelr --help
      -T tasks -C true%@TASK@ -m                 | 2 | -m needs a value: N; see parallelr --help
      -T tasks -C true%@TASK@ -m 0               | 2 | -m is '0', not a whole number of at least 1
      -T tasks -C true%@TASK@ -m many            | 2 | -m is 'many'
      -T tasks -C true%@TASK@ -t -1              | 2 | -t is '-1', not a time
      -T tasks -C true%@TASK@ -w 11              | 2 | -w is '11', not a time from 0.01 to 10 seconds
      -T tasks -C true%@TASK@ -s 61              | 2 | -s is '61'
      -T tasks -C true%@TASK@ --max-failure-rate 2 | 2 | --max-failure-rate is '2', not a number from 0 to 1
      -T tasks -C true%@TASK@ --retries x        | 2 | --retries is 'x'
      -T tasks -C true%@TASK@ --kill-after x     | 2 | --kill-after is 'x'
      -T tasks                                   | 2 | no command: give one with -C
      -C true                                    | 2 | no tasks: give a directory, files or a glob with -T
      -T nowhere -C true%@TASK@                  | 2 | -T: nowhere not found
      -T empty -C true%@TASK@                    | 4 | no task found in empty
      -T tasks/*.none -C true%@TASK@             | 4 | no task found in tasks/*.none
      -T tasks --file-extension csv -C true%@TASK@ | 4 | no task found in tasks
      -T tasks -C 'true%@TASK@                   | 2 | -C: column 1: this quote is not closed
      -T tasks -C ''                             | 2 | -C: its first word, the program, is empty
      -A args -S space -C echo%@ARG_00@          | 2 | -C: @ARG_00@: arguments are counted from 1
      -A args -S space -C echo%@ARG_1234567890123@ | 2 | -C: has @ARG_2147483647@, but the lines of
      -T tasks -C true                           | 2 | -C: has no @TASK@, so every task would run the same command; did you mean "true @TASK@"?
      -T tasks -C cat%@TASK                      | 2 | -C: '@TASK' is not a placeholder; did you mean @TASK@?
      -A args -C true                            | 2 | -C: has no @ARG@, and there is no -E, so every task would run the same command; did you mean "true @ARG@"?
      -T tasks/a.sh -A args -C echo%@ARG@        | 2 | -C: has no @TASK@, so the -T file would not be used
      -T tasks -C %                              | 2 | -C: is empty
      -T tasks -C echo%@ARG@                     | 2 | -C: has @ARG@, which needs an arguments file (-A)
      -T tasks -C true%@TASK@ -S comma           | 2 | -S splits the lines of an arguments file
      -T tasks -C true%@TASK@ -E A               | 2 | -E takes its values from an arguments file
      -A nowhere -C echo%@ARG@                   | 2 | -A: /
      -A uneven -S space -C echo%@ARG@           | 2 | lines differ in their number of arguments: 1 on line 2; 2 on line 1
      -A args --header -C echo%@a@               | 2 | --header: the only column is 'a b'; -S space splits lines
      -A args -S dash -C echo%@ARG@              | 2 | -S: unknown separator 'dash'; use one of space,
      -A args -S space -C echo%@ARG_3@           | 2 | -C: has @ARG_3@, but the lines of
      -A args -C echo -E 1A                      | 2 | -E: '1A' is not a variable name
      -A args -C echo%@TASK@                     | 2 | -C: has @TASK@, which needs a template file (-T)
      -T tasks -C true%@TASK@ --config nowhere   | 2 | nowhere: not found
      -T tasks -C true%@TASK@ --config bad.conf  | 2 | bad.conf:2: unknown key limits.max-worker; did you mean "limits.max-workers"?
      --validate-config --config bad.conf        | 2 | bad.conf:2: unknown key limits.max-worker
      -T tasks -C true%@TASK@ -r --json --print  | 2 | --json and --print both write to standard output
      -T tasks -C true%@TASK@ -d                 | 2 | -d detaches a run; add -r
      -k 17 --json                               | 2 | --json works only with --list-workers
      -k x                                       | 2 | -k: 'x' is not a process number
      -T tasks -C true%@TASK@ --order arrival    | 2 | --order: 'arrival' is not one of given, name, version
      -T tasks -C true%@TASK@ --shuffle=x        | 2 | --shuffle: 'x' is not a whole number
      -T tasks -C true%@TASK@ -r --name a/b      | 2 | --name: 'a/b' is not a name
      -T tasks -C true%@TASK@ -r --tag a         | 2 | --tag: 'a' has no value; write KEY=VALUE
      retry                                      | 2 | RUN is missing; see parallelr retry --help
      add                                        | 2 | RUN and FILE are missing; see parallelr add --help
      slots                                      | 2 | no run is alive
      runs --limit x                             | 2 | --limit: 'x' is not a whole number; see parallelr runs --help
      show a b                                   | 2 | 'b' is one word too many; see parallelr show --help
      -T a -m 3 -m 4                             | 2 | -m is given twice; see parallelr --help
      --print=3                                  | 2 | --print takes no value; see parallelr --help
      shwo last                                  | 2 | unknown command 'shwo'; did you mean show?
      -T tasks -C true%@TASK@ -t 0 --on-timeout x | 2 | --on-timeout does nothing, as no task has a time limit
      retry last --failed 3                      | 2 | --failed and TASK are mutually exclusive
      runs --state ended                         | 2 | --state: 'ended' is not one of running, succeeded,
      show nothing                               | 2 | run nothing not found in
      show ./nothing                             | 2 | directory ./nothing does not exist; parallelr runs lists the runs
      psr /nothing                               | 2 | file /nothing does not exist
      report last --csv --json                   | 2 | --csv and --json are mutually exclusive; see parallelr report --help
      report last --html x --csv                 | 2 | --html and --csv are mutually exclusive; see parallelr report --help
      psr --csv --json                           | 2 | --csv and --json are mutually exclusive
      log last                                   | 2 | log needs a task
      clean                                      | 2 | clean needs to know what to delete
      clean --older-than 3                       | 2 | --older-than: '3' is not an age
      -T tasks -C true%@TASK@ -r -y              | 2 | -y answers the question of -k
      --resume nothing                           | 2 | run nothing not found in
      --resume last                              | 2 | there are no runs in
      -T tasks -C bash @TASK@ -r                 | 2 | -C takes one word: quote the command, as in -C "bash @TASK@"
      qeue -T tasks                              | 2 | unknown command 'qeue'; did you mean queue?
      queue                                      | 2 | queue needs a directory: give the watched one with -T
      queue --frob                               | 2 | unknown option '--frob'; see parallelr queue --help
      queue -T nowhere                           | 2 | -T: nowhere is not a directory
      -T tasks -C true%@TASK@ -r --retry-delay 1 | 2 | --retry-delay does nothing without retries
      -T tasks,tasks -C true%@TASK@ -r --watch   | 2 | --watch serves one directory
      """)
  void aMistakeIsAnsweredByOneLineAndAStatus(String arguments, int status, String message)
      throws Exception {
    var words = new ArrayList<String>();
    for (var word : List.of(arguments.split(" +", -1))) {
      words.add(word.replace('%', ' '));
    }

    var run = product.run(words.toArray(String[]::new));

    assertThat(run.stderr().lines()).hasSize(1);
    assertThat(run.stderr()).startsWith("parallelr: ")
        .contains(message)
        .doesNotContain("Exception", "Error:");
    assertThat(run.status()).isEqualTo(status);
    assertThat(run.stdout()).isEmpty();
    assertThat(product.home()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-T", "-A", "--config"})
  void aLineBreakInAPathDoesNotBreakTheLine(String option) throws Exception {
    var run = product.run("-T", "tasks", "-C", "true @TASK@", option, "a\nb\t");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.stderr().lines()).hasSize(1);
    assertThat(run.stderr()).contains("a\\nb\\t");
  }

  @Test
  void debugAddsTheStackTrace() throws Exception {
    assertThat(product.run("-T", "nowhere", "-C", "true @TASK@", "--debug").stderr())
        .startsWith("parallelr: -T: nowhere not found")
        .contains("\tat io.parallelr.");
  }

  @Test
  void helpNamesEveryOptionAndExitCode() throws Exception {
    var help = product.run("--help");

    assertThat(help.status()).isZero();
    assertThat(help.stdout()).contains(
        "-T, --TasksDir", "-C, --Command", "-r, --run", "-m, --max", "-t, --timeout", "-w, --wait",
        "-s, --sleep", "--enable-stop-limits", "--max-consecutive-failures", "--max-failure-rate",
        "--min-tasks-for-rate", "--validate-config", "--show-config", "--log-task-output",
        "--file-extension", "-A, --arguments-file", "-S, --separator", "-E, --env-var", "--retries",
        "--retry-delay", "--kill-after", "--print", "--json", "--[no-]progress", "--config",
        "--debug", "-q, --quiet", "-h, --help", "--version")
        .contains("Exit codes:", "143 by SIGTERM", "stopped by a stop limit");
  }

  @Test
  void startsWithJavaOptionsOfTheUser() throws Exception {
    product.with("JDK_JAVA_OPTIONS", "-Xmn64m -XX:-UseCompressedOops");

    assertThat(product.run("--version").status()).isZero();
  }

  @Test
  void versionNamesJavaAndLauncher() throws Exception {
    assertThat(product.run("--version").stdout())
        .containsPattern("parallelr \\d+\\.\\d+\\.\\d+\nJava \\d+.*\nlauncher: posix\n");
  }

  @Test
  void configurationIsCheckedAndShown() throws Exception {
    Files.createDirectories(product.home().resolve("conf"));
    var user = Files.writeString(
        product.home().resolve("conf/parallelr.conf"),
        "limits.max-workers = 500\nsecurity.max-argument-length = 1\n");

    var valid = product.run("--validate-config");
    var shown = product.run("--show-config", "-t", "7");

    assertThat(valid.status()).isZero();
    assertThat(valid.stdout()).startsWith("configuration is valid\n");
    assertThat(valid.stderr().lines()).hasSize(1)
        .allMatch(l -> l.startsWith("parallelr: warning: "));
    assertThat(shown.stdout().lines().map(l -> l.replaceAll(" +", " "))).contains(
        "limits.max-workers = 500 # " + user + ":1",
        "limits.timeout = 7 s # option -t")
        .anyMatch(
            l -> l.matches("security.max-argument-length = none # .*/conf/parallelr.conf:\\d+"));
  }

  @Test
  void worksThroughASymbolicLinkFromAnywhere() throws Exception {
    var link = Files.createSymbolicLink(product.file("link"), Product.launcher());
    var second = Files.createSymbolicLink(product.file("second"), Path.of("link"));

    assertThat(link).isSymbolicLink();
    assertThat(product.startCommand(List.of(second.toString(), "--version")).finish().status())
        .isZero();
  }

  @Test
  void aJavaThatIsTooOldIsPassedOverOrRefused() throws Exception {
    var old = Files.createDirectories(product.file("jdk-17"));
    Files.createDirectory(old.resolve("bin"));
    var java = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\nexit 9\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");

    assertThat(product.with("JAVA_HOME", old.toString()).run("--version").status()).isZero();
    var refused = product.with("PARALLELR_JAVA_HOME", old.toString()).run("--version");
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.stderr())
        .isEqualTo("parallelr: PARALLELR_JAVA_HOME=" + old + " has no Java 25 or later\n");
  }

  @Test
  void tasksInheritTheCallersEnvironmentUnchanged() throws Exception {
    product.task("a.sh", "env | grep -v -E '^(PARALLELR_|_=|PWD=|SHLVL=|OLDPWD=)' | sort");

    var run =
        product.with("LC_ALL", "C").run("-T", "tasks", "-C", "sh @TASK@", "-r", "--print", "-q");

    var direct = product.startCommand(List.of("sh", product.file("tasks/a.sh").toString()));
    assertThat(run.stdout()).isEqualTo(direct.finish().stdout());
  }

  @Test
  void aHomeThatCannotBeWrittenIsAnsweredByOneLine() throws Exception {
    Files.writeString(product.file("home"), "a file");

    var run = product.run("-T", "tasks", "-C", "sh @TASK@", "-r");

    assertThat(run).isEqualTo(
        new Product.Finished(
            2, "", "parallelr: PARALLELR_HOME=" + product.home() + " is not a directory\n"));
  }

  @Test
  void completionOffersEveryOption() throws Exception {
    var script = Product.launcher().resolveSibling("../docs/completion/parallelr");

    assertThat(script).content()
        .contains("--arguments-file", "--enable-stop-limits", "complete -F");
    assertThat(script.resolveSibling("autoexecflow")).content()
        .contains("--pool_size", "--duration", "shell", "complete -F");
  }
}
