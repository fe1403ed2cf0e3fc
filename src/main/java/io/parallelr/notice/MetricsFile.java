package io.parallelr.notice;

import io.parallelr.engine.Threads;
import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a file with the numbers of a run up to date, for the textfile collector of the node
/// exporter: that wants it to be replaced as a whole, and readable for others. The first problem is
/// logged, and it is tried again.
public final class MetricsFile implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MetricsFile.class);
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final Path file;
  private final Path draft;
  private final Supplier<String> text;
  private final Thread thread;
  private boolean isReported; // guarded by this

  private MetricsFile(Path file, Supplier<String> text) {
    this.file = file;
    this.draft = file.resolveSibling(
        ".%s.%d".formatted(NativeText.nameOf(file), ProcessHandle.current().pid()));
    this.text = text;
    this.thread = Threads.start("metrics-file", this::keep);
  }

  /// Begins to write it.
  ///
  /// @throws IOException if it cannot be written at all
  public static MetricsFile start(Path file, Supplier<String> text) throws IOException {
    var kept = new MetricsFile(file, text);
    try {
      kept.write();
    } catch (IOException e) {
      kept.thread.interrupt();
      throw e;
    }
    return kept;
  }

  private void keep() {
    try {
      while (true) {
        Thread.sleep(PERIOD);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void look() {
    try {
      write();
    } catch (IOException e) {
      report(e);
    }
  }

  private synchronized void report(IOException problem) {
    if (!isReported) {
      isReported = true;
      log.warn("--metrics-file: {}", Reason.withPath(problem));
    }
  }

  private synchronized void write() throws IOException {
    Files.write(draft, text.get().getBytes(StandardCharsets.UTF_8));
    try {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(draft);
      throw e;
    }
  }

  /// Writes it for the last time.
  @Override
  public void close() {
    thread.interrupt();
    look();
  }
}
