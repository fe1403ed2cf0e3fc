package io.parallelr.flowrun;

import io.parallelr.flow.DefaultType;
import io.parallelr.flow.ExecutionType;
import io.parallelr.flow.ExecutionTypes;
import io.parallelr.flow.RemoteHosts;
import io.parallelr.flowfile.Flow;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.os.SearchPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// Checks before a run whether the hosts of a flow answer; many at once.
public final class Hosts {
  private static final int UNKNOWN = 21;
  private static final int UNREACHABLE = 60;
  private static final int NO_CONNECTION = 61;
  private static final int AT_ONCE = 64;
  private static final Duration PROBE_TIME = Duration.ofSeconds(5);
  private static final Duration INVENTORY_TIME = Duration.ofSeconds(10);
  private static final String INVENTORY = "op";
  private static final String PING = "ping";
  private static final String SSH = "ssh";
  private final ExecutionTypes types;
  private final DefaultType defaultType;
  private final RunOptions.HostChecks checks;
  private final String searchPath;
  private final Path directory;

  public Hosts(RunOptions options, ExecutionContext context) {
    this.types = options.launching().types();
    this.defaultType = options.launching().defaultType();
    this.checks = options.hostChecks();
    this.searchPath = context.environment().getOrDefault("PATH", "/usr/bin:/bin");
    this.directory = context.directory();
  }

  /// A problem with a host.
  private record Problem(int exitStatus, String message) {}

  /// The result of checking a host.
  ///
  /// @param name under which it can be resolved
  private record Checked(String host, String name, List<Problem> problems) {
    static Checked failed(String host, int exitStatus, String message) {
      return new Checked(host, host, List.of(new Problem(exitStatus, message)));
    }
  }

  /// Makes the directory in which ssh keeps the sockets of its connections. Ssh does not make it,
  /// and without it each connection fails.
  void makeSocketDirectory(Flow flow) {
    var directory = Path.of(System.getProperty("user.home"), ".ssh");
    boolean usesSsh =
        new RemoteHosts(defaultType, types).of(flow)
            .values()
            .stream()
            .anyMatch(used -> used.contains(SSH));
    if (usesSsh && !Files.exists(directory)) {
      try {
        PrivateFiles.makeDirectory(directory);
      } catch (IOException e) {
        return; // ssh will report it
      }
    }
  }

  /// Checks the hosts of a flow.
  ///
  /// @return names in place of those that only the inventory of the site knows
  /// @throws TaskerError with a line for each that does not answer
  public Map<String, String> check(Flow flow) {
    var hosts = new RemoteHosts(defaultType, types).of(flow);
    var problems = new ArrayList<>(checks.programs() ? missingPrograms(hosts) : List.of());
    var names = new TreeMap<String, String>();
    for (var checked : checkAll(hosts)) {
      problems.addAll(checked.problems());
      if (!checked.name().equals(checked.host())) {
        names.put(checked.host(), checked.name());
      }
    }
    if (!problems.isEmpty()) {
      int status = problems.stream().mapToInt(Problem::exitStatus).max().orElse(UNKNOWN);
      throw new TaskerError(
          status,
          String.join("\ntasker: ", problems.stream().map(Problem::message).sorted().toList()));
    }
    return names;
  }

  private List<Problem> missingPrograms(Map<String, List<String>> hosts) {
    return hosts.values()
        .stream()
        .flatMap(List::stream)
        .distinct()
        .map(name -> types.named(name).orElseThrow().words().getFirst())
        .distinct()
        .filter(program -> find(program).isEmpty())
        .map(
            program -> new Problem(
                NO_CONNECTION,
                "program %s is not %s: install it, or use another execution type".formatted(
                    program,
                    program.indexOf('/') < 0 ? "on the PATH" : "there")))
        .toList();
  }

  private Optional<Path> find(String program) {
    return new SearchPath(searchPath).find(program, directory);
  }

