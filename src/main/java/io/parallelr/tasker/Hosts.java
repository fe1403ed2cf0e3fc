package io.parallelr.tasker;

import io.parallelr.flow.ExecutionType;
import io.parallelr.flow.ExecutionTypes;
import io.parallelr.flow.Flow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Looks before a run whether the hosts of a flow are there; all at once.
final class Hosts {
  private static final int UNKNOWN = 21;
  private static final int UNREACHABLE = 60;
  private static final int NO_CONNECTION = 61;
  private static final int PING_SECONDS = 5;
  private static final int SSH_PORT = 22;

  private Hosts() {}

  /// What is wrong with a host.
  private record Trouble(int exitStatus, String message) {}

  /// Checks the hosts.
  ///
  /// @param types that there are
  /// @param type that of tasks that name none
  /// @param probe how they are looked for: `ping`, `tcp` or `none`
  /// @param connects whether commands are also tried there
  /// @param programs whether the programs of execution types must be on the search path
  /// @throws TaskerError with a line for each that is not there
  static void check(
      Flow flow,
      ExecutionTypes types,
      String type,
      String probe,
      boolean connects,
      boolean programs,
      String searchPath) {
    var checks = new ArrayList<Callable<List<Trouble>>>();
    var hosts = flow.remoteHosts(type, types);
    hosts.forEach(
        (host, names) -> checks.add(() -> look(host, named(names, types), probe, connects)));
    var troubles = new ArrayList<Trouble>();
    if (programs) {
      hosts.values()
          .stream()
          .flatMap(List::stream)
          .distinct()
          .map(name -> types.named(name).orElseThrow().words().getFirst())
          .filter(program -> !isOn(searchPath, program))
          .forEach(
              program -> troubles.add(
                  new Trouble(
                      NO_CONNECTION,
                      "program %s is not on the PATH: install it, or use another execution type"
                          .formatted(program))));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<Trouble>> looked : threads.invokeAll(checks)) {
        troubles.addAll(looked.get());
      }
    } catch (InterruptedException e) {
      throw new TaskerError(130, "interrupted while hosts were looked for");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    if (!troubles.isEmpty()) {
      int status = troubles.stream().mapToInt(Trouble::exitStatus).max().orElse(UNKNOWN);
      throw new TaskerError(
          status,
          String.join("\ntasker: ", troubles.stream().map(Trouble::message).sorted().toList()));
    }
  }

  private static boolean isOn(String searchPath, String program) {
    return Arrays.stream(searchPath.split(":", -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private static List<ExecutionType> named(List<String> names, ExecutionTypes types) {
    return names.stream().flatMap(name -> types.named(name).stream()).toList();
  }

  private static List<Trouble> look(
      String host,
      List<ExecutionType> types,
      String probe,
      boolean connects)
      throws InterruptedException {
    try {
      var _ = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      return List.of(new Trouble(UNKNOWN, "host %s cannot be resolved".formatted(host)));
    }
    boolean isThere = switch (probe) {
      case "none" -> true;
      case "tcp" -> connects(host);
      default -> succeeds(PING_SECONDS, "ping", "-c", "1", "-W", "1", host);
    };
    if (!isThere) {
      return List.of(
          new Trouble(
              UNREACHABLE,
              "host %s does not answer (%s); tasker.host-probe says how it is asked"
                  .formatted(host, probe)));
    }
    var troubles = new ArrayList<Trouble>();
    if (connects) {
      for (var type : types) {
        if (type.probe().isPresent()) {
          troubles.addAll(tried(host, type.probe().get()));
        }
      }
    }
    return troubles;
  }

  private static boolean connects(String host) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, SSH_PORT), PING_SECONDS * 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static List<Trouble> tried(String host, ExecutionType.Probe probe)
      throws InterruptedException {
    var command = probe.on(host);
    var answer = Answer.of(command, probe.limit());
    if (answer.isPresent() && answer.get().succeeded()
        && answer.get().text().contains(probe.expected())) {
      return List.of();
    }
    var got = answer.map(
        a -> a.succeeded()
            ? "does not answer '%s'".formatted(probe.expected())
            : "ends with exit code %d".formatted(a.status()))
        .orElse("does not end within %d seconds".formatted(probe.limit().toSeconds()));
    return List.of(
        new Trouble(
            NO_CONNECTION,
            "host %s: %s %s".formatted(host, String.join(" ", command), got)));
  }

  private static boolean succeeds(int seconds, String... command) throws InterruptedException {
    return Answer.of(List.of(command), Duration.ofSeconds(seconds))
        .filter(Answer::succeeded)
        .isPresent();
  }
}
