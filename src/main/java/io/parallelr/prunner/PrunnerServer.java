package io.parallelr.prunner;

import io.parallelr.engine.Ticker;
import io.parallelr.handover.Handover;
import io.parallelr.handover.Takeover;
import io.parallelr.http.Address;
import io.parallelr.http.Auth;
import io.parallelr.http.Guard;
import io.parallelr.http.Inheritance;
import io.parallelr.http.Limits;
import io.parallelr.http.Listener;
import io.parallelr.http.Origins;
import io.parallelr.http.Router;
import io.parallelr.http.Routes;
import io.parallelr.http.StaticFiles;
import io.parallelr.os.NativeText;
import io.parallelr.os.Signals;
import io.parallelr.run.Deaths;
import io.parallelr.run.Installation;
import io.parallelr.run.UserError;
import io.parallelr.serve.JobServer;
import io.parallelr.serve.JobServerSettings;
import io.parallelr.store.SqlJobStore;
import io.parallelr.store.StoreException;
import io.parallelr.task.Reason;
import io.parallelr.web.Profiling;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server of the command `prunner`, from its start to its end.
final class PrunnerServer {
  private static final Logger log = LoggerFactory.getLogger(PrunnerServer.class);
  private static final int FAILURE = 1;
  /// As many as the machine bears, as for the original: pipelines have limits of their own.
  private static final int SLOTS = 512;
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final Duration REMOVED = Duration.ofDays(7);
  private static final Duration LAST_REQUESTS = Duration.ofSeconds(1);

  private final PrunnerOptions options;
  private final Map<String, String> environment;
  private final Host host;

  /// What this process has.
  record Host(InstantSource clock, ZoneId zone, Ticker ticker, Deaths deaths) {}

  PrunnerServer(PrunnerOptions options, Map<String, String> environment, Host host) {
    this.options = options;
    this.environment = environment;
    this.host = host;
  }

  /// Runs until a signal ends it.
  ///
  /// @throws UserError if it cannot start
  void run(String secret) throws IOException, InterruptedException {
    var onShutdown = options.onShutdown();
    var address = options.address();
    var definitions = pipelineSettings();
    var takeover = options.is(Flag.REPLACE) ? takeover(definitions) : Optional.<Takeover>empty();
    Optional<Listener> taken = Optional.empty();
    if (takeover.isPresent()) {
      taken = Optional.of(listener(address, takeover.get()));
      takeover.get().complete();
    }
    try (var server = JobServer.open(settings(takeover.isPresent()), host())) {
      try (var pipelines = open(definitions, server)) {
        UpstreamData.takeOver(
            options.path(Flag.DATA),
            server.jobs().store(),
            host.clock().instant());
        handleSignals(server, pipelines, onShutdown); // before anybody can know this process
        var gate = new ReadyGate();
        try (var listener =
            taken.isPresent() ? taken.get() : listener(address, Inheritance.NONE)) {
          start(listener, router(pipelines, gate, secret)); // where requests wait at the gate
          takeover.ifPresent(Takeover::close);
          server.start();
          pipelines.start();
          gate.open();
          log.info("HTTP API listening on {}", listener.addresses().getFirst());
          var handover = Handover.offer(
              options.path(Flag.DATA),
              listener,
              takeover,
              _ -> server.shutdown(JobServer.Shutdown.KEEP));
          server.await();
          if (handover.isPresent()) {
            handover.get().close();
          }
          listener.close(LAST_REQUESTS);
        }
      }
    }
    log.info("Shutdown complete");
  }

  private Pipelines.Settings pipelineSettings() {
    var interval = options.pollInterval();
    return new Pipelines.Settings(
        NativeText.path(options.text(Flag.PATH)),
        options.text(Flag.PATTERN),
        options.is(Flag.STRICT),
        options.is(Flag.WATCH) ? Optional.of(interval) : Optional.empty(),
        options.directory(),
        Optional.of(REMOVED));
  }

