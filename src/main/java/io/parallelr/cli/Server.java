package io.parallelr.cli;

import io.parallelr.autoexec.AutoExec;
import io.parallelr.backup.ExportRoutes;
import io.parallelr.config.ServeSettings;
import io.parallelr.daemon.Startup;
import io.parallelr.flowhost.FlowModules;
import io.parallelr.flowweb.FlowRoutes;
import io.parallelr.handover.Handover;
import io.parallelr.handover.Takeover;
import io.parallelr.http.Address;
import io.parallelr.http.Guard;
import io.parallelr.http.HttpError;
import io.parallelr.http.Inheritance;
import io.parallelr.http.Limits;
import io.parallelr.http.Listener;
import io.parallelr.http.Router;
import io.parallelr.http.Routes;
import io.parallelr.http.Sse;
import io.parallelr.http.StaticFiles;
import io.parallelr.http.Tickets;
import io.parallelr.os.NativeText;
import io.parallelr.os.ServiceManager;
import io.parallelr.os.TerminalDevice;
import io.parallelr.prunner.Pipelines;
import io.parallelr.run.CloseStack;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.Installation;
import io.parallelr.run.ServerPaths;
import io.parallelr.run.ServerSecrets;
import io.parallelr.run.UserError;
import io.parallelr.serve.JobServer;
import io.parallelr.serve.JobServer.Shutdown;
import io.parallelr.task.Count;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import io.parallelr.web.UserInterface;
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
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server of pipelines, from its start to its end: wires its parts. For one use.
final class Server {
  private static final Logger log = LoggerFactory.getLogger(Server.class);
  private static final Duration CLIENTS = Duration.ofSeconds(5); // to get the end of an answer
  private static final int STDOUT = 1;

  private final ServeSettings settings;
  private final ServerPaths paths;
  private final ServeCommand.Surroundings around;
  private final Optional<Startup> startup;
  private final Optional<ServiceManager> manager;
  private final InstantSource clock = InstantSource.system();
  private final ServerParts parts;
  private final AtomicBoolean isReady = new AtomicBoolean();

  /// @param startup whom it tells when it is ready, if it runs detached
  Server(
      ServeSettings settings,
      ServerPaths paths,
      Path pipelinesBase,
      ServeCommand.Surroundings around,
      Optional<Startup> startup) {
    this.settings = settings;
    this.paths = paths;
    this.around = around;
    this.startup = startup;
    parts = new ServerParts(settings, paths, pipelinesBase, around, clock);
    manager = ServiceManager.of(around.environment());
  }

  /// Runs it to its end; returns the exit status.
  ///
  /// @param replaces whether it takes the place of a server that runs
  int run(boolean replaces) throws IOException, InterruptedException {
    requireSecretForOthers();
    var environment = parts.environment();
    if (replaces) { // one that cannot start leaves the other as it is
      parts.check();
    }
    var plugged = parts.plugged();
    var flows = plugged.flows();
    flows.define(around.directory());
    try (var opened = new CloseStack()) {
      var takeover = replaces ? Takeover.ask(paths.data()) : Optional.<Takeover>empty();
      Optional<Listener> taken = Optional.empty();
      if (takeover.isPresent()) {
        opened.later(takeover.get());
        taken = Optional.of(listener(takeover.get()));
        takeover.get().complete();
      }
      var jobs = opened.later(parts.open(environment, onRestart(takeover), plugged));
      opened.later(flows).connect(jobs.jobs(), clock);
      var secrets = ServerSecrets.load(settings.tokens(), paths, true);
      var pipelines = opened.later(parts.pipelines(jobs, flows));
      var tasks = opened.later(parts.tasks(jobs));
      var _ = opened.later(parts.hooks(jobs));
      // all that follows comes before any job is touched: the address may be another server's
      ServerSignals.handle(
          jobs,
          JobServer.Shutdown.valueOf(settings.onShutdown().toUpperCase(Locale.ROOT)),
          startup.isPresent(),
          pipelines::reload);
      var web = opened.later(
          WebApi.start(jobs.jobs(), clock, Sse.Limits.DEFAULT, UUID.randomUUID().toString()));
      tasks.addTo(web);
      var listener = taken.isPresent() ? taken.get() : listener(Inheritance.NONE);
      opened.later(() -> listener.close(CLIENTS));
      var page = PageRoutes.of(
          jobs,
          secrets,
          around.installation(),
          ServerParts.WITHHELD,
          listener.addresses(),
          clock);
      var router = router(pipelines, web, tasks, flows, page);
      if (takeover.isEmpty()) {
        start(listener, router);
      }
      jobs.start(flows::isUndefined);
      pipelines.start();
      tasks.start();
      flows.start();
      isReady.set(true);
      if (takeover.isPresent()) { // its clients wait until they can be served
        start(listener, router);
        takeover.get().close();
      }
      Handover.offer(paths.data(), listener, takeover, pid -> replaced(jobs, pid))
          .ifPresent(handover -> opened.later(handover::close));
      ready(listener.addresses(), pipelines, page);
      jobs.await();
      log.info("ending");
    }
    return ExitStatus.ALL_SUCCEEDED;
  }

