package io.parallelr.prunner;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;
import io.parallelr.serve.JobService;
import io.parallelr.serve.StepLogs;
import io.parallelr.store.JobRow;
import java.io.IOException;

/// What tasks have printed: as a whole, in parts, or followed while they run.
final class LogRoutes {
  private final JobService jobs;

  LogRoutes(JobService jobs) {
    this.jobs = jobs;
  }

  void logs(Exchange exchange) throws IOException, InterruptedException {
    var job = AskedJob.find(exchange, jobs.store());
    var task = exchange.query("task")
        .filter(name -> !name.isEmpty())
        .orElseThrow(() -> new HttpError(400, "Invalid task name"));
    if (job.step(task).isEmpty()) {
      throw new HttpError(404, "Task not found");
    }
    var out = text(job, task, StepLogs.Stream.OUT);
    var err = text(job, task, StepLogs.Stream.ERR);
    exchange.sendJson(200, json -> {
      json.writeStringProperty("stdout", out);
      json.writeStringProperty("stderr", err);
    });
  }

  private String text(JobRow job, String task, StepLogs.Stream stream) throws IOException {
    return new String(jobs.logs().read(job, task, stream, 0, Integer.MAX_VALUE - 16).bytes(),
        UTF_8);
  }
}
