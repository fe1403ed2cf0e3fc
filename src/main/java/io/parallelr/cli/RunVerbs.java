package io.parallelr.cli;

import io.parallelr.daemon.ControlRequest;
import io.parallelr.os.NativeText;
import io.parallelr.run.CommandLines;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands for runs that are alive; those that end them are in [EndVerbs].
final class RunVerbs {
  static final String RUN =
      "its name, its id or the beginning of that, its directory, or last; may be left out where one run is alive";
  static final String TASK = "its number in the run, its name, or the last part of its name";

  /// The first words of their command lines.
  static final List<String> NAMES =
      List.of("top", "slots", "pause", "unpause", "drain", "kill", "add", "explain", "wait");

  private RunVerbs() {}

  private static RunVerb verb(String name) {
    return switch (name) {
      case "top" -> new TopVerb();
      case "slots" -> new SlotsVerb();
      case "pause" -> new PauseVerb();
      case "unpause" -> new UnpauseVerb();
      case "drain" -> new EndVerbs.DrainVerb();
      case "kill" -> new EndVerbs.KillVerb();
      case "add" -> new AddVerb();
      case "explain" -> new ExplainVerb();
      case "wait" -> new EndVerbs.WaitVerb();
      default -> throw new IllegalArgumentException(name);
    };
  }

  /// A parser of one.
  static CommandLine parser(String name) {
    var command = CommandLines.of(verb(name))
        .setExpandAtFiles(false)
        // a difference such as -2 is not an option
        .setUnmatchedOptionsArePositionalParams(name.equals("slots"));
    command.getCommandSpec()
        .usageMessage()
        .sortOptions(false)
        .autoWidth(true)
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(exitCodes(name));
    return command;
  }

  private static Map<String, String> exitCodes(String name) {
    var codes = new LinkedHashMap<String, String>();
    if (name.equals("top")) {
      codes.put(" 0", "quit, or everything has ended");
      codes.put(" 2", "usage error, or no such run");
      codes.put(" 129, 130, 143", "ended by SIGHUP, by Ctrl-C or by SIGTERM; the runs continue");
      return codes;
    }
    if (name.equals("wait")) {
      codes.put(" 0-4", "those of the run, as are 129 and above; of several runs, the highest");
      codes.put(" 5", "it was cut off, or its results could not be written");
      codes.put(" 130", "interrupted by Ctrl-C; the run continues");
      return codes;
    }
    codes.put(" 0", "done");
    if (!name.equals("explain")) {
      codes.put(" 1", "something of it is left");
    }
    codes.put(" 2", "usage error, no such run, or refused; nothing was changed");
    codes.put(" 5", "the run does not answer");
    return codes;
  }

  /// What each of them has.
  static final class Help {
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help and exit")
    boolean help;
  }

  /// Help, and the run that is meant.
  static class OfRun {
    @Mixin
    Help help = new Help();

    @Parameters(arity = "0..1", paramLabel = "RUN", description = RUN)
    @Nullable
    String run;

    RunningRun found(RunVerb.Place place) throws IOException {
      return place.alive(Optional.ofNullable(run));
    }
  }

  @Command(name = "parallelr slots", description = "Changes how many tasks of a run may run at once. With fewer than run now, those end as they would, and are not followed by others.", footerHeading = "%nExamples:%n", footer = {
      "  parallelr slots 8        eight at once", "  parallelr slots last +2  two more"})
  static final class SlotsVerb implements RunVerb {
    @Mixin
    Help help = new Help();

    @Parameters(arity = "0..2", hideParamSyntax = true, paramLabel = "[RUN] [N|+N|-N]", description = RUN
        + "; then the number, as -m takes it (8, auto, 200%%), or by how much it changes. Without it, the number is shown")
    List<String> words = List.of();

    private static final Pattern CHANGE = Pattern.compile("[+-]?\\d{1,7}|auto|\\d{1,6}(\\.\\d+)?%");

