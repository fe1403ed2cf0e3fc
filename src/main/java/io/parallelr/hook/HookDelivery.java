package io.parallelr.hook;

import io.parallelr.json.JsonValues;
import io.parallelr.task.Count;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls one hook with the events of its queue, one after another and in their order. Whatever is
/// wrong with an event delays the later ones for a limited time. For one thread.
final class HookDelivery implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(HookDelivery.class);

  private final Hook hook;
  private final HookQueue queue;
  private final HookCall call;
  private final InstantSource clock;
  private final Pauses pauses;

  /// How long it waits before it calls again.
  ///
  /// @param first doubles each time
  record Pauses(Duration first, Duration longest) {
    static final Pauses DEFAULT = new Pauses(Duration.ofSeconds(1), Duration.ofMinutes(5));

    Duration after(Duration pause) {
      var doubled = pause.multipliedBy(2);
      return doubled.compareTo(longest) < 0 ? doubled : longest;
    }
  }

  HookDelivery(
      Hook hook,
      HookQueue queue,
      HookCall call,
      InstantSource clock,
      Pauses pauses) {
    this.hook = hook;
    this.queue = queue;
    this.call = call;
    this.clock = clock;
    this.pauses = pauses;
  }

  /// Does so until its thread is interrupted.
  @Override
  public void run() {
    try {
      boolean isFirst = true;
      while (true) {
        try {
          deliverNext(isFirst);
          isFirst = false;
        } catch (RuntimeException e) { // which would end the server
          log.warn("hook {}: internal error, please report it", hook.name(), e);
          Thread.sleep(pauses.longest());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /// @param isFirst whether an earlier server may have tried it
  private void deliverNext(boolean isFirst) throws InterruptedException {
    var event = queue.first();
    var now = clock.instant();
    if (isFirst) {
      deliver(event, HookQueue.since(event, now));
      return;
    }
    HookQueue.note(event, now);
    deliver(event, now);
  }

  private void deliver(HookQueue.Waiting event, Instant since) throws InterruptedException {
    var pause = pauses.first();
    for (int attempts = 1;; attempts++) {
      var problem = attempt(event);
      if (problem.isEmpty()) {
        queue.remove(event);
        return;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException(); // perhaps that was the problem, so it does not count
      }
      var passed = Duration.between(since, clock.instant());
      if (problem.get().patience().isOver(attempts, passed)) {
        giveUp(event, attempts, problem.get());
        return;
      }
      log.warn("hook {}: {}; it is called again in {} s",
          hook.name(), problem.get().text(), pause.toSeconds());
      Thread.sleep(pause);
      pause = pauses.after(pause);
    }
  }

  private void giveUp(HookQueue.Waiting event, int attempts, HookProblem problem) {
    var kept =
        queue.giveUp(event, problem.patience() != HookProblem.Patience.UNREADABLE);
    log.warn("hook {}: {}; after {} the event {} is given up{}",
        hook.name(), problem.text(), Count.of(attempts, "attempt"), event.file().getFileName(),
        kept.map(file -> ", and kept as " + file).orElse(""));
  }

  private Optional<HookProblem> attempt(HookQueue.Waiting event) throws InterruptedException {
    try {
      var json = queue.read(event);
      if (json.isEmpty()) {
        return Optional.empty();
      }
      var fields = fields(json.get());
      return fields.isEmpty()
          ? Optional.of(HookProblem.unreadable(event.file() + " is not an event"))
          : call.run(hook.target(), json.get(), fields.get());
    } catch (CharacterCodingException e) {
      return Optional.of(HookProblem.unreadable(event.file() + ": " + Reason.of(e)));
    } catch (IOException e) {
      return Optional.of(HookProblem.lasting(Reason.withPath(e)));
    } catch (RuntimeException e) {
      log.warn("hook {}: internal error, please report it", hook.name(), e);
      return Optional.of(HookProblem.lasting("it could not be called"));
    }
  }

  /// What an event says; empty if the text is not one, as after a loss of power.
  private static Optional<Map<String, @Nullable Object>> fields(String json) {
    try {
      var fields = JsonValues.object(json);
      return fields.get("id") instanceof String && fields.get("event") instanceof String
          ? Optional.of(fields)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
