package io.parallelr.top;

import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;

/// Values for tests of the view.
final class Rows {
  private Rows() {}

  static TaskRow task(int slot, String name) {
    return new TaskRow(
        slot,
        100 + slot,
        1,
        name,
        4000 + slot,
        Duration.ofSeconds(slot * 61L),
        Optional.of(Duration.ofMinutes(10)),
        slot * 10.5,
        slot * 3_000_000L,
        "line of " + name);
  }

  static List<TaskRow> tasks(int count) {
    return java.util.stream.IntStream.rangeClosed(1, count)
        .mapToObj(slot -> task(slot, "t" + slot))
        .toList();
  }

  static RunRow run(List<TaskRow> running) {
    return run("20260102T030405.678Z-9", running, List.of());
  }

  static RunRow run(String id, List<TaskRow> running, List<FailureRow> failures) {
    return new RunRow(
        id,
        Optional.of("nightly"),
        false,
        9,
        "running",
        RunRow.Phase.RUNNING,
        Optional.of(60L),
        12,
        2,
        8,
        1,
        Optional.of("46 tasks: all 8 slots are in use"),
        Optional.of("1 of 5 in a row, 17% of 50%"),
        Optional.of(1.25),
        Optional.of(Duration.ofSeconds(40)),
        Duration.ofSeconds(751),
        running,
        failures);
  }

  static RunRow server(String id) {
    var run = run(id, List.of(), List.of());
    return new RunRow(
        id,
        Optional.of("jobs of a server"),
        true,
        run.pid(),
        run.state(),
        run.phase(),
        Optional.empty(),
        run.done(),
        run.failed(),
        run.slots(),
        0,
        Optional.empty(),
        Optional.empty(),
        run.rate(),
        Optional.empty(),
        run.elapsed(),
        List.of(),
        List.of());
  }

  static FailureRow failure(int sequence) {
    return new FailureRow(
        sequence, "f" + sequence, "Exit code 3", Duration.ofSeconds(12), "boom");
  }

  static Snapshot snapshot(RunRow... runs) {
    return new Snapshot(LocalTime.of(14, 3, 12), List.of(runs), Optional.empty());
  }
}