    @Override
    public int execute(Place place) throws IOException, InterruptedException {
      if (words.size() > 2) {
        throw usage("slots: give the number of slots as N, +N, -N, auto or N%, after the run");
      }
      boolean isChange = !words.isEmpty() && CHANGE.matcher(words.getLast()).matches();
      if (words.size() == 2 && !isChange) {
        throw usage(
            "slots: '%s' is not a number, +N, -N, auto or a share of the CPUs such as 200%%"
                .formatted(words.getLast()));
      }
      var change = isChange ? words.getLast() : "";
      var run = words.stream().findFirst().filter(_ -> words.size() == 2 || !isChange);
      place.say(place.alive(run).ask(new ControlRequest.Slots(change)));
      return ExitStatus.ALL_SUCCEEDED;
    }
  }

  @Command(name = "parallelr pause", description = "Has a run start nothing more until 'parallelr unpause'. What runs continues.", footerHeading = "%nExample:%n", footer = "  parallelr pause --suspend  stop it with all its tasks")
  static final class PauseVerb extends OfRun implements RunVerb {
    @Option(names = "--suspend", description = "stop what runs, too: all processes of its tasks (SIGSTOP). Their time limits stand still")
    boolean suspend;

    @Override
    public int execute(Place place) throws IOException, InterruptedException {
      place.say(found(place).ask(new ControlRequest.Pause(suspend)));
      return ExitStatus.ALL_SUCCEEDED;
    }
  }

  @Command(name = "parallelr unpause", description = "Has a run continue that was paused.")
  static final class UnpauseVerb extends OfRun implements RunVerb {
    @Override
    public int execute(Place place) throws IOException, InterruptedException {
      place.say(found(place).unpause());
      return ExitStatus.ALL_SUCCEEDED;
    }
  }

  @Command(name = "parallelr explain", description = "Says what a run, or one of its tasks, waits for: a slot, memory, load, a pause, a retry delay, tasks before it...", footerHeading = "%nExample:%n", footer = {
      "  parallelr explain 17            why task 17 of the run has not started",
      "  parallelr explain last build.sh"})
  static final class ExplainVerb implements RunVerb {
    @Mixin
    Help help = new Help();

    @Parameters(index = "0", arity = "0..1", paramLabel = "RUN", description = RUN)
    @Nullable
    String run;

    @Parameters(index = "1", arity = "0..1", paramLabel = "TASK", description = TASK)
    @Nullable
    String task;

    @Override
    public int execute(Place place) throws IOException, InterruptedException {
      var ofRun = Optional.ofNullable(run);
      var ofTask = Optional.ofNullable(task);
      if (ofTask.isEmpty() && ofRun.isPresent()
          && !new AliveRuns(place.registry(), place.directory()).isRun(ofRun.get())) {
        ofTask = ofRun;
        ofRun = Optional.empty();
      }
      place.say(
          place.alive(ofRun).ask(new ControlRequest.Explain(ofTask)));
      return ExitStatus.ALL_SUCCEEDED;
    }
  }

  @Command(name = "parallelr add", description = "Adds tasks to a batch that runs; one that is resumed later knows them.", footerHeading = "%nExamples:%n", footer = {
      "  parallelr add last more/*.sh          task files, directories or quoted globs",
      "  parallelr add last --arguments h7 h8  lines, where the run has -A"})
  static final class AddVerb implements RunVerb {
    @Mixin
    Help help = new Help();

    @Option(names = "--arguments", description = "what follows are lines as in the file of -A, one in each word")
    boolean lines;

    @Parameters(index = "0", arity = "1", paramLabel = "RUN", description = "its name, its id or the beginning of that, or last")
    String run = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "task files, directories, quoted globs; or lines")
    List<String> tasks = List.of();

    @Override
    public int execute(Place place) throws IOException, InterruptedException {
      var request = new ControlRequest.Add(NativeText.of(place.directory()), tasks, lines);
      place.say(place.alive(Optional.of(run)).ask(request));
      return ExitStatus.ALL_SUCCEEDED;
    }
  }

  private static UserError usage(String message) {
    return new UserError(ExitStatus.USAGE, message);
  }
}
