package io.parallelr.runcli;

import io.parallelr.journal.NewerVersionException;
import io.parallelr.journal.UnusableJournalException;
import io.parallelr.run.CommandLines;
import io.parallelr.run.ExitStatus;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine;

/// The commands, each by the first word of the command line that asks for it.
public final class RunCommands {
  public static final List<String> NAMES =
      List.of("runs", "show", "stats", "report", "diff", "psr", "log", "clean");

  private RunCommands() {}

  /// A parser of the command lines of one, also for the completion.
  public static CommandLine parser(String name) {
    RunsAction action = switch (name) {
      case "runs" -> new ListRuns();
      case "show" -> new ShowRun();
      case "stats" -> new RunStats();
      case "report" -> new MakeReport();
      case "diff" -> new CompareRuns();
      case "psr" -> new ReadResults();
      case "log" -> new PrintLog();
      case "clean" -> new CleanRuns();
      default -> throw new IllegalArgumentException(name);
    };
    return CommandLines.of(action).setExpandAtFiles(false);
  }

  /// Does what a command line asks for.
  ///
  /// @param words without the first one
  /// @return the exit status
  /// @throws CommandLine.ParameterException if the command line cannot be taken apart
  public static int run(String name, List<String> words, Around around)
      throws IOException, InterruptedException {
    var parser = parser(name);
    if (parser.parseArgs(words.toArray(String[]::new)).isUsageHelpRequested()) {
      around.print(parser.getUsageMessage());
      return ExitStatus.ALL_SUCCEEDED;
    }
    RunsAction action = parser.getCommand();
    try {
      return action.run(around);
    } catch (UnusableJournalException | NewerVersionException e) {
      throw Around.usage(Reason.withPath(e));
    }
  }
}
