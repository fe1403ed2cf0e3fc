package io.parallelr.cli;

import io.parallelr.engine.RunListener;
import io.parallelr.task.Reason;
import io.parallelr.task.TaskResult;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Prints what each task printed, when it has ended: as a whole, so that nothing interleaves.
final class OutputPrinter implements RunListener {
  private final Terminal terminal;

  OutputPrinter(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void finished(TaskResult result) {
    try {
      if (result.stdout().bytes() > 0) {
        terminal.printOutput(result.stdout().file());
      }
      if (result.stderr().bytes() > 0) {
        terminal.printErrors(result.stderr().file());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(Reason.withPath(e), e);
    }
  }
}