  private void replaced(JobServer jobs, int pid) {
    manager.ifPresent(m -> tell(() -> m.replacedBy(pid))); // while this process is the service
    jobs.shutdown(Shutdown.KEEP);
  }

  private interface Telling {
    void run() throws IOException;
  }

  private static void tell(Telling telling) {
    try {
      telling.run();
    } catch (IOException e) {
      log.warn("the service manager cannot be told: {}", Reason.of(e));
    }
  }

  /// Whoever reaches this machine could have commands run in this user's name, if a secret that
  /// nobody has chosen leaks or is shared by copies of the data.
  private void requireSecretForOthers() {
    boolean isConfigured = !settings.tokens().secrets().isEmpty() || !paths.isOwnSecret();
    for (var endpoint : settings.address()) {
      if (!isConfigured && !isLoopback(endpoint.host())) {
        throw usage(
            ("serve.address: others can reach %s, so it needs a secret of your own; set "
                + "serve.jwt-secrets or --secrets-file (openssl rand -hex 32 makes one)")
                .formatted(endpoint));
      }
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new UserError(
          ExitStatus.USAGE, "serve.address: the host %s is unknown".formatted(host), e);
    }
  }

  /// What another server has handed over goes on in any case.
  private JobServer.OnRestart onRestart(Optional<Takeover> takeover) {
    return takeover.isPresent()
        ? JobServer.OnRestart.CONTINUE
        : JobServer.OnRestart.valueOf(settings.onRestart().toUpperCase(Locale.ROOT));
  }

  private Router router(
      Pipelines pipelines,
      WebApi web,
      AutoExec tasks,
      FlowModules flows,
      PageRoutes page) {
    Guard started = _ -> {
      if (!isReady.get()) {
        throw HttpError.plain(503, "the server is starting");
      }
    };
    var tickets = new Tickets(new SecureRandom(), System::nanoTime);
    var guard = started.and(tickets.or(page.auth()));
    var api = pipelines.routes(guard);
    var mounts = new ArrayList<>(web.mounts(guard));
    mounts.addAll(tasks.mounts(guard));
    flows.host().ifPresent(host -> mounts.addAll(new FlowRoutes(host).mounts(guard)));
    mounts.add(
        new Router.Mount(
            "",
            new Routes().guard(guard)
                .post("/api/ticket", tickets.issuing())
                .post("/api/v1/ticket", tickets.issuing())));
    mounts.addAll(page.mounts(guard, web));
    mounts.add(new Router.Mount("", api));
    mounts.add(new Router.Mount("/api", api));
    mounts.add(new Router.Mount("/api", pipelines.administration(guard)));
    mounts.add(new Router.Mount("/api", pipelines.pageRoutes(guard)));
    mounts.add(
        new Router.Mount(
            "/api",
            new ExportRoutes(paths.data(), Installation.version(), clock).routes(guard)));
    mounts.add(new Router.Mount("", UserInterface.routes()));
    if (settings.staticFiles().equals("none")) {
      mounts.add(new Router.Mount("", UserInterface.root()));
    } else {
      var files = NativeText.resolve(around.directory(), settings.staticFiles());
      mounts.add(
          new Router.Mount(
              "",
              new Routes().get("/{path*}", new StaticFiles(files, StaticFiles.Missing.INDEX))));
    }
    return new Router(mounts);
  }

  private Listener listener(Inheritance inheritance) {
    var addresses = new ArrayList<Address>();
    settings.address().forEach(e -> addresses.add(new Address.Tcp(e.host(), e.port())));
    paths.socket().ifPresent(path -> addresses.add(new Address.UnixSocket(path)));
    try {
      return Listener.open(
          addresses,
          new Limits(
              Limits.DEFAULT.headerBytes(),
              settings.maxBody(),
              Limits.DEFAULT.patience(),
              Limits.DEFAULT.idle(),
              settings.maxConnections()),
          inheritance);
    } catch (IOException e) {
      throw new UserError(ExitStatus.USAGE, Reason.of(e), e);
    }
  }

  private static void start(Listener listener, Router router) {
    try {
      listener.start(router);
    } catch (IOException e) {
      throw new UserError(ExitStatus.USAGE, Reason.of(e), e);
    }
  }

  private void ready(List<Address> addresses, Pipelines pipelines, PageRoutes page)
      throws IOException {
    manager.ifPresent(m -> tell(m::ready));
    var where = addresses.stream().map(Server::shown).collect(Collectors.joining(" "));
    var count = Count.of(pipelines.definitions().current().all().size(), "pipeline");
    log.info("serving {} on {}", count, where);
    if (startup.isPresent()) {
      startup.get()
          .ready(new Startup.Ready(ProcessHandle.current().pid(), where, paths.data()));
    } else {
      around.terminal().print("ready: %s on %s%n".formatted(count, Printable.of(where)));
      around.terminal().print(page.invitation(new TerminalDevice(STDOUT).isTerminal()));
    }
  }

  private static String shown(Address address) {
    return switch (address) {
      case Address.Tcp tcp -> "http://" + tcp;
      case Address.UnixSocket socket -> socket.toString();
    };
  }

  private static UserError usage(String message) {
    return new UserError(ExitStatus.USAGE, message);
  }
}
