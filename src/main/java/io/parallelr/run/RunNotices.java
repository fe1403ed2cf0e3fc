package io.parallelr.run;

import io.parallelr.config.Endpoint;
import io.parallelr.engine.Engine;
import io.parallelr.engine.RunEnd;
import io.parallelr.engine.RunListener;
import io.parallelr.journal.JsonLines;
import io.parallelr.journal.RunReport;
import io.parallelr.notice.EndNotices;
import io.parallelr.notice.MetricsFile;
import io.parallelr.notice.MetricsServer;
import io.parallelr.notice.RunMetrics;
import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells others of a run: numbers while it runs, and its end. For one run.
final class RunNotices {
  private static final Logger log = LoggerFactory.getLogger(RunNotices.class);

  private final ReadyRun run;
  private final EndNotices notices;
  private final RunMetrics metrics;

  /// @param control knows how many tasks there are
  RunNotices(ReadyRun run, RunControl control, Engine engine) {
    this.run = run;
    var wanted = run.settings().notices();
    this.notices = new EndNotices(
        new EndNotices.Wanted(
            wanted.onFinish(), wanted.onFailure(), wanted.url(), wanted.timeLimit()),
        run.session().id(),
        run.session().labels().name(),
        run.directory().path(),
        run.ticker());
    this.metrics = new RunMetrics(
        run.session().id(),
        run.session().labels().name(),
        control::tasks,
        () -> engine.situation().slots(),
        run.session().started());
  }

  /// Counts what is to be shown.
  RunListener listener() {
    return metrics;
  }

  /// Begins to show numbers.
  ///
  /// @param opened is closed when the report has been passed on
  /// @throws UserError if that cannot be done
  void serve(CloseStack opened) {
    var wanted = run.settings().metrics();
    wanted.file().ifPresent(file -> serve(file, opened));
    wanted.port().ifPresent(port -> serve(port, opened));
  }

  private void serve(String file, CloseStack opened) {
    try {
      var _ = opened.later(
          MetricsFile.start(NativeText.resolve(run.spec().directory(), file), metrics::text));
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.USAGE, "--metrics-file %s: %s".formatted(file, Reason.of(e)), e);
    }
  }

  private void serve(Endpoint port, CloseStack opened) {
    try {
      var server = opened.later(
          MetricsServer.start(new InetSocketAddress(port.host(), port.port()), metrics::text));
      log.info("numbers for Prometheus are at http:/{}/metrics", server.address());
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.USAGE, "--metrics-port %s: %s".formatted(port, Reason.of(e)), e);
    }
  }

  /// The run is over: the numbers say so.
  void over(RunReport report) {
    metrics.over(report);
  }

  /// Tells of the end. Blocks.
  void send(RunReport report, RunEnd end, JsonLines lines) {
    notices.send(report, JsonLines.end(end), lines.summary(report));
  }

  /// Cuts short what takes its time. May be called by any thread.
  void cancel() {
    notices.cancel();
  }
}
