package io.parallelr.autoexeccli;

import io.parallelr.autoexec.AutoExec;
import io.parallelr.engine.Ticker;
import io.parallelr.handover.Handover;
import io.parallelr.handover.Takeover;
import io.parallelr.hook.Hook;
import io.parallelr.hook.HookSections;
import io.parallelr.hook.Hooks;
import io.parallelr.http.Address;
import io.parallelr.http.Auth;
import io.parallelr.http.TokenClaims;
import io.parallelr.http.Guard;
import io.parallelr.http.HttpError;
import io.parallelr.http.Inheritance;
import io.parallelr.http.Limits;
import io.parallelr.http.Listener;
import io.parallelr.http.OpenAccess;
import io.parallelr.http.Origins;
import io.parallelr.http.RequestLimit;
import io.parallelr.http.Rights;
import io.parallelr.http.Router;
import io.parallelr.http.Routes;
import io.parallelr.http.Sse;
import io.parallelr.http.Tickets;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.os.Signals;
import io.parallelr.run.CloseStack;
import io.parallelr.run.Deaths;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.Installation;
import io.parallelr.run.ServerSecretFile;
import io.parallelr.run.UserError;
import io.parallelr.serve.JobServer;
import io.parallelr.serve.Plugins;
import io.parallelr.serve.StepTypes;
import io.parallelr.store.SqlJobStore;
import io.parallelr.store.StoreException;
import io.parallelr.task.Reason;
import io.parallelr.web.WebApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server of tasks, from its start to its end. For one use.
final class TaskServer {
  private static final Logger log = LoggerFactory.getLogger(TaskServer.class);
  private static final Duration LAST_REQUESTS = Duration.ofSeconds(2);
  private static final String SOCKET = "AutoExecFlow.sock";
  private static final int MOST_TASKS = 10_000;
  private static final int MOST_SLOTS = 4_096;

  private final ServerOptions options;
  private final Host host;
  private final List<JobServer.Shutdown> ways;
  private final CountDownLatch ready = new CountDownLatch(1);
  private volatile Optional<JobServer> running = Optional.empty();

  /// What this process has.
  ///
  /// @param directory against which relative paths are taken
  /// @param withheld names of variables that tasks do not get
  record Host(
      Map<String, String> environment,
      Path directory,
      Set<String> withheld,
      InstantSource clock,
      Ticker ticker,
      Deaths deaths) {}

  private TaskServer(ServerOptions options, Host host, List<JobServer.Shutdown> ways) {
    this.options = options;
    this.host = host;
    this.ways = List.copyOf(ways);
  }

  /// A server that is asked to end by signals.
  static TaskServer of(ServerOptions options, Host host) {
    return new TaskServer(
        options,
        host,
        options.isNormal
            ? List.of(
                JobServer.Shutdown.FINISH,
                JobServer.Shutdown.CANCEL,
                JobServer.Shutdown.KEEP)
            : List.of(JobServer.Shutdown.KEEP));
  }

  /// A server for this process alone, which ends all tasks when it ends.
  static TaskServer local(ServerOptions options, Host host) {
    return new TaskServer(
        options,
        host,
        List.of(JobServer.Shutdown.CANCEL, JobServer.Shutdown.KEEP));
  }

