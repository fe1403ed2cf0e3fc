package io.parallelr.local;

import io.parallelr.os.Scheduling;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/// Starts processes that are nice, from a thread that is: who starts them inherits it from the
/// first moment, and no other thread of this process can be nice and become what it was again. For
/// any threads.
final class NiceStarter implements AutoCloseable {
  private final ExecutorService thread;

  /// @param value of the processes
  NiceStarter(int value) {
    thread = Executors.newSingleThreadExecutor(
        work -> Thread.ofPlatform().daemon().name("starter").unstarted(() -> {
          Scheduling.makeThreadNice(value);
          work.run();
        }));
  }

  /// The result of a start.
  private sealed interface Tried {
    record Started(Child child) implements Tried {}

    record NotStarted(Launcher.NotStartedException reason) implements Tried {}

    record Failed(Throwable reason) implements Tried {}
  }

  /// Starts one, and waits for that. An interrupt does not end it, and stays pending: what is
  /// started must be known to its thread.
  Child start(Placement.Start start) throws Launcher.NotStartedException {
    var tried = new AtomicReference<Tried>();
    var isDone = new CountDownLatch(1);
    thread.execute(() -> {
      tried.set(attempt(start));
      isDone.countDown();
    });
    awaitFully(isDone);
    return switch (tried.get()) {
      case Tried.Started(var child) -> child;
      case Tried.NotStarted(var reason) -> throw reason;
      case Tried.Failed(RuntimeException e) -> throw e;
      case Tried.Failed(Error e) -> throw e;
      case Tried.Failed(var e) -> throw new IllegalStateException(e);
      case null -> throw new IllegalStateException("not started");
    };
  }

  private static Tried attempt(Placement.Start start) {
    try {
      return new Tried.Started(start.start());
    } catch (Launcher.NotStartedException e) {
      return new Tried.NotStarted(e);
    } catch (Throwable e) {
      return new Tried.Failed(e);
    }
  }

  private static void awaitFully(CountDownLatch isDone) {
    boolean interrupted = false;
    while (true) {
      try {
        isDone.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
