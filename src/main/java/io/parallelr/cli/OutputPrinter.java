package io.parallelr.cli;

import io.parallelr.engine.RunListener;
import io.parallelr.task.Reason;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Prints what each task printed, when it has ended: as a whole, so that nothing interleaves. For
/// one thread at a time.
final class OutputPrinter implements RunListener {
  private static final Logger log = LoggerFactory.getLogger(OutputPrinter.class);

  private final Terminal terminal;
  private final Function<Task, byte[]> tag;
  private final LostOutput lost;
  private volatile boolean isOver;

  /// @param tag what each line of a task begins with; empty for nothing
  OutputPrinter(Terminal terminal, Function<Task, byte[]> tag, LostOutput lost) {
    this.terminal = terminal;
    this.tag = tag;
    this.lost = lost;
  }

  @Override
  public void finished(TaskResult result) {
    if (isOver) {
      return;
    }
    try {
      if (result.stdout().bytes() > 0) {
        print(result, result.stdout().file(), terminal::printOutput);
      }
      if (result.stderr().bytes() > 0) {
        print(result, result.stderr().file(), terminal::printErrors);
      }
    } catch (IOException e) {
      lost.because(e);
      isOver = true;
      log.warn("output is no longer printed, but still recorded: {}", Reason.withPath(e));
    }
  }

  private interface Printing {
    void print(Path file, byte[] tag) throws IOException;
  }

  /// A file that somebody has taken away concerns its task alone.
  private void print(TaskResult result, Path file, Printing printing) throws IOException {
    if (Files.isReadable(file)) {
      printing.print(file, tag.apply(result.task()));
    } else {
      log.warn("{}: {} cannot be read, and is not printed", result.task().name(), file);
    }
  }
}
