package io.parallelr.prunner;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;
import io.parallelr.http.Sse;
import io.parallelr.json.JsonText;
import io.parallelr.serve.JobService;
import io.parallelr.serve.PrintedBytes;
import io.parallelr.serve.StepLogs;
import io.parallelr.store.JobRow;
import io.parallelr.web.LogAnswers;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.util.List;
import org.apache.commons.io.output.CloseShieldOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;

/// What tasks have printed: all of it, or a part of one stream, or that stream while it grows.
final class LogRoutes {
  /// With any of these, the client does not want what the original sends.
  private static final List<String> OWN = List.of("stream", "offset", "limit", "tail");
  private static final int WHOLE = -1;

  private final JobService jobs;
  private final LogAnswers parts;

  LogRoutes(JobService jobs) {
    this.jobs = jobs;
    this.parts = new LogAnswers(jobs, Sse.Limits.DEFAULT);
  }

  void logs(Exchange exchange) throws IOException, InterruptedException {
    var job = AskedJob.find(exchange, jobs.store());
    var task = exchange.query("task")
        .filter(name -> !name.isEmpty())
        .orElseThrow(() -> new HttpError(400, "Invalid task name"));
    if (job.step(task).isEmpty()) {
      throw new HttpError(404, "Task not found");
    }
    if (LogAnswers.wantsEvents(exchange)
        || OWN.stream().anyMatch(name -> exchange.query(name).isPresent())) {
      parts.answer(exchange, job, task);
    } else {
      exchange.stream(200, "application/json", out -> write(out, job, task));
    }
  }

  /// It may be larger than memory.
  private void write(OutputStream out, JobRow job, String task) throws IOException {
    try {
      JsonText.write(CloseShieldOutputStream.wrap(out), json -> {
        write(json, "stdout", new PrintedBytes(jobs.logs(), job, task, StepLogs.Stream.OUT));
        write(json, "stderr", new PrintedBytes(jobs.logs(), job, task, StepLogs.Stream.ERR));
      });
    } catch (JacksonIOException e) {
      throw e.getCause();
    }
    out.write('\n');
  }

  private static void write(JsonGenerator json, String name, PrintedBytes bytes) {
    json.writeName(name);
    json.writeString(new InputStreamReader(bytes, UTF_8), WHOLE);
  }
}
