package io.parallelr.client;

import io.parallelr.run.CommandLines;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `parallelr jobs`: what a server runs, and has run.
@Command(name = "parallelr jobs", sortOptions = false, usageHelpAutoWidth = true, subcommands = {
    RunPipeline.class, ListJobs.class, ShowJob.class, JobLogs.class, CancelJobs.class,
    ListPipelines.class, ExportJobs.class, ImportJobs.class,
    MakeToken.class,
    LoginLink.class}, description = "Schedules jobs of a server (parallelr serve), shows and cancels them, and makes backups of them.", exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
        " 0:done; with --wait or --follow, the job succeeded",
        " 1:the job failed; if a task exited with a status from 1 to 255, that is the exit code",
        " 2:usage error, no such job or pipeline, or not allowed; nothing was done",
        " 5:there is no server, or it does not answer; a backup could not be written or read",
        " 75:the queue of the pipeline is full; nothing was scheduled",
        " 123:the job was canceled",
        " 124:the job reached its time limit",
        " 125:the job was lost: nobody knows how it ended",
        " 130:interrupted by Ctrl-C; the job continues"}, footerHeading = "%nExamples:%n", footer = {
            "  parallelr jobs run build -v branch=main --follow",
            "  parallelr jobs ls --state failed --since 1d",
            "  parallelr jobs logs last -f",
            "  parallelr jobs export backup.tar.gz",
            "  PARALLELR_TOKEN=... parallelr jobs ls --url http://host:9009"})
public final class JobsCommand {
  /// The first word of the command line that asks for it.
  public static final String NAME = "jobs";

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help and exit")
  boolean help;

  /// A parser of its command lines, also for the completion.
  public static CommandLine parser() {
    return CommandLines.of(new JobsCommand()).setExpandAtFiles(false);
  }

  /// Does what a command line asks for.
  ///
  /// @param words without the first one
  /// @return the exit status
  /// @throws CommandLine.ParameterException if the command line cannot be taken apart
  /// @throws IOException if standard output cannot be written
  public static int run(List<String> words, Surroundings around)
      throws IOException, InterruptedException {
    var parsed = parser().parseArgs(words.toArray(String[]::new));
    while (parsed.subcommand() != null && !parsed.isUsageHelpRequested()) {
      parsed = parsed.subcommand();
    }
    var chosen = parsed.commandSpec().commandLine();
    if (parsed.isUsageHelpRequested()) {
      Output.print(around, chosen.getUsageMessage());
      return 0;
    }
    if (chosen.getCommand() instanceof JobsAction action) {
      return action.run(around);
    }
    throw new CommandLine.ParameterException(
        chosen,
        "jobs needs a command: run, ls, show, logs, cancel, pipelines, export, import, token or login-link");
  }
}
