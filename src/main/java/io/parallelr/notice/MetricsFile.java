package io.parallelr.notice;

import io.parallelr.engine.Threads;
import io.parallelr.os.AtomicFile;
import io.parallelr.os.OutputPath;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a file with the numbers of a run up to date, for the textfile collector of the node
/// exporter: that wants it to be replaced as a whole, and readable for others. The first problem is
/// logged, and it is tried again. A device is written to instead.
public final class MetricsFile implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MetricsFile.class);
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final OutputPath file;
  private final Supplier<String> text;
  private final Thread thread;
  private boolean isReported; // guarded by this

  private MetricsFile(OutputPath file, Supplier<String> text) {
    this.file = file;
    this.text = text;
    this.thread = Threads.start("metrics-file", this::keep);
  }

  /// Begins to write it.
  ///
  /// @throws IOException if it cannot be written at all
  public static MetricsFile start(Path file, Supplier<String> text) throws IOException {
    var output = OutputPath.of(file);
    if (output.kind() == OutputPath.Kind.FIFO) {
      throw new IOException("is a FIFO, whose reader the run would wait for; name a file");
    }
    var kept = new MetricsFile(output, text);
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
    var bytes = text.get().getBytes(StandardCharsets.UTF_8);
    file.writeUnsynced(AtomicFile.Access.AS_BEFORE, out -> out.write(bytes));
  }

  /// Writes it for the last time.
  @Override
  public void close() {
    thread.interrupt();
    look();
  }
}
