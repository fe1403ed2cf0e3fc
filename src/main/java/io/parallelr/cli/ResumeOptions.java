package io.parallelr.cli;

import io.parallelr.cli.DeclaredOption.Value;
import io.parallelr.journal.Session;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.ResumeRequest;
import io.parallelr.run.RunSpec;
import io.parallelr.run.UserError;
import io.parallelr.task.TaskSelector;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ParameterException;

/// What the options say of an earlier run.
final class ResumeOptions {
  private ResumeOptions() {}

  /// The run to resume; empty if none is.
  ///
  /// @param runs where the directories of all runs lie
  /// @param directory against which relative paths are taken
  static Optional<ResumeRequest> of(GivenOptions options, Path runs, Path directory) {
    return options.resumed().map(name -> {
      var earlier = ResumeRequest.find(name, runs, directory);
      return new ResumeRequest(
          earlier,
          ResumeRequest.spec(earlier, ResumeOptions::ofOldCommandLine),
          options.has(Options.RETRY_FAILED),
          choice(options, Options.ORPHANS, "adopt", "kill"),
          choice(options, Options.ON_UNKNOWN, "rerun", "skip"),
          options.is(Options.RERUN_ALL),
          options.tasks().stream().map(TaskSelector::new).toList());
    });
  }

  private static RunSpec ofOldCommandLine(Session.Invocation invocation) {
    try {
      return GivenOptions.parse(Options.parser(), invocation.commandLine())
          .spec(invocation.directory());
    } catch (ParameterException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static boolean choice(GivenOptions options, Value option, String yes, String no) {
    var word = options.of(option).orElse(yes);
    if (!word.equals(yes) && !word.equals(no)) {
      throw new UserError(
          ExitStatus.USAGE,
          "%s: '%s' is not one of %s, %s".formatted(option.name(), word, yes, no));
    }
    return word.equals(yes);
  }
}
