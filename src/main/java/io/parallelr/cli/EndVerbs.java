package io.parallelr.cli;

import io.parallelr.daemon.ControlRequest;
import io.parallelr.daemon.ProcessSnapshot;
import io.parallelr.daemon.RunningTask;
import io.parallelr.daemon.Terminator;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands that end runs that are alive, or wait for their ends.
final class EndVerbs {
  private EndVerbs() {}

  @Command(name = "parallelr drain", description = "Has a run start no more tasks, and end when those end that run.")
  static final class DrainVerb extends RunVerbs.OfRun implements RunVerb {
    @Override
    public int execute(Place place) throws IOException {
      var terminator = terminator(place);
      return terminator.drain(found(place).supervisor())
          ? ExitStatus.ALL_SUCCEEDED
          : ExitStatus.SOME_FAILED;
    }
  }

  @Command(name = "parallelr kill", description = "Ends a run with all its tasks, or cancels one of its tasks: SIGTERM, the grace of --kill-after, SIGKILL. Of a run whose supervisor is dead, it ends the tasks that still run.", footerHeading = "%nExample:%n", footer = "  parallelr kill last --task 17  cancel task 17; the run continues")
  static final class KillVerb extends RunVerbs.OfRun implements RunVerb {
    @Option(names = "--task", paramLabel = "TASK", description = "cancel only this task, whether it runs or waits for its start or for another attempt: "
        + RunVerbs.TASK + " (for the number of a process, use -k)")
    @Nullable
    String task;

    @Option(names = {"-y",
        "--yes"}, description = "as with -k, which asks first; kill does not ask")
    boolean yes;

    @Override
    public int execute(Place place) throws IOException, InterruptedException {
      var orphans = orphans(place);
      if (!orphans.isEmpty()) {
        return status(
            terminator(place).stopOrphans(task == null ? orphans : List.of(orphan(task, orphans))));
      }
      var supervisor = found(place).supervisor();
      var running = ProcessSnapshot.take(place.registry())
          .supervisor(supervisor.pid())
          .orElseThrow(() -> usage(
              "run %s has ended meanwhile"
                  .formatted(place.registry().described(supervisor.runId()))));
      if (task == null) {
        return status(terminator(place).stop(running));
      }
      var meant = task(task, supervisor.runId(), running.tasks());
      if (meant.isPresent()) {
        return status(terminator(place).cancel(running.supervisor(), meant.get()));
      }
      place.say(
          new RunningRun(place.registry(), supervisor).ask(new ControlRequest.Cancel(task)));
      return ExitStatus.ALL_SUCCEEDED;
    }

    private static int status(boolean isGone) {
      return isGone ? ExitStatus.ALL_SUCCEEDED : ExitStatus.SOME_FAILED;
    }

    /// What runs of the run that is named, if its supervisor is dead.
    private List<RunningTask> orphans(Place place) throws IOException {
      if (run == null) {
        return List.of();
      }
      var id = new AliveRuns(place.registry(), place.directory()).id(run);
      return ProcessSnapshot.take(place.registry())
          .orphans()
          .stream()
          .filter(orphan -> orphan.origin().runId().equals(id))
          .toList();
    }

    private static RunningTask orphan(String name, List<RunningTask> orphans) {
      var id = orphans.getFirst().origin().runId();
      return task(name, id, orphans).orElseThrow(
          () -> usage(
              "run %s: its supervisor is dead, and no task '%s' of it is running; parallelr --list-workers shows those that are"
                  .formatted(id, name)));
    }

    /// One that runs; empty if none is called so.
    private static Optional<RunningTask> task(String name, String id, List<RunningTask> running) {
      var bySequence = running.stream()
          .filter(t -> Integer.toString(t.origin().sequence()).equals(name))
          .toList();
      var found = bySequence.isEmpty()
          ? running.stream().filter(t -> isMeant(t, name)).toList()
          : bySequence;
      return switch (found.size()) {
        case 0 -> Optional.empty();
        case 1 -> Optional.of(found.getFirst());
        default -> throw usage(
            "run %s: '%s' is several running tasks; give the number".formatted(id, name));
      };
    }

    private static boolean isMeant(RunningTask task, String name) {
      return task.origin().task().equals(name)
          || task.origin().task().endsWith('/' + name);
    }
  }

  @Command(name = "parallelr wait", description = "Waits for the end of runs, and exits as they did; also for runs that have ended before.", footerHeading = "%nExample:%n", footer = "  parallelr wait last && echo all tasks succeeded")
  static final class WaitVerb implements RunVerb {
    private static final long LOOK_MILLIS = 20;

    @Mixin
    RunVerbs.Help help = new RunVerbs.Help();

    @Option(names = "--any", description = "return when the first of them ends, with its exit code")
    boolean any;

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "the runs: names, ids or beginnings of these, directories, or last")
    List<String> runs = List.of();

    @Override
    public int execute(Place place) throws IOException, InterruptedException {
      var names = new AliveRuns(place.registry(), place.directory());
      var waiting = new LinkedHashMap<String, EndedRun>();
      for (var name : runs) {
        var id = names.id(name);
        waiting.put(id, new EndedRun(names.directory(id)));
      }
      int worst = ExitStatus.ALL_SUCCEEDED;
      while (true) {
        for (var id : new LinkedHashSet<>(waiting.keySet())) {
          var run = waiting.get(id);
          if (run != null && run.isOver()) {
            waiting.remove(id);
            worst = Math.max(worst, status(place, id, run));
            if (any) {
              return worst;
            }
          }
        }
        if (waiting.isEmpty()) {
          return worst;
        }
        Thread.sleep(LOOK_MILLIS);
      }
    }

    private static int status(Place place, String id, EndedRun run) throws IOException {
      var status = run.status();
      place.say(
          status.isPresent()
              ? "run %s: ended with exit code %d"
                  .formatted(place.registry().described(id), status.getAsInt())
              : "run %s: was cut off; --resume %s runs what is left"
                  .formatted(place.registry().described(id), id));
      return status.orElse(ExitStatus.INTERNAL);
    }
  }

  private static Terminator terminator(RunVerb.Place place) {
    return new Terminator(place.registry(), Optional.empty(), System::nanoTime, place::say);
  }

  private static UserError usage(String message) {
    return new UserError(ExitStatus.USAGE, message);
  }
}
