package io.parallelr.journal;

import io.parallelr.engine.RunListener;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;

/// The results of a run as JSON Lines, and as a table: what is told of is on its way to the disk
/// when the call returns, and there within a second.
///
/// Calls may come from any thread; one of its own brings the files to the disk. A problem there is
/// told once, and is final: what a failed sync left out is not known.
public final class Journal implements RunListener, AutoCloseable {
  private static final long SYNC_MILLIS = 1000;

  private final Path directory;
  private final JsonLines lines;
  private final SummaryTable table;
  private final DurableFile results;
  private final DurableFile summary;
  private final Consumer<RuntimeException> onFailure;
  private final Thread syncing;

  /// Opens the files in the run's directory and writes their heads.
  ///
  /// @param onFailure told on another thread if what was written does not reach the disk
  /// @throws IOException if they cannot be opened
  /// @throws UncheckedIOException if they cannot be written
  public Journal(
      Path directory,
      JsonLines lines,
      SummaryTable table,
      Consumer<RuntimeException> onFailure)
      throws IOException {
    this.directory = directory;
    this.lines = lines;
    this.table = table;
    this.onFailure = onFailure;
    results = new DurableFile(directory.resolve("results.jsonl"));
    summary = new DurableFile(directory.resolve("summary.csv"));
    try (var request = new DurableFile(directory.resolve("request.json"))) {
      request.append(lines.request());
    }
    results.append(Checksum.seal(lines.session()));
    summary.append(SummaryTable.HEAD);
    syncing = Thread.ofPlatform().name("journal").daemon().start(this::syncEachSecond);
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

  /// Writes the last line.
  public void summary(RunReport report) {
    results.append(Checksum.seal(lines.summary(report)));
  }

  /// Waits until all is on the disk, the names of the files included.
  @Override
  public void close() throws IOException {
    syncing.interrupt();
    try (results; summary) {
      results.requireThere();
      results.sync();
    }
    syncDirectory(directory);
    var parent = directory.getParent();
    if (parent != null) {
      syncDirectory(parent);
    }
  }

  private void syncEachSecond() {
    try {
      while (true) {
        Thread.sleep(SYNC_MILLIS);
        results.requireThere();
        results.sync();
        summary.sync();
      }
    } catch (InterruptedException e) {
      return; // the run is over; close() does the rest
    } catch (UncheckedIOException e) {
      onFailure.accept(e);
    }
  }

  private static void syncDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      try (var channel = java.nio.channels.FileChannel.open(directory)) {
        channel.force(true);
      }
    }
  }
}