  private List<Checked> checkAll(Map<String, List<String>> hosts) {
    var calls = new ArrayList<Callable<Checked>>();
    hosts.forEach((host, used) -> calls.add(() -> check(host, used)));
    try (var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      var all = new ArrayList<Checked>();
      for (var call : threads.invokeAll(calls)) {
        all.add(call.get());
      }
      return all;
    } catch (InterruptedException e) {
      throw new TaskerError(130, "interrupted while hosts were probed");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private Checked check(String host, List<String> used) throws InterruptedException {
    var bySsh = used.stream()
        .map(types::named)
        .flatMap(Optional::stream)
        .anyMatch(type -> type.words().getFirst().equals(SSH));
    var address = bySsh || checks.probe().equals("tcp")
        ? SshAddress.of(host, find(SSH))
        : SshAddress.direct(host);
    if (bySsh && address.proxied()) {
      return tried(host, host, used); // only the hosts on the way can reach it
    }
    var name = bySsh && resolves(address.host()) ? Optional.of(host) : resolved(host);
    if (name.isEmpty()) {
      return Checked.failed(host, UNKNOWN, "host %s cannot be resolved".formatted(host));
    }
    var reason = unreachable(name.get().equals(host) ? address : address.at(name.get()));
    if (reason.isPresent()) {
      return Checked.failed(
          host,
          UNREACHABLE,
          "host %s %s (%s); tasker.host-probe sets how hosts are probed"
              .formatted(host, reason.get(), checks.probe()));
    }
    return tried(host, name.get(), used);
  }

  /// Tries the commands of execution types, if the user wants that.
  private Checked tried(String host, String name, List<String> used) throws InterruptedException {
    var problems = new ArrayList<Problem>();
    for (var type : checks.connects() ? used : List.<String>of()) {
      var probe = types.named(type).flatMap(ExecutionType::probe);
      if (probe.isPresent()) {
        failure(name, probe.get()).ifPresent(problems::add);
      }
    }
    return new Checked(host, name, problems);
  }

  /// A name that the resolver knows: this one, or the one in the inventory of the site.
  private Optional<String> resolved(String host) throws InterruptedException {
    if (resolves(host)) {
      return Optional.of(host);
    }
    var inventory = find(INVENTORY);
    return inventory.isEmpty()
        ? Optional.empty()
        : ProbeResult.of(
            List.of(NativeText.of(inventory.get()), "mc_isac", "-f", host),
            INVENTORY_TIME)
            .filter(ProbeResult::succeeded)
            .map(answer -> answer.text().strip())
            .filter(name -> !name.isEmpty() && name.lines().count() == 1 && resolves(name));
  }

  private static boolean resolves(String host) {
    try {
      var _ = InetAddress.getByName(host);
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /// Why a host is considered unreachable; empty if it is not.
  private Optional<String> unreachable(SshAddress address) throws InterruptedException {
    return switch (checks.probe()) {
      case "none" -> Optional.empty();
      case "tcp" -> address.refusal(PROBE_TIME);
      default -> ping(address.host());
    };
  }

  private Optional<String> ping(String host) throws InterruptedException {
    var program = find(PING);
    if (program.isEmpty()) {
      return Optional
          .of("cannot be probed: ping is not installed; set tasker.host-probe to tcp or none");
    }
    return ProbeResult
        .of(List.of(NativeText.of(program.get()), "-c", "1", "-W", "1", host), PROBE_TIME)
        .filter(ProbeResult::succeeded)
        .isPresent() ? Optional.empty() : Optional.of("does not answer");
  }

  private Optional<Problem> failure(String host, ExecutionType.Probe probe)
      throws InterruptedException {
    var command = probe.on(host);
    var limit = checks.probeTime().orElse(probe.limit());
    var answer = ProbeResult.of(command, limit);
    if (answer.isPresent() && answer.get().succeeded()
        && answer.get().text().contains(probe.expected())) {
      return Optional.empty();
    }
    var what = answer.map(
        a -> a.succeeded()
            ? "does not answer '%s'".formatted(probe.expected())
            : "ends with exit code %d".formatted(a.status()))
        .orElse("does not end within %d seconds".formatted(limit.toSeconds()));
    return Optional.of(
        new Problem(
            NO_CONNECTION,
            "host %s: %s %s".formatted(host, String.join(" ", command), what)));
  }
}
