package io.parallelr.cli;

import io.parallelr.engine.RunListener;
import io.parallelr.task.Output;
import io.parallelr.task.TaskResult;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/// Prints what each task printed, when it has ended: as a whole, so that nothing interleaves.
final class OutputPrinter implements RunListener {
  private final OutputStream out;
  private final OutputStream err;

  OutputPrinter(OutputStream out, OutputStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public void finished(TaskResult result) {
    print(result.stdout(), out, "standard output");
    print(result.stderr(), err, "standard error");
  }

  private static void print(Output output, OutputStream to, String name) {
    if (output.bytes() > 0) {
      try {
        Files.copy(output.file(), to);
        to.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(name + ": " + e.getMessage(), e);
      }
    }
  }
}
