package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A real sshd on a port of its own, and an `ssh` that goes there.
final class SshServer implements AutoCloseable {
  private final Path directory;
  private final Process process;

  SshServer(Path directory, Path sshd) throws IOException, InterruptedException {
    this.directory = Files.createDirectories(directory);
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    for (var key : List.of("host", "user")) {
      assertThat(
          new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f",
              directory.resolve(key).toString())
              .start()
              .waitFor())
          .isZero();
    }
    Files.createDirectories(Path.of("/run/sshd"));
    process = new ProcessBuilder(
        sshd.toString(), "-D", "-f", "/dev/null", "-p", Integer.toString(port), "-o",
        "HostKey=" + directory.resolve("host"), "-o", "StrictModes=no", "-o", "PidFile=none", "-o",
        "AuthorizedKeysFile=" + directory.resolve("user.pub"), "-o", "ListenAddress=127.0.0.1")
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("log").toFile())
        .start();
    var ssh = Files.writeString(
        Files.createDirectory(directory.resolve("bin")).resolve("ssh"),
        "#!/bin/sh\nexec /usr/bin/ssh -F none -p " + port + " -i " + directory.resolve("user")
            + " -o UserKnownHostsFile=" + directory.resolve("known")
            + " -o StrictHostKeyChecking=no -o LogLevel=ERROR -o ControlPath="
            + directory.resolve("control") + " \"$@\"\n");
    assertThat(ssh.toFile().setExecutable(true)).isTrue();
    await().until(() -> answers(port));
  }

  private static boolean answers(int port) {
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// The directory of the client.
  Path clients() {
    return directory.resolve("bin");
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
