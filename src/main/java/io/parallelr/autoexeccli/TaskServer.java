package io.parallelr.autoexeccli;

import io.parallelr.autoexec.AutoExec;
import io.parallelr.engine.Ticker;
import io.parallelr.handover.Handover;
import io.parallelr.handover.Takeover;
import io.parallelr.hook.Hooks;
import io.parallelr.http.Address;
import io.parallelr.http.Guard;
import io.parallelr.http.HttpError;
import io.parallelr.http.Inheritance;
import io.parallelr.http.Listener;
import io.parallelr.http.RequestLimit;
import io.parallelr.http.Router;
import io.parallelr.http.Routes;
import io.parallelr.http.Sse;
import io.parallelr.http.Tickets;
import io.parallelr.os.PrivateFiles;
import io.parallelr.os.Signals;
import io.parallelr.run.CloseStack;
import io.parallelr.run.Deaths;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.Installation;
import io.parallelr.run.UserError;
import io.parallelr.serve.JobServer;
import io.parallelr.store.SqlJobStore;
import io.parallelr.store.StoreException;
import io.parallelr.task.Reason;
import io.parallelr.web.WebApi;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  private final ServerOptions options;
  private final Host host;
  private final TaskServerSettings settings;
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
    this.settings =
        new TaskServerSettings(options, host.directory(), host.withheld(), host.clock());
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
    return settings.root();
  }

  /// Runs until a signal ends it.
  ///
  /// @throws UserError if it cannot start
  void run() throws IOException, InterruptedException {
    settings.check();
    var addresses = settings.addresses();
    var asked = settings.tasks();
    makeRoot();
    try (var opened = new CloseStack()) {
      var takeover = options.replaces ? takeover() : Optional.<Takeover>empty();
      Optional<Listener> taken = Optional.empty();
      if (takeover.isPresent()) {
        opened.later(takeover.get());
        taken = Optional.of(listener(addresses, takeover.get()));
        takeover.get().complete();
      }
      var jobs = opened.later(JobServer.open(settings.jobs(takeover.isPresent()), jobHost()));
      handleSignals(jobs); // before anybody can know this process
      var tasks = opened.later(AutoExec.open(asked, jobs.jobs(), host.clock(), host.ticker()));
      var web = opened.later(
          WebApi.start(
              jobs.jobs(),
              host.clock(),
              Sse.Limits.DEFAULT,
              UUID.randomUUID().toString()));
      var _ =
          opened.later(Hooks.start(settings.hooks(), jobs.jobs(), settings.data(), host.clock()));
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
      Handover
          .offer(settings.data(), listener, takeover, _ -> jobs.shutdown(JobServer.Shutdown.KEEP))
          .ifPresent(handover -> opened.later(handover::close));
      log.info("listening on {}", listener.addresses());
      jobs.await();
      log.info("ending");
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
      PrivateFiles.makeDirectory(settings.root());
      PrivateFiles.makeDirectory(settings.data());
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.USAGE,
          "--root_dir: %s; make it writable, or give another".formatted(Reason.withPath(e)),
          e);
    }
  }

  private Router router(AutoExec tasks, WebApi web) {
    Guard started = _ -> {
      if (ready.getCount() > 0) {
        throw HttpError.plain(503, "the server is starting");
      }
    };
    var tickets = new Tickets(new SecureRandom(), host.ticker()::nanos);
    var base = settings.basePath();
    int most = settings.mostRequests();
    var guard = started.and(tickets.or(settings.access()));
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
    var _ = settings.jobs(true);
    var _ = settings.hooks();
    var _ = settings.access();
    try {
      SqlJobStore.check(settings.data());
    } catch (StoreException e) {
      throw new UserError(ExitStatus.USAGE, Reason.withPath(e), e);
    }
    return Takeover.ask(settings.data());
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
      return Listener.open(addresses, settings.limits(), inheritance);
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
