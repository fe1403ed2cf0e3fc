package io.parallelr.cli;

import io.parallelr.client.JobsCommand;
import io.parallelr.run.CommandLines;
import io.parallelr.runcli.RunCommands;
import picocli.CommandLine;

/// The parser of all commands at once, from which the completion and the manual pages are made.
public final class Completion {
  private Completion() {}

  /// All commands, those with a word of their own as subcommands.
  public static CommandLine everything() {
    var everything = Options.parser();
    RunCommands.NAMES.forEach(name -> everything.addSubcommand(name, RunCommands.parser(name)));
    for (var verb : RerunVerb.values()) {
      everything.addSubcommand(verb.word(), verb.parser());
    }
    everything
        .addSubcommand(QueueCommand.NAME, CommandLines.of(new QueueCommand()))
        .addSubcommand(ServeCommand.NAME, ServeOptions.parser())
        .addSubcommand(JobsCommand.NAME, JobsCommand.parser())
        .addSubcommand(HelpCommand.NAME, CommandLines.of(new HelpCommand()));
    RunVerbs.NAMES.forEach(name -> everything.addSubcommand(name, RunVerbs.parser(name)));
    return everything;
  }
}
