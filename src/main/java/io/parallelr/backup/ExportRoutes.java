package io.parallelr.backup;

import io.parallelr.engine.Threads;
import io.parallelr.http.ErrorAnswer;
import io.parallelr.http.Exchange;
import io.parallelr.http.Guard;
import io.parallelr.http.HttpError;
import io.parallelr.http.Rights;
import io.parallelr.http.Routes;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers with a backup of the server's jobs.
public final class ExportRoutes {
  private static final Logger log = LoggerFactory.getLogger(ExportRoutes.class);

  private final Path data;
  private final String version;
  private final InstantSource clock;
  private final AtomicBoolean isBusy = new AtomicBoolean();

  /// @param data the directory of all that the server keeps
  /// @param version of this product
  public ExportRoutes(Path data, String version, InstantSource clock) {
    this.data = data;
    this.version = version;
    this.clock = clock;
  }

  /// The routes, below `/api`.
  ///
  /// @param guard who may use them
  public Routes routes(Guard guard) {
    return new Routes().guard(guard).errors(ErrorAnswer.JSON).get("/export", this::export);
  }

  private void export(Exchange exchange) throws IOException, InterruptedException {
    Rights.require(exchange, Rights.ADMIN);
    if (Rights.pipelines(exchange).isPresent()) {
      throw new HttpError(403, "the token is for some pipelines alone, and an export has more");
    }
    var limits = new ExportScope(
        exchange.query("since").map(ExportRoutes::time),
        exchange.queries("pipeline"),
        exchange.query("workspaces").filter("true"::equals).isPresent());
    if (!isBusy.compareAndSet(false, true)) {
      throw new HttpError(409, "another export is running; try again when it has ended");
    }
    try (var export = begin(limits)) {
      exchange.stream(200, "application/gzip", out -> {
        var result = export.write(out);
        log.info("exported {} jobs for {}", result.contents().jobs(), exchange.peer());
      });
    } finally {
      isBusy.set(false);
    }
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new HttpError(400, "since: '%s' is not a time such as 2026-01-31T12:00:00Z"
          .formatted(text));
    }
  }

  /// On a thread of the system's: to copy the database is one native call, and while that runs no
  /// other request may be kept waiting.
  private Export begin(ExportScope limits) throws IOException, InterruptedException {
    var task = new FutureTask<>(
        () -> Export.begin(data, data, limits, version, clock.instant()));
    var _ = Threads.start("export", task);
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException problem) {
        log.warn("the jobs cannot be exported: {}", Reason.withPath(problem));
        throw new HttpError(500, "the jobs cannot be exported: " + Reason.withPath(problem));
      }
      throw new IllegalStateException(e);
    }
  }
}
