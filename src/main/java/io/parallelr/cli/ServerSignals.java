package io.parallelr.cli;

import io.parallelr.os.Signals;
import io.parallelr.serve.JobServer;
import io.parallelr.serve.JobServer.Shutdown;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a server does on signals: INT and TERM end it, each further one more strictly; USR1 has it
/// read the definitions again.
final class ServerSignals {
  private static final Logger log = LoggerFactory.getLogger(ServerSignals.class);
  private static final Map<String, Integer> ENDING = Map.of("INT", 2, "TERM", 15);
  private static final List<Shutdown> EVER_STRICTER =
      List.of(Shutdown.FINISH, Shutdown.CANCEL, Shutdown.KEEP);
  private static final int SIGHUP = 1;
  private static final int SIGNALLED = 128;

  private final JobServer server;
  private final Shutdown first;
  private final AtomicInteger count = new AtomicInteger();

  private ServerSignals(JobServer server, Shutdown first) {
    this.server = server;
    this.first = first;
  }

  /// Begins to handle them.
  ///
  /// @param first how the server is ended by the first signal
  /// @param isDetached whether a terminal that goes away is none of its business
  static void handle(JobServer server, Shutdown first, boolean isDetached, Runnable reload) {
    var signals = new ServerSignals(server, first);
    ENDING.forEach((name, number) -> Signals.handle(name, () -> signals.end(name, number)));
    if (isDetached) {
      Signals.handle("HUP", () -> log.info("SIGHUP: ignored, as this server is detached"));
    } else {
      Signals.handle("HUP", () -> signals.end("HUP", SIGHUP));
    }
    Signals.handle("USR1", () -> {
      log.info("SIGUSR1: reading the definitions again");
      reload.run();
    });
  }

  private void end(String name, int number) {
    int step = EVER_STRICTER.indexOf(first) + count.getAndIncrement();
    if (step >= EVER_STRICTER.size()) {
      Runtime.getRuntime().halt(SIGNALLED + number);
    }
    var how = EVER_STRICTER.get(step);
    server.shutdown(how); // before anything that may take time
    log.warn("SIG{}: {}", name, switch (how) {
      case FINISH -> "jobs that wait are cancelled, those that run are waited for; "
          + "a second signal cancels them";
      case CANCEL -> "all jobs are cancelled; another signal leaves what still runs to itself";
      case KEEP -> "ending; what runs continues, and the next server takes it up";
    });
  }
}
