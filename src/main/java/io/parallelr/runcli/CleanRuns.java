package io.parallelr.runcli;

import io.parallelr.history.Cleaning;
import io.parallelr.history.RunOverview;
import io.parallelr.history.RunState;
import io.parallelr.os.TerminalDevice;
import io.parallelr.report.Texts;
import io.parallelr.run.Confirmation;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.Home;
import io.parallelr.task.Count;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import io.parallelr.task.Size;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `parallelr clean`.
@Command(name = "parallelr clean", sortOptions = false, usageHelpAutoWidth = true, description = "Deletes the directories of runs that are over: their results, logs and outputs. A run is kept while it runs, while any of its tasks does, or while a later unfinished run resumes it.", footerHeading = "%nExamples:%n", footer = {
    "  parallelr clean --older-than 30d --keep 20 -n",
    "  parallelr clean --older-than 7d --state succeeded -y"})
final class CleanRuns implements RunsAction {
  private static final int STDIN = 0;
  private static final Pattern AGE = Pattern.compile("(\\d{1,6})(min|h|d|w)");

  @Option(names = "--older-than", paramLabel = "AGE", description = "only runs that ended so long ago: a number with min, h, d or w, such as 30d")
  @Nullable
  String olderThan;

  @Option(names = "--keep", paramLabel = "N", description = "keep the N newest runs, however old they are")
  @Nullable
  Integer keep;

  @Option(names = "--state", paramLabel = "STATE", split = ",", description = "only runs in one of these states, with commas between them: succeeded, failed, stopped, interrupted or cut-off")
  List<String> states = new ArrayList<>();

  @Option(names = {"-n", "--dry-run"}, description = "only show what would be deleted")
  boolean dryRun;

  @Option(names = {"-y", "--yes"}, description = "do not ask")
  boolean yes;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help and exit")
  boolean help;

  @Override
  public int run(Around around) throws IOException {
    check();
    new Home(
        around.installation(),
        message -> around.stderr().println("parallelr: warning: " + Printable.of(message)))
        .check();
    var cleaning = new Cleaning(around.runs());
    var plan = cleaning.plan(
        new Cleaning.Rule(
            Optional.ofNullable(olderThan).map(age -> before(age, around.clock().instant())),
            keep == null ? 0 : keep,
            ListRuns.states(states, EnumSet.complementOf(EnumSet.of(RunState.RUNNING)))));
    long bytes = show(plan, around);
    if (plan.doomed().isEmpty()) {
      around.print("nothing to delete\n");
      return ExitStatus.ALL_SUCCEEDED;
    }
    var what = "%s, %s".formatted(Count.of(plan.doomed().size(), "run"), Size.of(bytes));
    if (dryRun) {
      around.print("would delete %s%n".formatted(what));
      return ExitStatus.ALL_SUCCEEDED;
    }
    if (!yes && !isConfirmed(what, around)) {
      around.print("nothing was deleted\n");
      return ExitStatus.SOME_FAILED;
    }
    return delete(cleaning, plan.doomed(), around);
  }

  private void check() {
    if (olderThan == null && keep == null) {
      throw Around.usage(
          "clean needs to know what to delete: give --older-than, such as 30d, or --keep, such as 20");
    }
    if (keep != null && keep < 0) {
      throw Around.usage("--keep: %d is negative; give how many runs to keep".formatted(keep));
    }
    if (dryRun && yes) {
      throw Around.usage("-n asks nothing for -y to answer; leave one out");
    }
    if (states.stream().map(String::strip).anyMatch(RunState.RUNNING.word()::equals)) {
      throw Around.usage("--state: a run that is running is never deleted; leave out running");
    }
  }

  private static Instant before(String age, Instant now) {
    var matcher = AGE.matcher(age.strip());
    if (!matcher.matches()) {
      throw Around.usage(
          "--older-than: '%s' is not an age; write a number and min, h, d or w, such as 30d"
              .formatted(age));
    }
    long count = Long.parseLong(matcher.group(1));
    try {
      return now.minus(switch (matcher.group(2)) {
        case "min" -> Duration.ofMinutes(count);
        case "h" -> Duration.ofHours(count);
        case "d" -> Duration.ofDays(count);
        default -> Duration.ofDays(count * 7);
      });
    } catch (DateTimeException e) {
      return Instant.MIN;
    }
  }

  /// @return how many bytes the files have that are to be deleted
  private static long show(Cleaning.Plan plan, Around around) throws IOException {
    long all = 0;
    for (var run : plan.doomed()) {
      long bytes = Cleaning.size(run);
      all += bytes;
      around.print(
          "%s  %s  %s  %s%n".formatted(
              Texts.run(run),
              run.state().word(),
              run.ended()
                  .or(run::started)
                  .map(time -> Texts.when(time, around.zone()))
                  .orElse(""),
              Size.of(bytes)));
    }
    for (var spared : plan.spared()) {
      around.print("%s  kept: %s%n".formatted(Texts.run(spared.run()), spared.reason()));
    }
    return all;
  }

  private static boolean isConfirmed(String what, Around around) throws IOException {
    if (!new TerminalDevice(STDIN).isTerminal()) {
      throw Around.usage("clean deletes runs, and cannot ask without a terminal: add -y");
    }
    around.stderr().printf("Delete %s? [y/N] ", what);
    return Confirmation.isYes(around.stdin());
  }

  private static int delete(Cleaning cleaning, List<RunOverview> doomed, Around around)
      throws IOException {
    long bytes = 0;
    int deleted = 0;
    for (var run : doomed) {
      try {
        long size = Cleaning.size(run);
        var objection = cleaning.delete(run);
        if (objection.isPresent()) {
          around.print("%s  kept: %s%n".formatted(Texts.run(run), objection.get()));
        } else {
          deleted++;
          bytes += size;
        }
      } catch (IOException e) {
        around.print(
            "%s  not deleted: %s%n"
                .formatted(Texts.run(run), Printable.of(Reason.withPath(e))));
      }
    }
    boolean isClean = finish(cleaning, around);
    around.print(
        "deleted %s, %s%n".formatted(Count.of(deleted, "run"), Size.of(bytes)));
    return isClean && deleted == doomed.size() ? ExitStatus.ALL_SUCCEEDED : ExitStatus.SOME_FAILED;
  }

  /// What cannot be deleted is tried again by the next one.
  private static boolean finish(Cleaning cleaning, Around around) throws IOException {
    try {
      cleaning.finish();
      return true;
    } catch (IOException e) {
      around.print("left over: %s%n".formatted(Printable.of(Reason.withPath(e))));
      return false;
    }
  }
}
