package io.parallelr.cli;

import io.parallelr.autoexeccli.AutoExecFlowMain;
import io.parallelr.client.JobsCommand;
import io.parallelr.run.CommandLines;
import io.parallelr.runcli.RunCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.AutoComplete;
import picocli.CommandLine;

/// Writes the completion for bash and zsh. The build runs it.
public final class Completion {
  private Completion() {}

  /// Writes a file for each command into the directory that is named.
  public static void main(String[] args) throws IOException {
    var directory = Path.of(args[0]);
    Files.writeString(
        directory.resolve("parallelr"),
        AutoComplete.bash("parallelr", everything()));
    Files.writeString(
        directory.resolve("autoexecflow"),
        AutoComplete.bash("autoexecflow", AutoExecFlowMain.parser()));
  }

  /// All commands, those with a word of their own as subcommands.
  private static CommandLine everything() {
    var everything = Options.parser();
    RunCommands.NAMES.forEach(name -> everything.addSubcommand(name, RunCommands.parser(name)));
    for (var verb : RerunVerb.values()) {
      everything.addSubcommand(verb.word(), verb.parser());
    }
    everything
        .addSubcommand(QueueCommand.NAME, CommandLines.of(new QueueCommand()))
        .addSubcommand(ServeCommand.NAME, ServeOptions.parser())
        .addSubcommand(JobsCommand.NAME, JobsCommand.parser());
    RunVerbs.NAMES.forEach(name -> everything.addSubcommand(name, RunVerbs.parser(name)));
    return everything;
  }
}
