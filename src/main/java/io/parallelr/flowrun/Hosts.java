package io.parallelr.flowrun;

import io.parallelr.flow.DefaultType;
import io.parallelr.flow.ExecutionType;
import io.parallelr.flow.ExecutionTypes;
import io.parallelr.flow.Flow;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
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
  private record Trouble(int exitStatus, String message) {}

  /// The result of checking a host.
  ///
  /// @param name by which it can be resolved
  private record Found(String host, String name, List<Trouble> troubles) {
    static Found not(String host, int exitStatus, String message) {
      return new Found(host, host, List.of(new Trouble(exitStatus, message)));
    }
  }

  /// Makes the directory where ssh keeps the sockets of its connections, which it does not make
  /// itself. Without it each connection fails.
  void makeSocketDirectory(Flow flow) {
    var directory = Path.of(System.getProperty("user.home"), ".ssh");
    boolean usesSsh =
        flow.remoteHosts(defaultType, types).values().stream().anyMatch(used -> used.contains(SSH));
    if (usesSsh && !Files.exists(directory)) {
      try {
        PrivateFiles.makeDirectory(directory);
      } catch (IOException e) {
        return; // ssh says what is wrong
      }
    }
  }

  /// Checks the hosts of a flow.
  ///
  /// @return names in place of those that only the site's inventory knows
  /// @throws TaskerError with a line for each that is not there
  public Map<String, String> check(Flow flow) {
    var hosts = flow.remoteHosts(defaultType, types);
    var troubles = new ArrayList<>(checks.programs() ? missingPrograms(hosts) : List.of());
    var names = new TreeMap<String, String>();
    for (var found : found(hosts)) {
      troubles.addAll(found.troubles());
      if (!found.name().equals(found.host())) {
        names.put(found.host(), found.name());
      }
    }
    if (!troubles.isEmpty()) {
      int status = troubles.stream().mapToInt(Trouble::exitStatus).max().orElse(UNKNOWN);
      throw new TaskerError(
          status,
          String.join("\ntasker: ", troubles.stream().map(Trouble::message).sorted().toList()));
    }
    return names;
  }

  private List<Trouble> missingPrograms(Map<String, List<String>> hosts) {
    return hosts.values()
        .stream()
        .flatMap(List::stream)
        .distinct()
        .map(name -> types.named(name).orElseThrow().words().getFirst())
        .distinct()
        .filter(program -> find(program).isEmpty())
        .map(
            program -> new Trouble(
                NO_CONNECTION,
                "program %s is not %s: install it, or use another execution type".formatted(
                    program,
                    program.indexOf('/') < 0 ? "on the PATH" : "there")))
        .toList();
  }

  private Optional<Path> find(String program) {
    var places = program.indexOf('/') < 0 ? List.of(searchPath.split(":", -1)) : List.of("");
    return places.stream()
        .map(place -> NativeText.resolve(NativeText.resolve(directory, place), program))
        .filter(file -> NativeText.file(file).isFile() && NativeText.file(file).canExecute())
        .findFirst();
  }

  private List<Found> found(Map<String, List<String>> hosts) {
    var looks = new ArrayList<Callable<Found>>();
    hosts.forEach((host, used) -> looks.add(() -> look(host, used)));
    try (var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      var all = new ArrayList<Found>();
      for (var looked : threads.invokeAll(looks)) {
        all.add(looked.get());
      }
      return all;
    } catch (InterruptedException e) {
      throw new TaskerError(130, "interrupted while hosts were probed");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private Found look(String host, List<String> used) throws InterruptedException {
    var bySsh = used.stream()
        .map(types::named)
        .flatMap(Optional::stream)
        .anyMatch(type -> type.words().getFirst().equals(SSH));
    var address = bySsh || checks.probe().equals("tcp")
        ? SshAddress.of(host, find(SSH))
        : SshAddress.direct(host);
    if (bySsh && address.proxied()) {
      return examined(host, host, used); // only the hosts on the way there know it
    }
    var name = bySsh && resolves(address.host()) ? Optional.of(host) : resolved(host);
    if (name.isEmpty()) {
      return Found.not(host, UNKNOWN, "host %s cannot be resolved".formatted(host));
    }
    var silence = silence(name.get().equals(host) ? address : address.at(name.get()));
    if (silence.isPresent()) {
      return Found.not(
          host,
          UNREACHABLE,
          "host %s %s (%s); tasker.host-probe sets how hosts are probed"
              .formatted(host, silence.get(), checks.probe()));
    }
    return examined(host, name.get(), used);
  }

  /// Tries the commands of execution types, if that is asked for.
  private Found examined(String host, String name, List<String> used) throws InterruptedException {
    var troubles = new ArrayList<Trouble>();
    for (var type : checks.connects() ? used : List.<String>of()) {
      var how = types.named(type).flatMap(ExecutionType::probe);
      if (how.isPresent()) {
        tried(name, how.get()).ifPresent(troubles::add);
      }
    }
    return new Found(host, name, troubles);
  }

  /// A name that the resolver knows: this one, or that which the site's inventory has for it.
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

  /// Why a host is taken for unreachable; empty if it is not.
  private Optional<String> silence(SshAddress address) throws InterruptedException {
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

  private Optional<Trouble> tried(String host, ExecutionType.Probe how)
      throws InterruptedException {
    var command = how.on(host);
    var limit = checks.probeTime().orElse(how.limit());
    var answer = ProbeResult.of(command, limit);
    if (answer.isPresent() && answer.get().succeeded()
        && answer.get().text().contains(how.expected())) {
      return Optional.empty();
    }
    var got = answer.map(
        a -> a.succeeded()
            ? "does not answer '%s'".formatted(how.expected())
            : "ends with exit code %d".formatted(a.status()))
        .orElse("does not end within %d seconds".formatted(limit.toSeconds()));
    return Optional.of(
        new Trouble(
            NO_CONNECTION,
            "host %s: %s %s".formatted(host, String.join(" ", command), got)));
  }
}