  /// Waits until the server answers.
  ///
  /// @param thread that runs it
  /// @return whether it does, or else it has ended
  boolean awaitReady(Thread thread) throws InterruptedException {
    while (thread.isAlive()) {
      if (ready.await(100, TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    return ready.getCount() == 0;
  }

  /// Ends it, with all tasks.
  void stop() {
    running.ifPresent(server -> server.shutdown(JobServer.Shutdown.CANCEL));
  }

  /// The directory of all that is kept.
  Path root() {
    return NativeText.resolve(host.directory(), options.root).normalize();
  }

  /// Runs until a signal ends it.
  ///
  /// @throws UserError if it cannot start
  void run() throws IOException, InterruptedException {
    check();
    var addresses = addresses();
    var settings = settings();
    makeRoot();
    try (var opened = new CloseStack()) {
      var takeover = options.replaces ? takeover() : Optional.<Takeover>empty();
      Optional<Listener> taken = Optional.empty();
      if (takeover.isPresent()) {
        opened.later(takeover.get());
        taken = Optional.of(listener(addresses, takeover.get()));
        takeover.get().complete();
      }
      var jobs = opened.later(JobServer.open(jobSettings(takeover.isPresent()), jobHost()));
      handleSignals(jobs); // before anybody can know this process
      var tasks = opened.later(AutoExec.open(settings, jobs.jobs(), host.clock(), host.ticker()));
      var web = opened.later(
          WebApi.start(
              jobs.jobs(),
              host.clock(),
              Sse.Limits.DEFAULT,
              UUID.randomUUID().toString()));
      var _ = opened.later(Hooks.start(hooks(), jobs.jobs(), data(), host.clock()));
      tasks.addTo(web);
      var router = router(tasks, web);
      var listener = taken.isPresent() ? taken.get() : listener(addresses, Inheritance.NONE);
      opened.later(() -> listener.close(LAST_REQUESTS));
      if (takeover.isEmpty()) {
        start(listener, router);
      }
      jobs.start();
      tasks.start();
      running = Optional.of(jobs);
      ready.countDown();
      if (takeover.isPresent()) { // its clients wait until they can be served
        start(listener, router);
        takeover.get().close();
      }
      Handover.offer(data(), listener, takeover, _ -> jobs.shutdown(JobServer.Shutdown.KEEP))
          .ifPresent(handover -> opened.later(handover::close));
      log.info("listening on {}", listener.addresses());
      jobs.await();
      log.info("ending");
    }
  }

  /// What can be said before anything is opened.
  private void check() {
    Checked.only("--db_url", options.database, "sqlite:", "this server has its own database");
    Checked.only("--mq_url", options.queue, "inmemory:", "the queue is in the database");
    Checked.only("--redis_url", options.redis, "", "this server needs no Redis; leave it out");
    Checked.only("--self_url", options.selfUpdate, "",
        "packages update this program; leave it out");
    int _ = Checked.number("--node_id", options.nodeId, 0, Integer.MAX_VALUE);
    int _ = Checked.number("--data_center_id", options.dataCenterId, 0, Integer.MAX_VALUE);
  }

  private List<Address> addresses() {
    var address = Checked.address("--addr", options.address, host.directory());
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

  private AutoExec.Settings settings() {
    int size = Checked.number("--pool_size", options.poolSize, 0, MOST_TASKS);
    long quota = Checked.bytes("--quota", options.quota);
    return new AutoExec.Settings(
        data(),
        Checked.basePath("--relative_path", options.relativePath),
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
        host.directory(),
        Checked.number("--pty_sessions", options.shells, 1, 1_000),
        Checked.positiveTime("--pty_idle", options.shellIdle));
  }

  /// @param isTaken whether another server has handed its tasks over, which go on in any case
  private JobServer.Settings jobSettings(boolean isTaken) throws IOException {
    var onRestart = JobServer.OnRestart.valueOf(
        Checked.word("--on_restart", options.onRestart, Set.of("continue", "cancel"))
            .toUpperCase(Locale.ROOT));
    return new JobServer.Settings(
        data(),
        host.directory(),
        Map.of(),
        host.withheld(),
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

  private List<Hook> hooks() {
    var sections = new TreeMap<String, Map<String, String>>();
    if (!options.hook.isEmpty()) {
      sections.put("command", Map.of("command", options.hook));
    }
    if (!options.hookUrl.isEmpty()) {
      sections.put("url", Map.of("url", options.hookUrl, "secret-file", options.hookSecret));
    }
    try {
      return HookSections.hooks(sections, host.directory());
    } catch (IllegalArgumentException e) {
      throw new UserError(ExitStatus.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private JobServer.Host jobHost() {
    return new JobServer.Host(
        Installation.of(host.environment(), host.directory()),
        host.clock(),
        host.ticker(),
        host.deaths()::end);
  }

  private void makeRoot() {
    try {
      PrivateFiles.makeDirectory(root());
      PrivateFiles.makeDirectory(data());
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.USAGE,
          "--root_dir: %s; make it writable, or give another".formatted(Reason.withPath(e)),
          e);
    }
  }

  private Guard access() {
    var origins = new Origins(options.hosts);
    if (options.isOpen) {
      return new OpenAccess(origins,
          new TokenClaims(System.getProperty("user.name"), Set.copyOf(Rights.ALL)));
    }
    var file = options.secrets.isEmpty()
        ? data().resolve("secret")
        : NativeText.resolve(host.directory(), options.secrets);
    return new Auth(
        ServerSecretFile.read(file, options.secrets.isEmpty()),
        host.clock(),
        origins)
        .trustingSocket(new TokenClaims(System.getProperty("user.name"), Set.copyOf(Rights.ALL)));
  }

  private Router router(AutoExec tasks, WebApi web) {
    Guard started = _ -> {
      if (ready.getCount() > 0) {
        throw HttpError.plain(503, "the server is starting");
      }
    };
    var tickets = new Tickets(new SecureRandom(), host.ticker()::nanos);
    var base = Checked.basePath("--relative_path", options.relativePath);
    int most = Checked.number("--max-requests", options.maxRequests, 0, 1_000_000);
    var guard = started.and(tickets.or(access()));
    var limited = most == 0
        ? guard
        : guard.and(new RequestLimit(most, base + "/api", host.ticker()::nanos));
    var mounts = new ArrayList<>(tasks.mounts(limited));
    mounts.add(
        new Router.Mount(
            base,
            new Routes().guard(guard)
                .post("/api/ticket", tickets.issuing())
                .post("/api/v1/ticket", tickets.issuing())));
    web.mounts(guard)
        .forEach(mount -> mounts.add(new Router.Mount(base + mount.prefix(), mount.routes())));
    return new Router(mounts);
  }

  /// Asks the server that runs, if one does, when all is checked that can be.
  private Optional<Takeover> takeover() throws IOException {
    var _ = jobSettings(true);
    var _ = hooks();
    var _ = access();
    try {
      SqlJobStore.check(data());
    } catch (StoreException e) {
      throw new UserError(ExitStatus.USAGE, Reason.withPath(e), e);
    }
    return Takeover.ask(data());
  }

  private Path data() {
    return root().resolve("data");
  }

  private static void start(Listener listener, Router router) {
    try {
      listener.start(router);
    } catch (IOException e) {
      throw new UserError(ExitStatus.USAGE, Reason.of(e), e);
    }
  }

  private Listener listener(List<Address> addresses, Inheritance inheritance) {
    try {
      return Listener.open(
          addresses,
          new Limits(
              Limits.DEFAULT.headerBytes(),
              Limits.DEFAULT.bodyBytes(),
              Checked.positiveTime("--timeout", options.timeout),
              Limits.DEFAULT.idle(),
              Limits.DEFAULT.connections()),
          inheritance);
    } catch (IOException e) {
      throw new UserError(ExitStatus.USAGE, Reason.of(e), e);
    }
  }

  /// Each further signal is stricter.
  private void handleSignals(JobServer server) {
    var count = new AtomicInteger();
    for (var signal : List.of("INT", "TERM", "HUP")) {
      Signals.handle(signal, () -> {
        var how = ways.get(Math.min(count.getAndIncrement(), ways.size() - 1));
        server.shutdown(how);
        log.info("SIG{}: {}", signal, switch (how) {
          case FINISH -> "waiting for the tasks that run; a second signal cancels them";
          case CANCEL -> "cancelling all tasks";
          case KEEP -> "ending; what runs continues, and the next server takes it up";
        });
      });
    }
  }
}