  /// Asks the server that runs, if one does, when all is checked that can be.
  private Optional<Takeover> takeover(Pipelines.Settings definitions) {
    var _ = settings(true);
    try {
      var _ = new PipelineFiles(definitions.base(), definitions.pattern(), definitions.isStrict())
          .load();
      SqlJobStore.check(options.path(Flag.DATA));
    } catch (InvalidDefinitionsException e) {
      throw unusable(e);
    } catch (StoreException e) {
      throw new UserError(FAILURE, Reason.withPath(e), e);
    }
    return Takeover.ask(options.path(Flag.DATA));
  }

  /// @param isTaken whether another server has handed its jobs over, which go on in any case
  private JobServerSettings settings(boolean isTaken) {
    return new JobServerSettings(
        options.path(Flag.DATA),
        options.directory(),
        dotenv(),
        environment.keySet()
            .stream()
            .filter(name -> name.startsWith("PRUNNER_") || name.startsWith("PARALLELR_"))
            .collect(Collectors.toSet()),
        SLOTS,
        GRACE,
        isTaken ? JobServer.OnRestart.CONTINUE : options.onRestart(),
        false,
        true);
  }

  private Map<String, String> dotenv() {
    try {
      return Dotenv.load(options.envFiles());
    } catch (InvalidDotenvException e) {
      throw new UserError(FAILURE, String.valueOf(e.getMessage()), e);
    }
  }

  private JobServer.Host host() {
    return new JobServer.Host(
        Installation.of(environment, options.directory()),
        host.clock(),
        host.ticker(),
        host.deaths()::end);
  }

  private Pipelines open(Pipelines.Settings settings, JobServer server) {
    try {
      return Pipelines.open(
          settings,
          server.jobs(),
          new Pipelines.Clocks(host.clock(), host.zone()));
    } catch (InvalidDefinitionsException e) {
      throw unusable(e);
    }
  }

  private static UserError unusable(InvalidDefinitionsException e) {
    return new UserError(
        FAILURE,
        String.valueOf(e.getMessage()).lines().map("loading definitions: "::concat).toList());
  }

  private Router router(Pipelines pipelines, Guard gate, String secret) {
    var routes = pipelines.routes(
        gate.and(new Auth(List.of(secret), host.clock(), new Origins(List.of()))));
    var mounts = new ArrayList<>(
        List.of(new Router.Mount("", routes), new Router.Mount("/api", routes)));
    if (options.is(Flag.ENABLE_PROFILING)) {
      mounts.add(new Router.Mount("", Profiling.routes()));
    }
    options.optionalPath(Flag.STATIC)
        .map(directory -> new StaticFiles(directory, StaticFiles.Missing.NOT_FOUND))
        .ifPresent(
            files -> mounts.add(new Router.Mount("", new Routes().get("/{path*}", files))));
    return new Router(mounts).observedBy(new RequestLog(host.ticker()));
  }

  private static Listener listener(Address.Tcp address, Inheritance inheritance) {
    try {
      return Listener.open(List.of(address), Limits.DEFAULT, inheritance);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private static void start(Listener listener, Router router) {
    try {
      listener.start(router);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private static UserError unreachable(IOException e) {
    return new UserError(FAILURE, "Error starting HTTP API: " + Reason.of(e), e);
  }

  private static void handleSignals(
      JobServer server,
      Pipelines pipelines,
      Optional<JobServer.Shutdown> always) {
    handle("INT", server, always.orElse(JobServer.Shutdown.FINISH));
    handle("TERM", server, always.orElse(JobServer.Shutdown.CANCEL));
    Signals.handle("USR1", () -> {
      log.info("SIGUSR1: reading the definitions again");
      pipelines.reload();
    });
  }

  private static void handle(String signal, JobServer server, JobServer.Shutdown how) {
    Signals.handle(signal, () -> {
      log.info("SIG{}: {}", signal, switch (how) {
        case FINISH -> "waiting for running jobs; SIGTERM cancels them";
        case CANCEL -> "canceling all jobs";
        case KEEP -> "leaving all jobs to the next server";
      });
      server.shutdown(how);
    });
  }
}
