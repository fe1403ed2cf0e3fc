package io.parallelr.tasker;

import io.parallelr.flowrun.ExecutionContext;
import io.parallelr.flowrun.ExitCodes;
import io.parallelr.flowrun.TaskerError;
import io.parallelr.os.FileLimit;
import io.parallelr.os.Given;
import io.parallelr.os.HeapGuard;
import io.parallelr.os.Machine;
import io.parallelr.run.CommandLines;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/// The entry of tasker: chooses the subcommand, and turns errors into messages and exit codes.
public final class TaskerMain {
  private final ExecutionContext context;
  private final PrintStream stderr;

  private TaskerMain(ExecutionContext context) {
    this.context = context;
    this.stderr = context.stderr();
  }

  public static void main(String[] args) {
    int status;
    var heap = HeapGuard.start("tasker", ExitCodes.STOPPED);
    Machine.saveAddressSpace();
    if (System.getProperty("parallelr.installation") == null) {
      FileLimit.restore();
    }
    var context = ExecutionContext.ofThisProcess();
    try (var _ = context.scratch()) {
      status = run(Given.arguments(args), context);
    } catch (OutOfMemoryError e) {
      if (HeapGuard.isFull(e)) {
        heap.end();
      }
      throw e;
    }
    System.exit(status);
  }

  /// A parser of all its command lines, for the completion and the manual page.
  public static CommandLine parser() {
    return new CommandLine(TaskerOptions.specification())
        .addSubcommand(GraphCommand.NAME, CommandLines.of(new GraphCommand()))
        .addSubcommand(FormatCommand.NAME, CommandLines.of(new FormatCommand()));
  }

  /// Runs as a process of its own would.
  ///
  /// @return the exit status
  static int run(String[] args, ExecutionContext context) {
    return new TaskerMain(context).status(args);
  }

  private int status(String[] args) {
    try {
      return traced(args);
    } catch (TaskerError e) {
      stderr.println("tasker: " + readable(e));
      return e.exitStatus();
    } catch (UncheckedIOException e) {
      stderr.println("tasker: " + readable(e));
      return ExitCodes.STOPPED;
    } catch (IOException e) {
      stderr.println("tasker: " + Printable.of(Reason.withPath(e)));
      return ExitCodes.STOPPED;
    } catch (RuntimeException e) {
      stderr.println("tasker: " + Printable.of(e.toString()));
      return ExitCodes.STOPPED;
    }
  }

  /// With `--debug`, prints the stack trace of an error.
  private int traced(String[] args) throws IOException {
    try {
      return run(args);
    } catch (IOException | RuntimeException e) {
      if (Stream.of(args).anyMatch(List.of("-d", "--debug")::contains)) {
        e.printStackTrace(stderr);
      }
      throw e;
    }
  }

  private int run(String[] args) throws IOException {
    var words = List.of(args);
    return switch (words.isEmpty() ? "" : words.getFirst()) {
      case GraphCommand.NAME -> GraphCommand.run(words.subList(1, words.size()), context);
      case FormatCommand.NAME -> FormatCommand.run(words.subList(1, words.size()), context);
      default -> new RunCommand(context).run(words);
    };
  }

  private static String readable(Exception problem) {
    return String.valueOf(problem.getMessage())
        .lines()
        .map(Printable::of)
        .collect(Collectors.joining("\n"));
  }
}
