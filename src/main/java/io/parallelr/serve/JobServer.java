package io.parallelr.serve;

import io.parallelr.engine.Ticker;
import io.parallelr.run.Deaths;
import io.parallelr.run.Installation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/// Runs jobs: opens the store, takes up what an earlier server has left, and runs the engine.
///
/// Lanes are put into [#jobs()] between [#open] and [#start]; jobs whose lanes are missing then get
/// lanes that run one job at a time.
public final class JobServer implements AutoCloseable {
  private JobServer() {}

  /// How jobs are run.
  ///
  /// @param data the directory of all that is kept; absolute
  /// @param workingDirectory in which tasks run that do not say otherwise; absolute
  /// @param environment that tasks get
  /// @param withheld names of variables of this process's environment that they do not get
  /// @param slots how many processes run at once
  /// @param grace how long a task is given to end by itself
  /// @param restart what becomes of jobs that had not ended when an earlier server did
  /// @param rerunsUnknown whether a step is run again of which nobody knows how it ended; else it
  ///   has failed
  /// @param rendersValues whether the values of variables are templates, too
  public record Settings(
      Path data,
      Path workingDirectory,
      Map<String, String> environment,
      Set<String> withheld,
      int slots,
      Duration grace,
      OnRestart restart,
      boolean rerunsUnknown,
      boolean rendersValues) {
    public Settings {
      environment = Map.copyOf(environment);
      withheld = Set.copyOf(withheld);
    }
  }

  /// What becomes of jobs that had not ended.
  public enum OnRestart {
    /// Those that waited wait, and what ran is adopted.
    CONTINUE,
    /// They are cancelled, and what ran is ended.
    CANCEL
  }

  /// How the server ends.
  public enum Shutdown {
    /// Jobs that wait are cancelled, those that run are waited for.
    FINISH,
    /// All jobs are cancelled; handlers of those that have failed still run.
    CANCEL,
    /// Nothing is cancelled, and what runs goes on without the server; the next one adopts it.
    KEEP
  }

  /// What this process is.
  ///
  /// @param clock dates what happens
  /// @param ticker measures how long it takes
  /// @param deaths notices threads that die
  public record Host(
      Installation installation,
      InstantSource clock,
      Ticker ticker,
      Deaths deaths) {}

  /// Opens the store. Nothing runs yet.
  ///
  /// @throws IOException if that cannot be done; the message is for the user
  public static JobServer open(Settings settings, Host host) throws IOException {
    throw new UnsupportedOperationException();
  }

  /// The jobs.
  public JobService jobs() {
    throw new UnsupportedOperationException();
  }

  /// Takes up what an earlier server has left, and begins to run jobs.
  public void start() throws IOException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  /// Begins to end; later calls may be stricter, from FINISH to CANCEL to KEEP. Returns at once.
  /// May be called by any thread.
  public void shutdown(Shutdown how) {
    throw new UnsupportedOperationException();
  }

  /// Waits until the server has ended.
  ///
  /// @throws RuntimeException what it died of, if it did not end because of [#shutdown]
  public void await() throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  /// Closes the store. With [Shutdown#KEEP], this process is to end then.
  @Override
  public void close() throws IOException {
    throw new UnsupportedOperationException();
  }
}
