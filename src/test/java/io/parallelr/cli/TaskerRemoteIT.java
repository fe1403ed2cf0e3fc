package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Commands on other hosts, and how these are reached.
@Tag("long")
@Timeout(60)
@ExtendWith(ProductExtension.class)
class TaskerRemoteIT {
  private static final Path SSHD = Path.of("/usr/sbin/sshd");
  private final Product product;
  private final Path directory;
  private final Tasker tasker;

  TaskerRemoteIT(Product product) {
    this.product = product;
    directory = product.directory();
    tasker = new Tasker(product);
  }

  @Test
  void remoteTypesAreCalledAsTheyAskFor() throws Exception {
    var bin = Files.createDirectory(directory.resolve("fake"));
    for (var name : List.of("pbrun", "p7s", "wwrs_cli", "ping")) {
      var program = Files.writeString(
          bin.resolve(name),
          "#!/bin/sh\nprintf '%s' \"" + name + "\"\nfor a; do printf ' [%s]' \"$a\"; done\n");
      assertThat(program.toFile().setExecutable(true)).isTrue();
    }
    product.with("PATH", bin + ":" + System.getenv("PATH"));

    var run = tasker.run("""
        task=0
        hostname=localhost
        command=ls
        arguments=-l "a b"
        exec=pbrun

        task=1
        hostname=localhost
        command=ls
        arguments=-l "a b"
        exec=p7s

        task=2
        hostname=localhost
        command=1234
        exec=wwrs
        """, "-r");

    assertThat(run.status()).isZero();
    assertThat(run.stdout())
        .contains("Task 0: STDOUT: pbrun [-n] [-h] [localhost] [ls] [-l] [a b]\n")
        .contains("Task 1: STDOUT: p7s [localhost] [ls] [-l] [a b]\n")
        .contains("Task 2: STDOUT: wwrs_cli [localhost] [1234]\n");
  }

  @Test
  void sshRunsCommandsOnAnotherHost() throws Exception {
    var sshd = Path.of("/usr/sbin/sshd");
    assumeThat(sshd).isExecutable();
    try (var server = new SshServer(directory.resolve("ssh"), sshd)) {
      product.with("PATH", server.clients() + ":" + System.getenv("PATH"));

      var run = tasker.run("""
          task=0
          hostname=localhost
          command=printf
          arguments=[%s] "a b" 'it''s $HOME'
          exec=ssh
          next=stdout~"[a b]"
          """, "-r", "--skip-host-validation");

      assertThat(run.status()).as(run.stdout() + run.stderr()).isZero();
      assertThat(run.stdout()).contains("STDOUT: [a b][its $HOME]");
    }
  }

  /// The command there ran on.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCommandOnAnotherHostEndsWithItsTimeLimitAndBySignal(boolean byTimeLimit) throws Exception {
    assumeThat(SSHD).isExecutable();
    try (var server = new SshServer(directory.resolve("ssh"), SSHD)) {
      product.with("PATH", server.clients() + ":" + System.getenv("PATH"));
      var pid = directory.resolve("pid");
      var flow = """
          task=0
          hostname=localhost
          command=sh
          arguments=-c "echo $$ > %s; sleep 600; true"
          exec=ssh
          timeout=%d
          """.formatted(pid, byTimeLimit ? 5 : 600);

      var started = tasker.start(flow, "-r", "--skip-host-validation");
      await().until(() -> Files.exists(pid) && !Files.readString(pid).isBlank());
      long remote = Long.parseLong(Files.readString(pid).strip());
      if (!byTimeLimit) {
        started.signal("TERM");
      }
      var run = started.finish();

      assertThat(run.stdout()).contains(byTimeLimit ? "Exit code: 124" : "ended by SIGTERM");
      await().until(() -> !Product.runs(remote));
    }
  }

  /// Standard error and the exit code stay what they are with the wrapper.
  @Test
  void aCommandOnAnotherHostKeepsItsStreamsAndItsExitCode() throws Exception {
    assumeThat(SSHD).isExecutable();
    try (var server = new SshServer(directory.resolve("ssh"), SSHD)) {
      product.with("PATH", server.clients() + ":" + System.getenv("PATH"));

      var run = tasker.run("""
          task=0
          hostname=localhost
          command=sh
          arguments=-c "echo out; echo err >&2; cat; exit 7"
          exec=ssh
          next=exit_7
          """, "-r", "--skip-host-validation");

      assertThat(run.stdout())
          .contains("Exit code: 7", "STDOUT: out\n", "STDERR: err\n")
          .doesNotContain("mkfifo");
    }
  }

  /// `ping` that is not installed was a host that does not answer.
  @Test
  void aMissingPingIsToldAsSuch() throws Exception {
    var bin = Files.createDirectory(directory.resolve("only"));
    for (var program : List.of("pbrun", "java-is-found-otherwise")) {
      var file = Files.writeString(bin.resolve(program), "#!/bin/sh\n");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    for (var needed : List.of("sh", "env", "sed", "readlink", "dirname", "find", "head", "uname",
        "cat", "grep", "id")) {
      var real = Stream.of("/usr/bin", "/bin")
          .map(d -> Path.of(d, needed))
          .filter(Files::exists)
          .findFirst();
      if (real.isPresent()) {
        Files.createSymbolicLink(bin.resolve(needed), real.get());
      }
    }
    product.with("PATH", bin.toString());

    var run = tasker.run("task=0\nhostname=localhost\ncommand=x\nexec=pbrun\n", "-r");

    assertThat(run.status()).isEqualTo(60);
    assertThat(run.stderr())
        .contains("ping is not installed; set tasker.host-probe to tcp or none");
  }

  /// `tcp` connected to port 22, whatever the configuration of ssh says.
  @Test
  void tcpProbesThePortThatSshWouldUse() throws Exception {
    var bin = Files.createDirectory(directory.resolve("fake"));
    product.with("PATH", bin + ":" + System.getenv("PATH"))
        .with("PARALLELR_TASKER_HOST_PROBE", "tcp");
    var flow = "task=0\nhostname=an-alias\ncommand=x\nexec=ssh\n";
    int port;
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = listening.getLocalPort();
      var ssh = Files.writeString(
          bin.resolve("ssh"),
          "#!/bin/sh\n[ \"$1\" = -G ] && printf 'hostname 127.0.0.1\\nport %d\\n'\nexit 0\n"
              .formatted(port));
      assertThat(ssh.toFile().setExecutable(true)).isTrue();

      assertThat(tasker.run(flow, "-r").status()).isZero();
    }
    var refused = tasker.run(flow, "-r");
    assertThat(refused.status()).isEqualTo(60);
    assertThat(refused.stderr()).contains("port " + port);
  }
}
