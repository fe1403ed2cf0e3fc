package io.parallelr.autoexeccli;

import io.parallelr.autoexec.AutoExec;
import io.parallelr.hook.Hook;
import io.parallelr.hook.HookSections;
import io.parallelr.http.Address;
import io.parallelr.http.Auth;
import io.parallelr.http.Guard;
import io.parallelr.http.Limits;
import io.parallelr.http.OpenAccess;
import io.parallelr.http.Origins;
import io.parallelr.http.Rights;
import io.parallelr.http.TokenClaims;
import io.parallelr.os.NativeText;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.ServerSecretFile;
import io.parallelr.run.UserError;
import io.parallelr.serve.JobServer;
import io.parallelr.serve.JobServerSettings;
import io.parallelr.serve.Plugins;
import io.parallelr.serve.StepTypes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What the options of a server of tasks ask for. What is wrong with one is a [UserError].
///
/// @param directory against which relative paths are taken
/// @param withheld names of variables that tasks do not get
record TaskServerSettings(
    ServerOptions options,
    Path directory,
    Set<String> withheld,
    InstantSource clock) {
  private static final String SOCKET = "AutoExecFlow.sock";
  private static final int MOST_TASKS = 10_000;
  private static final int MOST_SLOTS = 4_096;

  /// The directory of all that is kept.
  Path root() {
    return NativeText.resolve(directory, options.root).normalize();
  }

  Path data() {
    return root().resolve("data");
  }

  /// The path before every route.
  String basePath() {
    return Checked.basePath("--relative_path", options.relativePath);
  }

  /// How many requests are served at once; 0 for any number.
  int mostRequests() {
    return Checked.number("--max-requests", options.maxRequests, 0, 1_000_000);
  }

  Limits limits() {
    return new Limits(
        Limits.DEFAULT.headerBytes(),
        Limits.DEFAULT.bodyBytes(),
        Checked.positiveTime("--timeout", options.timeout),
        Limits.DEFAULT.idle(),
        Limits.DEFAULT.connections());
  }

  /// What can be said before anything is opened.
  void check() {
    Checked.only("--db_url", options.database, "sqlite:", "this server has its own database");
    Checked.only("--mq_url", options.queue, "inmemory:", "the queue is in the database");
    Checked.only("--redis_url", options.redis, "", "this server needs no Redis; leave it out");
    Checked.only("--self_url", options.selfUpdate, "",
        "packages update this program; leave it out");
    int _ = Checked.number("--node_id", options.nodeId, 0, Integer.MAX_VALUE);
    int _ = Checked.number("--data_center_id", options.dataCenterId, 0, Integer.MAX_VALUE);
  }

  List<Address> addresses() {
    var address = Checked.address("--addr", options.address, directory);
    requireProtected(address);
    var socket = new Address.UnixSocket(root().resolve(SOCKET));
    return address.equals(socket) ? List.of(socket) : List.of(address, socket);
  }

  /// Whoever reaches the server can have commands run in this user's name.
  private void requireProtected(Address address) {
    if (!(address instanceof Address.Tcp tcp) || isLoopback(tcp.host())) {
      return;
    }
    if (options.isOpen) {
      throw new UserError(
          ExitStatus.USAGE,
          ("--aef-open: others can reach %s, and could run any command here; listen on 127.0.0.1 or a "
              + "unix socket, or leave --aef-open out and give --secrets-file").formatted(tcp));
    }
    if (options.secrets.isEmpty()) {
      throw new UserError(
          ExitStatus.USAGE,
          ("--addr: others can reach %s, so it needs a secret of your own; give --secrets-file "
              + "(openssl rand -hex 32 makes one)").formatted(tcp));
    }
  }

  private static boolean isLoopback(String name) {
    try {
      return InetAddress.getByName(name).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new UserError(
          ExitStatus.USAGE, "--addr: the host %s is unknown".formatted(name), e);
    }
  }

  AutoExec.Settings tasks() {
    int size = Checked.number("--pool_size", options.poolSize, 0, MOST_TASKS);
    long quota = Checked.bytes("--quota", options.quota);
    return new AutoExec.Settings(
        data(),
        basePath(),
        size == 0 ? 2 * Runtime.getRuntime().availableProcessors() : size,
        Checked.positiveTime("--exec_timeout", options.execTimeout),
        options.nodeName,
        Checked.orNever(Checked.time("--key_expire", options.keyExpire)),
        quota == 0 ? Long.MAX_VALUE : quota,
        true,
        options.hasShell ? Optional.of(shell()) : Optional.empty(),
        options.hasTemplateAccess,
        Version.json());
  }

  private AutoExec.Shell shell() {
    return new AutoExec.Shell(
        List.of("bash"),
        directory,
        Checked.number("--pty_sessions", options.shells, 1, 1_000),
        Checked.positiveTime("--pty_idle", options.shellIdle));
  }

  /// @param isTaken whether another server has handed its tasks over, which go on in any case
  JobServerSettings jobs(boolean isTaken) throws IOException {
    var onRestart = JobServer.OnRestart.valueOf(
        Checked.word("--on_restart", options.onRestart, Set.of("continue", "cancel"))
            .toUpperCase(Locale.ROOT));
    return new JobServerSettings(
        data(),
        directory,
        Map.of(),
        withheld,
        Checked.number("--slots", options.slots, 1, MOST_SLOTS),
        Checked.time("--kill_grace", options.grace),
        isTaken ? JobServer.OnRestart.CONTINUE : onRestart,
        false,
        false).with(types());
  }

  private StepTypes types() throws IOException {
    var commands = new TreeMap<String, List<String>>();
    options.stepTypes.forEach((name, command) -> commands.put(name, StepTypes.ofShell(command)));
    return StepTypes.load(commands, Plugins.of(root().resolve("plugins")));
  }

  List<Hook> hooks() {
    var sections = new TreeMap<String, Map<String, String>>();
    if (!options.hook.isEmpty()) {
      sections.put("command", Map.of("command", options.hook));
    }
    if (!options.hookUrl.isEmpty()) {
      sections.put("url", Map.of("url", options.hookUrl, "secret-file", options.hookSecret));
    }
    try {
      return HookSections.hooks(sections, directory);
    } catch (IllegalArgumentException e) {
      throw new UserError(ExitStatus.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  Guard access() {
    var origins = new Origins(options.hosts);
    if (options.isOpen) {
      return new OpenAccess(origins,
          new TokenClaims(System.getProperty("user.name"), Set.copyOf(Rights.ALL)));
    }
    var file = options.secrets.isEmpty()
        ? data().resolve("secret")
        : NativeText.resolve(directory, options.secrets);
    return new Auth(
        ServerSecretFile.read(file, options.secrets.isEmpty()),
        clock,
        origins)
        .trustingSocket(new TokenClaims(System.getProperty("user.name"), Set.copyOf(Rights.ALL)));
  }
}
