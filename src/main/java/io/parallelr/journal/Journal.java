package io.parallelr.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.engine.RunListener;
import io.parallelr.engine.Threads;
import io.parallelr.engine.Ticker;
import io.parallelr.os.AtomicFile;
import io.parallelr.task.Reason;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/// The results of a run as JSON Lines, and as a table: what it has taken is on its way to the disk
/// when the call returns, and there within a second.
///
/// Calls may come from any thread; one of its own brings the files to the disk, and puts them aside
/// in parts if they grow without end. A problem there is reported once, and is final: what a failed
/// sync left out is not known.
public final class Journal implements RunListener, AutoCloseable {
  private static final long SYNC_MILLIS = 1000;

  private final Path directory;
  private final JsonLines lines;
  private final SummaryTable table;
  private final DurableFile results;
  private final DurableFile summary;
  private final Parts parts;
  private final Ticker ticker;
  private final Consumer<RuntimeException> onFailure;
  private final Thread syncing;

  /// Opens the files in the run's directory and writes their heads.
  ///
  /// @param parts when it continues in another file
  /// @param ticker that the age of a part goes by
  /// @param onFailure called on another thread if what was written does not reach the disk
  /// @throws IOException if they cannot be opened
  /// @throws UncheckedIOException if they cannot be written
  public Journal(
      Path directory,
      JsonLines lines,
      SummaryTable table,
      Parts parts,
      Ticker ticker,
      Consumer<RuntimeException> onFailure)
      throws IOException {
    this.directory = directory;
    this.lines = lines;
    this.table = table;
    this.parts = parts;
    this.ticker = ticker;
    this.onFailure = onFailure;
    results = new DurableFile(directory.resolve("results.jsonl"));
    summary = new DurableFile(directory.resolve("summary.csv"));
    try (var request = new DurableFile(directory.resolve("request.json"))) {
      request.append(lines.request().getBytes(UTF_8));
    }
    results.append(Checksum.seal(lines.session(1)));
    summary.append(SummaryTable.HEAD);
    syncing = Threads.start("journal", this::syncEachSecond);
  }

  @Override
  public void started(Task task, int slot, Instant when) {
    results.append(Checksum.seal(lines.started(task, slot, when)));
  }

  @Override
  public void finished(TaskResult result) {
    results.append(Checksum.seal(lines.finished(result)));
    if (result.isFinal()) {
      summary.append(table.row(result));
    }
  }

  /// Writes the last line, and the same to a file of its own.
  public void summary(RunReport report) {
    results.append(Checksum.seal(lines.summary(report).getBytes(UTF_8)));
    var file = directory.resolve(RunDirectory.SUMMARY);
    try {
      AtomicFile.writeUnsynced(file, lines.summaryFile(report) + '\n');
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s cannot be written: %s".formatted(file, Reason.of(e)),
          e);
    }
  }

  /// Waits until all is on the disk, the names of the files included. An interrupt does not
  /// hurry it.
  @Override
  public void close() throws IOException {
    boolean wasInterrupted = awaitSyncing();
    try (results; summary) {
      results.requireThere();
      results.sync();
    }
    try {
      syncDirectory(directory);
      var parent = directory.getParent();
      if (parent != null) {
        syncDirectory(parent);
      }
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Ends the other thread, which would take a file that is closed under it for a broken one.
  ///
  /// @return whether this thread was interrupted
  private boolean awaitSyncing() {
    boolean wasInterrupted = Thread.interrupted(); // which would close the directory's channel
    syncing.interrupt();
    while (true) {
      try {
        syncing.join();
        return wasInterrupted;
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
  }

  private void syncEachSecond() {
    int part = 1;
    long head = results.size(); // a part without results is not left
    long partBegan = ticker.nanos();
    try {
      while (true) {
        Thread.sleep(SYNC_MILLIS);
        results.requireThere();
        results.sync();
        summary.sync();
        if (results.size() > head && parts.isFull(results.size(), since(partBegan))) {
          beginPart(++part);
          head = results.size();
          partBegan = ticker.nanos();
        }
      }
    } catch (InterruptedException e) {
      return; // the run is over; close() does the rest
    } catch (UncheckedIOException e) {
      onFailure.accept(e);
    }
  }

  private Duration since(long nanos) {
    return Duration.ofNanos(ticker.nanos() - nanos);
  }

  /// Puts aside what was written so far.
  private void beginPart(int number) {
    results.beginAnew(
        RunDirectory.part(directory.resolve("results.jsonl"), number - 1),
        Checksum.seal(lines.session(number)));
    summary.beginAnew(
        RunDirectory.part(directory.resolve("summary.csv"), number - 1),
        SummaryTable.HEAD);
  }

  private static void syncDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      AtomicFile.syncDirectory(directory);
    }
  }
}
