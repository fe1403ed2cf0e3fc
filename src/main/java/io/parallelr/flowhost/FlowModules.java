package io.parallelr.flowhost;

import io.parallelr.flows.FlowModule;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import io.parallelr.serve.InsideCode;
import io.parallelr.serve.JobService;
import io.parallelr.serve.Plugins;
import io.parallelr.store.JobHead;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The flows of a server, which plugins define. Without such plugins it costs nothing; runs of
/// earlier flows wait until they are defined again. For one thread, but for what the host may.
public final class FlowModules implements AutoCloseable {
  private final List<FlowModule> modules;
  private final StepCodes codes = new StepCodes();
  private Optional<FlowHost> host = Optional.empty();

  private FlowModules(List<FlowModule> modules) {
    this.modules = List.copyOf(modules);
  }

  /// Loads them; none is called yet.
  ///
  /// @throws IOException if one cannot be loaded; the message names it
  public static FlowModules load(Plugins plugins) throws IOException {
    return new FlowModules(plugins.load(FlowModule.class, "flow modules"));
  }

  /// Of given modules.
  public static FlowModules of(FlowModule... modules) {
    return new FlowModules(List.of(modules));
  }

  /// The code of steps in Java, for the server of jobs.
  public InsideCode code() {
    return modules.isEmpty() ? InsideCode.NONE : codes;
  }

  /// Has them define their flows. No server of jobs is needed yet, so that one that cannot start
  /// takes the place of no other.
  ///
  /// @param directory in which commands run that have none of their own; absolute
  /// @throws UserError if one of them cannot
  public void define(Path directory) {
    if (modules.isEmpty()) {
      return;
    }
    var made = new FlowHost(new ServerLife(directory), codes);
    host = Optional.of(made);
    for (var module : modules) {
      try {
        module.define(new ModuleFlows(made));
      } catch (Throwable e) { // whatever it is, it is the module that is to be put right
        made.stop();
        throw refused(module, e);
      }
    }
  }

  /// Runs the flows on a server of jobs.
  ///
  /// @param jobs of the server, which is open and has not been started
  public void connect(JobService jobs, InstantSource clock) {
    host.ifPresent(flows -> flows.connect(jobs, clock));
  }

  private static UserError refused(FlowModule module, Throwable problem) {
    var reason = Objects.requireNonNullElse(problem.getMessage(), problem.toString())
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
    return new UserError(
        ExitStatus.USAGE,
        "flow module %s: %s".formatted(module.getClass().getName(), String.join("; ", reason)),
        problem);
  }

  /// Whether a job is to wait until its flow is defined.
  public boolean isUndefined(JobHead job) {
    return host.map(flows -> flows.isUndefined(job))
        .orElse(job.dialect().equals(DefinedFlow.DIALECT));
  }

  /// The flows; empty if there are no modules.
  public Optional<FlowHost> host() {
    return host;
  }

  /// Lets runs be started, by timers too.
  ///
  /// @throws IOException if what has waited cannot be read
  public void start() throws IOException {
    if (host.isPresent()) {
      host.get().start();
    }
  }

  /// Starts no more runs, and interrupts steps in Java: the server of jobs has ended.
  @Override
  public void close() {
    host.ifPresent(FlowHost::stop);
  }

  /// The server of jobs is started and ended by others. For any threads.
  private static final class ServerLife implements FlowLife {
    private final Path directory;
    private volatile boolean isStarted;

    ServerLife(Path directory) {
      this.directory = directory;
    }

    @Override
    public void start() {
      isStarted = true;
    }

    @Override
    public void requireOpen() {
      // others close it, when no module is left
    }

    @Override
    public void requireAlive() {
      if (!isStarted) {
        throw new IllegalStateException("the server is starting; runs can be started after that");
      }
    }

    @Override
    public void await() {
      throw new IllegalStateException("the server is waited for elsewhere");
    }

    @Override
    public void close() {
      // by others
    }

    @Override
    public Optional<String> failure() {
      return Optional.empty(); // the program ends then
    }

    @Override
    public void failed(Throwable problem) {
      switch (problem) { // the thread dies of it, and the program with that
        case Error error -> throw error;
        case RuntimeException exception -> throw exception;
        default -> throw new IllegalStateException(problem);
      }
    }

    @Override
    public Path directory() {
      return directory;
    }
  }
}
