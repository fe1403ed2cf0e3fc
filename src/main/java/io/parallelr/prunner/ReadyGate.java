package io.parallelr.prunner;

import io.parallelr.http.Exchange;
import io.parallelr.http.Guard;
import io.parallelr.http.HttpError;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Lets requests wait until the server has started: the address is taken before that, so that a
/// server that cannot have it leaves the jobs alone.
final class ReadyGate implements Guard {
  private static final long PATIENCE = 30; // seconds

  private final CountDownLatch ready = new CountDownLatch(1);

  void open() {
    ready.countDown();
  }

  @Override
  public void check(Exchange exchange) {
    try {
      if (ready.await(PATIENCE, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw HttpError.plain(503, "the server is starting");
  }
}
