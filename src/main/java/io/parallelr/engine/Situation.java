package io.parallelr.engine;

import io.parallelr.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a run does at one moment, and what keeps it from starting more.
///
/// @param slots how many tasks may run at once
/// @param taken slots that are in use
/// @param next the task that is to be started next, if that is known
/// @param holds why nothing is started for now, as sentences without their full stops
/// @param shortage what the machine lacks to start more
/// @param refused tasks that have a slot and could not be started in it yet
/// @param untilStart what is left of the pause between two starts
/// @param delays how long tasks wait before another attempt, by their numbers
/// @param running tasks that have a thread
/// @param stopping why nothing more is started at all
public record Situation(
    int slots,
    int taken,
    Optional<Task> next,
    List<String> holds,
    Optional<String> shortage,
    List<Refused> refused,
    Duration untilStart,
    Map<Integer, Duration> delays,
    List<Task> running,
    Optional<RunEnd> stopping) {

  /// A task that is tried again.
  ///
  /// @param reason why it could not be started, as a sentence without its full stop
  public record Refused(Task task, String reason) {}

  public Situation {
    holds = List.copyOf(holds);
    refused = List.copyOf(refused);
    delays = Map.copyOf(delays);
    running = List.copyOf(running);
  }

  /// Why nothing is started though slots may be free; empty if that is not so.
  public Optional<String> obstacle() {
    return stopping.map(Situation::ending)
        .or(() -> holds.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", holds)))
        .or(() -> shortage);
  }

  /// Why the next task is not started at this moment; empty if it is.
  public Optional<String> waitsFor() {
    return obstacle()
        .or(
            () -> taken >= slots
                ? Optional.of(
                    slots == 1
                        ? "the only slot is in use"
                        : "all %d slots are in use"
                            .formatted(slots))
                : Optional.empty())
        .or(this::missingSlots)
        .or(
            () -> untilStart.isPositive()
                ? Optional.of(
                    "pause between two starts: %s s are left".formatted(seconds(untilStart)))
                : Optional.empty());
  }

  /// That the next task takes more slots than are free; empty if it does not, or if none is free,
  /// which any task would wait for.
  public Optional<String> missingSlots() {
    int free = slots - taken;
    return next.filter(_ -> free > 0)
        .filter(task -> task.launch().share().within(slots) > free)
        .map(
            task -> "task %d takes %d slots at once, and comes first; %d of %d %s free".formatted(
                task.sequence(),
                task.launch().share().within(slots),
                free,
                slots,
                free == 1 ? "is" : "are"));
  }

  private static String ending(RunEnd why) {
    return switch (why) {
      case RunEnd.Drained() -> "the run is drained: it starts no more tasks";
      case RunEnd.Interrupted() -> "the run is being ended";
      case RunEnd.LimitReached(var reason, _) -> "stop limit: " + reason;
      case RunEnd.Enough(var reason, _, _) -> "it ends early: " + reason;
      case RunEnd.Completed() -> "the run is over";
    };
  }

  /// As people read it.
  public static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f", time.toMillis() / 1000.0);
  }
}
