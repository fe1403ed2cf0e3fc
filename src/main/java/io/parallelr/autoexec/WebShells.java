package io.parallelr.autoexec;

import io.parallelr.engine.Ticker;
import io.parallelr.http.WebSocket;
import io.parallelr.os.Pty;
import io.parallelr.os.SearchPath;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The shells that clients use. For any threads.
final class WebShells implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WebShells.class);
  private static final String MARK = "PARALLELR_SHELL";
  private static final Set<String> WITHHELD =
      Set.of("PARALLELR_SERVE_JWT_SECRETS", "PARALLELR_TOKEN");
  private static final int COLUMNS = 80;
  private static final int ROWS = 24;
  private static final int TRY_AGAIN = 1013;
  private static final int ERROR = 1011;
  /// Longer than it takes to end what ignores SIGHUP.
  private static final Duration LONGEST_END = Duration.ofSeconds(10);

  private final AutoExec.Shell settings;
  private final Ticker ticker;
  private final Semaphore places;
  private final Set<WebSocket> open = ConcurrentHashMap.newKeySet();

  WebShells(AutoExec.Shell settings, Ticker ticker) {
    this.settings = settings;
    this.ticker = ticker;
    this.places = new Semaphore(settings.sessions());
  }

  /// Runs a shell for a client.
  void run(WebSocket socket) throws InterruptedException {
    if (!places.tryAcquire()) {
      socket.close(TRY_AGAIN, "more than %d shells are open".formatted(settings.sessions()));
      return;
    }
    open.add(socket);
    try {
      var id = UUID.randomUUID().toString();
      log.info("web shell {} begins", id);
      new WebShell(start(id), MARK + '=' + id, socket, settings.idle(), ticker).run();
      log.info("web shell {} ends", id);
    } catch (IOException e) {
      log.warn("web shell: {}", Reason.of(e));
      socket.close(ERROR, "the shell cannot be started; the server's log says more");
    } finally {
      open.remove(socket);
      places.release();
    }
  }

  private Pty start(String id) throws IOException {
    var command = settings.command();
    var program = SearchPath.ofThisProcess()
        .find(command.getFirst(), settings.directory())
        .orElseThrow(() -> new IOException(command.getFirst() + " not found"));
    return Pty.start(
        program,
        command,
        Map.of(MARK, id, "TERM", "xterm-256color"),
        WITHHELD,
        settings.directory(),
        COLUMNS,
        ROWS);
  }

  @Override
  public void close() {
    open.forEach(socket -> socket.close(1001, "Server is shutting down"));
    try {
      boolean _ = places.tryAcquire(
          settings.sessions(),
          LONGEST_END.toMillis(),
          TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
