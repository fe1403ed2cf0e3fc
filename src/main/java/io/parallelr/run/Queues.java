package io.parallelr.run;

import io.parallelr.config.Settings;
import io.parallelr.engine.Engine;
import io.parallelr.engine.RunEnd;
import io.parallelr.engine.StopPolicy;
import io.parallelr.os.Machine;
import io.parallelr.queue.ChangeCheck;
import io.parallelr.queue.Changes;
import io.parallelr.queue.Claims;
import io.parallelr.queue.CompletionActions;
import io.parallelr.queue.InboxPlan;
import io.parallelr.queue.Intake;
import io.parallelr.queue.IntakeSettings;
import io.parallelr.queue.Order;
import io.parallelr.queue.Owner;
import io.parallelr.queue.PriorRunLookup;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// Wires what serves a watched directory.
final class Queues {
  private Queues() {}

  /// Begins to take files.
  ///
  /// @param changes knows whose files changed while they ran
  /// @throws InterruptedException if this thread was interrupted; its flag is cleared
  static Intake serve(
      ReadyRun run,
      RunWork.OfQueue work,
      InboxPlan inbox,
      Engine engine,
      ChangeCheck changes,
      PriorRunLookup lookup,
      Consumer<RuntimeException> onFailure) throws InterruptedException {
    var settings = run.settings();
    var session = run.session();
    var actions = actions(settings.queue());
    var owner = new Owner(
        session.id(),
        session.host(),
        Machine.bootId(),
        session.pid(),
        session.directory());
    try {
      return new Intake(
          work.queue(),
          Claims.open(work.queue(), owner, actions, run.ticker()),
          new Intake.Policy(actions, () -> isEndingTasks(engine.stopping()), changes),
          lookup,
          intakeSettings(work, settings),
          work.maker(),
          inbox,
          engine,
          run.ticker(),
          onFailure);
    } catch (ClosedByInterruptException | FileLockInterruptionException e) {
      boolean _ = Thread.interrupted();
      throw (InterruptedException) new InterruptedException("a lock was not awaited").initCause(e);
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.USAGE,
          "--watch: %s cannot be served as a queue: %s; make it writable, or run it without --watch"
              .formatted(work.queue().path(), Home.reason(e)),
          e);
    }
  }

  /// What is done with files that change while they run.
  static Changes changes(Settings.Queue queue) {
    return switch (queue.onChange()) {
      case "requeue" -> Changes.REQUEUE;
      case "ignore" -> Changes.IGNORE;
      default -> Changes.FAIL; // failed
    };
  }

  /// When too many have failed.
  static StopPolicy stopPolicy(Settings.StopLimits limits) {
    return limits.enabled()
        ? new StopPolicy.AfterFailures(
            limits.maxConsecutiveFailures(),
            limits.maxFailureRate(),
            limits.minTasksForRateCheck())
        : new StopPolicy.Never();
  }

  private static boolean isEndingTasks(Optional<RunEnd> stopping) {
    return stopping.filter(RunEnd::cancels).isPresent();
  }

  private static IntakeSettings intakeSettings(RunWork.OfQueue work, Settings settings) {
    var limits = settings.stopLimits();
    return new IntakeSettings(
        work.selection(),
        Order.valueOf(settings.queue().order().toUpperCase(Locale.ROOT)),
        settings.queue().settle(),
        settings.limits().waitTime(),
        limits.resumeAfter().isPresent() ? stopPolicy(limits) : new StopPolicy.Never(),
        limits.resumeAfter().orElse(Duration.ZERO));
  }

  private static CompletionActions actions(Settings.Queue queue) {
    return new CompletionActions(
        what(queue.onSuccess()),
        what(queue.onFailure()),
        queue.maxRedeliveries(),
        queue.claimTimeout());
  }

  private static CompletionActions.What what(String word) {
    return switch (word) {
      case "delete" -> CompletionActions.What.DELETE;
      case "leave" -> CompletionActions.What.LEAVE;
      default -> CompletionActions.What.MOVE; // done or failed
    };
  }
}
