package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// A task finds limits, signals and all else that a process inherits as `sh` would find them that
/// is started in the place of parallelr.
@Timeout(120)
@ExtendWith(ProductExtension.class)
class InheritanceIT {
  private static final String TELL =
      """
          umask
          nice
          grep -E '^(Umask|Sig|Shd|Cpus_allowed|NoNewPrivs|Cap|Seccomp|Groups|Uid|Gid)' /proc/self/status \
            | grep -Ev '^(SigQ|SigCgt)'
          cd /proc/self
          cat limits oom_score_adj coredump_filter timerslack_ns cgroup
          env -u PWD -u OLDPWD -u SHLVL -u _ | sort | grep -av '^PARALLELR_[A-Z_]*='
          """;
  /// Each is something that a JVM, or a careless start of a process, would change.
  private static final String PLACE =
      """
          ulimit -S -n 256; ulimit -S -c 0; ulimit -S -s 4096; umask 027
          trap '' HUP PIPE QUIT XFSZ USR1 USR2; export VALUE="$(printf 'a\\377b')" LC_CTYPE=UTF-8 LANG=en_US.UTF-8
          exec nice -n 3 taskset 1\
          """;

  private final Product product;
  private final Path directory;

  InheritanceIT(Product product) {
    this.product = product;
    directory = product.directory();
  }

  @BeforeEach
  void setUp() throws IOException, InterruptedException {
    Files.writeString(directory.resolve("list"), "one\n");
    Files.writeString(directory.resolve("tell.sh"), "{ " + TELL + "} >$1 2>&1\n");
    Files.writeString(directory.resolve("flow"), """
        task=0
        hostname=localhost
        exec=local
        command=sh
        arguments=%s %s
        """.formatted(directory.resolve("tell.sh"), directory.resolve("flow.told")));
    in("sh tell.sh expected </dev/null");
    assertThat(told("expected")).contains("Max open files            256 ")
        .containsPattern("SigIgn:\\s+[0-9a-f]+1001a05\n")
        .startsWith("0027\n");
  }

  @Test
  void ofATask() throws IOException, InterruptedException {
    in("parallelr -q -A list -r -C 'sh " + tell("task") + " @ARG@'");

    assertThat(told("task")).isEqualTo(told("expected"));
  }

  @Test
  void ofATaskOfADetachedRun() throws IOException, InterruptedException {
    in("parallelr -q -A list -r -d -C 'sh " + tell("task") + " @ARG@'");
    await().atMost(Duration.ofSeconds(60))
        .until(() -> product.summaries(product.latestRun()) == 1);

    assertThat(told("task")).isEqualTo(told("expected"));
  }

  @Test
  void ofATaskWhereTheSlotsNeedMoreOpenFilesThanItMayHave()
      throws IOException, InterruptedException {
    in("parallelr -m 200 -q -A list -r -C 'sh " + tell("task") + " @ARG@'");

    assertThat(told("task")).isEqualTo(told("expected"));
  }

  @Test
  void ofTheStepsOfFlows() throws IOException, InterruptedException {
    in("tasker -l logs -r flow >/dev/null");
    assertThat(told("flow.told")).isEqualTo(told("expected"));
    Files.delete(directory.resolve("flow.told"));

    in("parallelr -q -T flow -C 'tasker -l logs -r @TASK@' -r");
    assertThat(told("flow.told")).isEqualTo(told("expected"));
  }

  @Test
  void andNoOtherDescriptorThanTheThreeOfItsOwn() throws IOException, InterruptedException {
    in("parallelr -q -A list -r -C 'sh -c \"echo /proc/self/fd/* >" + directory
        + "/descriptors\" @ARG@' 7<list 8>other");

    assertThat(told("descriptors")).isEqualTo(
        "/proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2 /proc/self/fd/3\n"); // 3 reads the list
  }

  private String tell(String file) {
    return directory.resolve("tell.sh") + " " + directory.resolve(file);
  }

  private String told(String file) throws IOException {
    return Files.readString(directory.resolve(file), java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private void in(String command) throws IOException, InterruptedException {
    var bin = Product.launcher().getParent();
    var script = "PATH=" + bin + ":$PATH\n" + PLACE + " " + command;
    var finished = product.startCommand(List.of("sh", "-c", script)).finish();
    assertThat(finished.status()).as(finished.stderr()).isZero();
  }
}
