package io.parallelr.webruns;

import io.parallelr.daemon.ProcessOwner;
import io.parallelr.daemon.ProcessSnapshot;
import io.parallelr.daemon.ProcessUse;
import io.parallelr.daemon.Terminator;
import io.parallelr.daemon.WorkerJson;
import io.parallelr.engine.Ticker;
import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;
import io.parallelr.json.JsonText;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Shows what runs in the name of the server's user, and ends it. For any threads.
final class WorkerRoutes {
  private final OwnRuns own;
  private final RunList runs;
  private final Ticker ticker;
  private final long server = ProcessHandle.current().pid();

  WorkerRoutes(OwnRuns own, RunList runs, Ticker ticker) {
    this.own = own;
    this.runs = runs;
    this.ticker = ticker;
  }

  void list(Exchange exchange) throws IOException {
    OwnRuns.requireRead(exchange);
    var snapshot = ProcessSnapshot.take(own.registry());
    var used = new ProcessUse().of(List.of(Math.toIntExact(server)));
    exchange.sendJson(200, json -> {
      WorkerJson.write(json, snapshot);
      runs.writeNames(json, snapshot.supervisors().stream().map(s -> s.supervisor().runId()));
      JsonText.strings(json, "warnings", snapshot.warnings());
      json.writeNumberProperty("server_process_id", server);
      JsonText.decimal(
          json,
          "server_cpu_percent",
          BigDecimal.valueOf(used.cpuPercent()).setScale(1, RoundingMode.HALF_UP));
      json.writeNumberProperty("server_memory_bytes", used.bytes());
    });
  }

  void end(Exchange exchange) throws IOException, InterruptedException {
    OwnRuns.requireChange(exchange);
    int pid = pid(exchange.parameter("pid"));
    boolean drains = RunActions.body(exchange).flag("drain");
    if (pid == server) {
      throw new HttpError(
          409, "process %d is this server; end it by parallelr -k %1$d".formatted(pid));
    }
    var snapshot = ProcessSnapshot.take(own.registry());
    var said = new ArrayList<String>();
    var terminator = new Terminator(own.registry(), Optional.empty(), ticker, said::add);
    boolean isGone = drains
        ? drain(snapshot, pid, terminator)
        : end(snapshot, pid, terminator);
    exchange.sendJson(200, json -> {
      json.writeStringProperty("text", String.join("\n", said));
      json.writeBooleanProperty("gone", isGone);
    });
  }

  private static boolean drain(ProcessSnapshot snapshot, int pid, Terminator terminator) {
    var worker = snapshot.supervisor(pid)
        .orElseThrow(() -> new HttpError(404, "process %d is not a supervisor".formatted(pid)));
    if (!terminator.drain(worker.supervisor())) {
      throw new HttpError(409, "process %d cannot be sent a signal".formatted(pid));
    }
    return false;
  }

  private static boolean end(ProcessSnapshot snapshot, int pid, Terminator terminator)
      throws IOException, InterruptedException {
    var owner = snapshot.ownerOf(pid).orElseThrow(() -> notOurs(pid));
    return switch (owner) {
      case ProcessOwner.Itself(var supervisor) -> terminator.stop(supervisor);
      case ProcessOwner.Task(var supervisor, var task) -> terminator.cancel(supervisor, task);
      case ProcessOwner.Orphan(var task) -> terminator.stopOrphans(List.of(task));
      case ProcessOwner.Hidden _ -> throw notOurs(pid);
    };
  }

  private static HttpError notOurs(int pid) {
    return new HttpError(
        404,
        "process %d is neither a supervisor of yours nor one of their tasks".formatted(pid));
  }

  private static int pid(String text) {
    if (!text.matches("[1-9]\\d{0,8}")) {
      throw new HttpError(404, "'%s' is not a process number".formatted(text));
    }
    return Integer.parseInt(text);
  }
}
