package io.parallelr.cli;

import io.parallelr.daemon.ProcessSnapshot;
import io.parallelr.daemon.ProcessUse;
import io.parallelr.daemon.Registry;
import io.parallelr.daemon.RunningTask;
import io.parallelr.os.NativeText;
import io.parallelr.task.Printable;
import io.parallelr.task.Size;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// What runs, for people.
final class WorkerTable {
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private final Registry registry;

  WorkerTable(Registry registry) {
    this.registry = registry;
  }

  String of(ProcessSnapshot snapshot) {
    if (snapshot.isEmpty()) {
      return "nothing is running (looked in %s)%n"
          .formatted(Printable.of(NativeText.of(registry.directory())));
    }
    var use = new ProcessUse();
    var text = new StringBuilder();
    snapshot.supervisors().forEach(worker -> supervisor(text, worker, use));
    for (var unseen : snapshot.unseen()) {
      text.append(Printable.of(unseen.description())).append('\n');
      tasks(text, unseen.tasks(), use, false);
    }
    if (!snapshot.orphans().isEmpty()) {
      text.append("orphaned tasks: their supervisors are dead; --resume RUN adopts them\n");
      tasks(text, snapshot.orphans(), use, true);
    }
    return text.toString();
  }

  private void supervisor(StringBuilder text, ProcessSnapshot.RunningSupervisor worker,
      ProcessUse use) {
    var s = worker.supervisor();
    text.append(
        "supervisor %d  %s  since %s  run %s%n".formatted(
            s.pid(),
            worker.status().map(now -> now.state().word()).orElse("starting"),
            WHEN.format(s.started().atZone(ZoneId.systemDefault())),
            registry.described(s.runId())));
    worker.status()
        .ifPresent(
            now -> text.append(
                "  tasks %d%s done, %d failed  slots %d/%d%n".formatted(
                    now.done(),
                    now.tasks().map(n -> "/" + n).orElse(""),
                    now.failed(),
                    worker.tasks().size(),
                    now.slots().orElse(s.slots()))));
    worker.status()
        .flatMap(now -> now.waitsFor())
        .ifPresent(reason -> text.append("  waits: %s%n".formatted(Printable.of(reason))));
    text.append("  %s  %s%n".formatted(Printable.of(String.join(" ", s.sources())),
        Printable.of(s.template())));
    tasks(text, worker.tasks(), use, false);
  }

  private void tasks(
      StringBuilder text,
      List<RunningTask> tasks,
      ProcessUse use,
      boolean withRun) {
    if (tasks.isEmpty()) {
      return;
    }
    text.append(
        "  %8s %5s %10s %6s %10s  %s%n"
            .formatted("PID", "SLOT", "RUNNING", "CPU %", "MEMORY", "TASK"));
    for (var task : tasks) {
      var used = use.of(task.pids());
      text.append(
          "  %8d %5d %10s %6.1f %10s  %s%s%n".formatted(
              task.leader().pid(),
              task.slot(),
              clock(task.age()),
              used.cpuPercent(),
              Size.of(used.bytes()),
              Printable.of(task.origin().task()),
              withRun ? "  (run %s)".formatted(registry.described(task.origin().runId())) : ""));
    }
  }

  private static String clock(Duration time) {
    return "%d:%02d:%02d".formatted(
        time.toHours(),
        time.toMinutesPart(),
        time.toSecondsPart());
  }
}
