package io.parallelr.cli;

import io.parallelr.engine.RunListener;
import io.parallelr.task.Reason;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/// Prints what each task printed, when it has ended: as a whole, so that nothing interleaves.
final class OutputPrinter implements RunListener {
  private final Terminal terminal;
  private final Function<Task, byte[]> tag;

  /// @param tag what each line of a task begins with; empty for nothing
  OutputPrinter(Terminal terminal, Function<Task, byte[]> tag) {
    this.terminal = terminal;
    this.tag = tag;
  }

  @Override
  public void finished(TaskResult result) {
    try {
      if (result.stdout().bytes() > 0) {
        terminal.printOutput(result.stdout().file(), tag.apply(result.task()));
      }
      if (result.stderr().bytes() > 0) {
        terminal.printErrors(result.stderr().file(), tag.apply(result.task()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(Reason.withPath(e), e);
    }
  }
}
