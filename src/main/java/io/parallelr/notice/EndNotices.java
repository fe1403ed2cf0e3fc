package io.parallelr.notice;

import io.parallelr.engine.Ticker;
import io.parallelr.journal.RunReport;
import io.parallelr.os.NativeText;
import io.parallelr.os.ShellCommand;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells of the end of a run. What fails is logged, and changes nothing of the run's result. Used
/// by one thread, but for [#cancel()].
public final class EndNotices {
  private static final Logger log = LoggerFactory.getLogger(EndNotices.class);
  private static final String MARK = "PARALLELR_NOTICE";

  private final Wanted wanted;
  private final String run;
  private final Optional<String> name;
  private final Path directory;
  private final Ticker ticker;
  private Optional<Thread> thread = Optional.empty(); // guarded by this
  private boolean isCancelled; // guarded by this

  /// What is to be done.
  ///
  /// @param onFinish a command for the end of each run
  /// @param onFailure a command for the end of a run that has not succeeded
  /// @param url gets the summary
  /// @param limit how long each may take
  public record Wanted(
      Optional<String> onFinish,
      Optional<String> onFailure,
      Optional<URI> url,
      Duration limit) {}

  /// @param run its id
  /// @param name what its user calls it
  /// @param directory of the run; the output of commands goes into files there
  public EndNotices(
      Wanted wanted,
      String run,
      Optional<String> name,
      Path directory,
      Ticker ticker) {
    this.ticker = ticker;
    this.wanted = wanted;
    this.run = run;
    this.name = name;
    this.directory = directory;
  }

  /// Does it. Blocks.
  ///
  /// @param end the word for why the run is over
  /// @param summary the same as JSON
  public void send(RunReport report, String end, String summary) {
    synchronized (this) {
      thread = Optional.of(Thread.currentThread());
    }
    try {
      var variables = variables(report, end);
      if (wanted.url().isPresent()) {
        new Post(wanted.url().get(), wanted.limit(), ticker).send(summary, "run " + end, run)
            .ifPresent(problem -> log.warn("--notify: {}", problem));
      }
      if (report.exitStatus() != 0) {
        run("--on-failure", wanted.onFailure(), "on-failure.out", variables);
      }
      run("--on-finish", wanted.onFinish(), "on-finish.out", variables);
    } catch (InterruptedException e) {
      log.warn("the notices of the end of the run were cut short");
    } finally {
      synchronized (this) {
        thread = Optional.empty();
        boolean _ = Thread.interrupted(); // what was meant for this alone
      }
    }
  }

  /// Cuts short what takes its time. May be called by any thread; does nothing before [#send].
  public synchronized void cancel() {
    if (thread.isPresent()) {
      isCancelled = true;
      thread.get().interrupt();
    }
  }

  private void run(
      String option,
      Optional<String> command,
      String file,
      Map<String, String> variables) throws InterruptedException {
    if (command.isEmpty()) {
      return;
    }
    synchronized (this) {
      if (isCancelled) {
        throw new InterruptedException();
      }
    }
    var output = NativeText.file(directory.resolve(file));
    try {
      var status = new ShellCommand(
          command.get(),
          variables,
          new ShellCommand.Mark(MARK, run),
          Redirect.to(output),
          wanted.limit()).run();
      if (status.isEmpty()) {
        log.warn("{}: ended, as it has run for {} s; its output is in {}", option,
            wanted.limit().toSeconds(), output);
      } else if (status.getAsInt() != 0) {
        log.warn("{}: exit status {}; its output is in {}", option, status.getAsInt(), output);
      }
      if (output.length() == 0) {
        boolean _ = output.delete();
      }
    } catch (IOException e) {
      log.warn("{}: {}", option, Reason.of(e));
    }
  }

  private Map<String, String> variables(RunReport report, String end) {
    var summary = report.summary();
    var variables = new LinkedHashMap<String, String>();
    variables.put("PARALLELR_RUN", run);
    variables.put("PARALLELR_NAME", name.orElse(""));
    variables.put("PARALLELR_RUN_DIRECTORY", NativeText.of(directory));
    variables.put("PARALLELR_END", end);
    variables.put("PARALLELR_EXIT_STATUS", String.valueOf(report.exitStatus()));
    variables.put("PARALLELR_TOTAL", String.valueOf(report.tasks()));
    variables.put("PARALLELR_SUCCEEDED", String.valueOf(summary.succeeded()));
    variables.put("PARALLELR_FAILED", String.valueOf(summary.failures()));
    variables.put("PARALLELR_CANCELLED", String.valueOf(summary.cancelled()));
    variables.put("PARALLELR_NOT_STARTED", String.valueOf(report.notStarted()));
    variables.put("PARALLELR_SECONDS", String.valueOf(report.elapsed().toSeconds()));
    return variables;
  }
}
