package io.parallelr.flowrun;

import io.parallelr.os.NativeText;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The address that ssh connects to for a host, by its configuration: `Port`, `HostName`,
/// `ProxyJump` and `ProxyCommand` of ssh_config(5).
///
/// @param proxied whether the connection leads through another host or program, and so cannot be
///   tested from here
record SshAddress(String host, int port, boolean proxied) {
  private static final int DEFAULT_PORT = 22;
  private static final Duration TIME = Duration.ofSeconds(5);

  /// The host itself, at the port of ssh.
  static SshAddress direct(String host) {
    return new SshAddress(host, DEFAULT_PORT, false);
  }

  /// The same port at another host.
  SshAddress at(String name) {
    return new SshAddress(name, port, proxied);
  }

  /// Asks ssh, by `ssh -G`; without an answer it is the host itself at port 22.
  ///
  /// @param ssh empty if it is not installed
  static SshAddress of(String host, Optional<Path> ssh) throws InterruptedException {
    var direct = direct(host);
    if (ssh.isEmpty()) {
      return direct;
    }
    return ProbeResult.of(List.of(NativeText.of(ssh.get()), "-G", "--", host), TIME)
        .filter(ProbeResult::succeeded)
        .map(answer -> parse(answer.text(), direct))
        .orElse(direct);
  }

  /// Reads what `ssh -G` prints: a line for each option, its name in lower case first.
  static SshAddress parse(String configuration, SshAddress otherwise) {
    var host = otherwise.host();
    int port = otherwise.port();
    boolean proxied = false;
    for (var line : configuration.lines().toList()) {
      var words = line.strip().split(" ", 2);
      if (words.length < 2) {
        continue;
      }
      switch (words[0]) {
        case "hostname" -> host = words[1];
        case "port" -> port = words[1].matches("[1-9]\\d{0,4}") ? Integer.parseInt(words[1]) : port;
        case "proxyjump", "proxycommand" -> proxied |= !words[1].equals("none");
        default -> {
        } // not part of the address
      }
    }
    return new SshAddress(host, port, proxied);
  }

  /// Tries to connect.
  ///
  /// @return why that failed; empty if it succeeded, or cannot be tried from here
  Optional<String> refusal(Duration time) {
    if (proxied) {
      return Optional.empty();
    }
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), Math.toIntExact(time.toMillis()));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("does not accept connections at %s port %d".formatted(host, port));
    }
  }
}
