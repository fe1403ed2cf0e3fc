package io.parallelr.flowhost;

import io.parallelr.engine.Threads;
import io.parallelr.engine.Ticker;
import io.parallelr.flows.FlowEngine;
import io.parallelr.flows.Flows;
import io.parallelr.os.NativeText;
import io.parallelr.run.Installation;
import io.parallelr.serve.JobServer;
import io.parallelr.serve.JobServerSettings;
import io.parallelr.serve.StepTypes;
import io.parallelr.store.FileJobStore;
import io.parallelr.store.JobHead;
import io.parallelr.store.StoreException;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens engines of flows that are part of a program, with their jobs in a file.
public final class LocalFlows implements FlowEngine {
  private static final Logger log = LoggerFactory.getLogger(LocalFlows.class);

  @Override
  public Flows open(Flows.Settings settings) throws IOException {
    return open(settings, InstantSource.system(), System::nanoTime);
  }

  /// Opens one with other clocks.
  ///
  /// @param clock dates what happens, and tells when something is due
  /// @param ticker measures how long it takes
  /// @throws IOException if the directory cannot be used
  public static Flows open(Flows.Settings settings, InstantSource clock, Ticker ticker)
      throws IOException {
    var directory = settings.workingDirectory().toAbsolutePath();
    if (!NativeText.file(directory).isDirectory()) {
      throw new IOException(
          "working directory %s %s".formatted(
              directory,
              NativeText.file(directory).exists() ? "is not a directory" : "does not exist"));
    }
    var data = settings.directory().toAbsolutePath();
    try {
      return open(settings, data, directory, clock, ticker);
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw withPath(e, data);
    }
  }

  /// The same with a message that names a file.
  private static IOException withPath(IOException problem, Path data) {
    var reason = Reason.withPath(problem);
    return reason.contains(NativeText.of(data))
        ? problem
        : new IOException("%s: %s".formatted(NativeText.of(data), reason), problem);
  }

  private static Flows open(
      Flows.Settings settings,
      Path data,
      Path directory,
      InstantSource clock,
      Ticker ticker)
      throws IOException {
    var crew = new Crew();
    return crew.call(() -> {
      var codes = new StepCodes();
      var server = JobServer.open(
          new JobServerSettings(
              data,
              directory,
              settings.environment(),
              Set.of(),
              settings.slots(),
              settings.grace(),
              JobServer.OnRestart.CONTINUE,
              false,
              false,
              StepTypes.builtIn(),
              codes),
          new JobServer.Host(
              new Installation(Optional.empty(), data.resolve("home")), clock, ticker,
              crew::onDeath),
          FileJobStore::open);
      var life = new Life(server, crew, directory);
      var host = new FlowHost(life, codes);
      host.connect(server.jobs(), clock);
      life.isHeld = host::isUndefined;
      return host;
    });
  }

  /// The threads of an engine: if one dies, the engine has failed, and not the program that it is
  /// part of. For any threads.
  private static final class Crew extends ThreadGroup {
    private volatile Consumer<RuntimeException> failed = problem -> log.error("flows", problem);

    Crew() {
      super("flows");
    }

    void onDeath(Consumer<RuntimeException> newFailed) {
      failed = newFailed;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable problem) {
      failed.accept(
          new IllegalStateException(
              "thread %s died: %s".formatted(thread.getName(), problem), problem));
    }

    /// Does something on a thread of this group, as do all threads that are started by that.
    <T> T call(Callable<T> work) throws IOException {
      var result = new CompletableFuture<T>();
      new Thread(this, () -> {
        try {
          result.complete(work.call());
        } catch (Throwable e) {
          result.completeExceptionally(e);
        }
      }, "flows-start").start();
      try {
        return result.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case IOException problem -> throw problem;
          case RuntimeException problem -> throw problem;
          case Error problem -> throw problem;
          case null, default -> throw new IOException(e);
        }
      }
    }
  }

  /// The server of jobs of an engine. For any threads.
  private static final class Life implements FlowLife {
    private final JobServer server;
    private final Crew crew;
    private final Path directory;
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private Predicate<JobHead> isHeld = _ -> false;
    private State state = State.NEW; // guarded by this

    private enum State {
      NEW, STARTED, CLOSED
    }

    Life(JobServer server, Crew crew, Path directory) {
      this.server = server;
      this.crew = crew;
      this.directory = directory;
    }

    @Override
    public synchronized void start() throws IOException {
      if (state == State.STARTED) {
        return;
      }
      requireOpen();
      var _ = crew.call(() -> {
        server.start(isHeld);
        return Threads.start("flows-end", this::watch);
      });
      state = State.STARTED;
    }

    private void watch() {
      try {
        server.await();
        ended.complete(true);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // nobody does that
      } catch (RuntimeException | Error e) {
        log.error("the engine of flows has failed; commands that run continue", e);
        ended.completeExceptionally(e);
      }
    }

    @Override
    public synchronized void requireOpen() {
      if (state == State.CLOSED) {
        throw new IllegalStateException("the engine of flows is closed");
      }
    }

    @Override
    public synchronized void requireAlive() {
      requireOpen();
      if (state == State.NEW) {
        throw new IllegalStateException("the engine of flows has not been started: call start()");
      }
      failure().ifPresent(failure -> {
        throw new IllegalStateException(failure, ended.exceptionNow());
      });
    }

    @Override
    public Optional<String> failure() {
      return ended.isCompletedExceptionally()
          ? Optional.of("the engine of flows has failed: %s".formatted(ended.exceptionNow()))
          : Optional.empty();
    }

    @Override
    public void failed(Throwable problem) {
      crew.failed.accept(
          new IllegalStateException(
              "thread %s died: %s".formatted(Thread.currentThread().getName(), problem),
              problem));
    }

    @Override
    public Path directory() {
      return directory;
    }

    @Override
    public void await() throws IOException, InterruptedException {
      var hook = new Thread(() -> {
        try {
          close();
        } catch (IOException e) {
          log.error("the engine of flows cannot be closed", e);
        }
      }, "flows-hook");
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        var _ = ended.get();
      } catch (ExecutionException e) {
        throw new IOException("the engine of flows has failed", e.getCause());
      } finally {
        try {
          var _ = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
          // it is shutting down
        }
      }
    }

    @Override
    public synchronized void close() throws IOException {
      if (state == State.CLOSED) {
        return;
      }
      boolean isStarted = state == State.STARTED;
      state = State.CLOSED;
      if (isStarted) {
        boolean isIdle = server.jobs().store().live().isEmpty();
        server.shutdown(isIdle ? JobServer.Shutdown.FINISH : JobServer.Shutdown.KEEP);
        try {
          server.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
          log.debug("the engine of flows had failed", e);
        }
      } else {
        ended.complete(true);
      }
      server.close();
    }
  }
}
