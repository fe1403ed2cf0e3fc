package io.parallelr.daemon;

import static io.parallelr.json.JsonText.decimal;
import static io.parallelr.json.JsonText.strings;

import io.parallelr.json.JsonText;
import io.parallelr.os.NativeText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// What runs, for programs.
public final class WorkerJson {
  private WorkerJson() {}

  /// Writes it as the fields of an object.
  public static void write(JsonGenerator json, ProcessSnapshot snapshot) {
    var use = new ProcessUse();
    JsonText.objects(
        json,
        "supervisors",
        snapshot.supervisors(),
        worker -> supervisor(json, worker, use));
    JsonText.objects(json, "unseen", snapshot.unseen(), unseen -> {
      json.writeStringProperty("session_id", unseen.runId());
      json.writeStringProperty("run_by", unseen.runBy());
      tasks(json, "running", unseen.tasks(), use);
    });
    tasks(json, "orphans", snapshot.orphans(), use);
  }

  private static void supervisor(JsonGenerator json, ProcessSnapshot.RunningSupervisor worker,
      ProcessUse use) {
    var s = worker.supervisor();
    json.writeNumberProperty("process_id", s.pid());
    JsonText.optional(json, "state", worker.status().map(now -> now.state().word()));
    json.writeStringProperty("start_time", s.started().toString());
    json.writeStringProperty("session_id", s.runId());
    json.writeStringProperty("run_directory", NativeText.of(s.directory()));
    JsonText.number(json, "tasks", worker.status().flatMap(now -> now.tasks()));
    JsonText.number(json, "done", worker.status().map(now -> now.done()));
    JsonText.number(json, "failed", worker.status().map(now -> now.failed()));
    json.writeNumberProperty("slots_busy", worker.tasks().size());
    json.writeNumberProperty("slots", slots(worker));
    JsonText.optional(json, "waits_for", worker.status().flatMap(now -> now.waitsFor()));
    strings(json, "sources", s.sources());
    json.writeStringProperty("command_template", s.template());
    tasks(json, "running", worker.tasks(), use);
  }

  private static int slots(ProcessSnapshot.RunningSupervisor worker) {
    return worker.status()
        .flatMap(now -> now.slots())
        .orElse(worker.supervisor().slots());
  }

  private static void tasks(
      JsonGenerator json,
      String name,
      List<RunningTask> tasks,
      ProcessUse use) {
    JsonText.objects(json, name, tasks, task -> {
      var used = use.of(task.pids());
      json.writeNumberProperty("process_id", task.leader().pid());
      json.writeStringProperty("session_id", task.origin().runId());
      json.writeNumberProperty("worker_id", task.slot());
      json.writeNumberProperty("sequence", task.origin().sequence());
      json.writeNumberProperty("attempt", task.origin().attempt());
      json.writeStringProperty("task", task.origin().task());
      decimal(json, "running_seconds", BigDecimal.valueOf(task.age().toMillis(), 3));
      decimal(
          json,
          "cpu_percent",
          BigDecimal.valueOf(used.cpuPercent()).setScale(1, RoundingMode.HALF_UP));
      JsonText.number(json, "memory_bytes", Optional.of(used.bytes()));
    });
  }
}
