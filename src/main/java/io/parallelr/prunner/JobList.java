package io.parallelr.prunner;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.http.Exchange;
import io.parallelr.http.Rights;
import io.parallelr.json.JsonText;
import io.parallelr.serve.JobService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// The lists of pipelines and of jobs. May be used by any thread.
final class JobList {
  /// Larger lists are made anew each time.
  private static final int LARGEST_KEPT = 4 << 20; // bytes

  private final LiveDefinitions definitions;
  private final Scheduling scheduling;
  private final JobService jobs;
  private final RenderedJobs rendered;
  private volatile Optional<Kept> last = Optional.empty();

  /// The list that was sent last.
  ///
  /// @param etag names what was in it
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Kept(String etag, byte[] json) {}

  JobList(
      LiveDefinitions definitions,
      Scheduling scheduling,
      JobService jobs,
      RenderedJobs rendered) {
    this.definitions = definitions;
    this.scheduling = scheduling;
    this.jobs = jobs;
    this.rendered = rendered;
  }

  void pipelines(Exchange exchange) throws IOException {
    Rights.require(exchange, Rights.READ);
    var shown = visible(exchange);
    exchange.sendJson(200, json -> JsonText.objects(json, "pipelines", shown, p -> write(json, p)));
  }

  private List<Pipeline> visible(Exchange exchange) {
    return definitions.current()
        .all()
        .stream()
        .filter(pipeline -> Rights.mayUse(exchange, pipeline.name()))
        .toList();
  }

  private void write(JsonGenerator json, Pipeline pipeline) {
    json.writeStringProperty("pipeline", pipeline.name());
    json.writeBooleanProperty("schedulable", scheduling.accepts(pipeline));
    boolean isRunning = jobs.count(PipelineJobs.laneName(pipeline.name()))
        .filter(count -> count.running() > 0)
        .isPresent();
    json.writeBooleanProperty("running", isRunning);
  }

  void jobs(Exchange exchange) throws IOException {
    Rights.require(exchange, Rights.READ);
    var query = JobQuery.of(exchange, jobs.store());
    // what changes while the list is made has a later version, and is sent the next time
    var etag = "\"%s-%d\"".formatted(jobs.store().version(), definitions.version());
    if (exchange.isNotModified(etag)) {
      return;
    }
    if (!query.isAll() || Rights.pipelines(exchange).isPresent()) {
      exchange.sendJson(200, list(exchange, query));
      return;
    }
    var kept = last;
    if (kept.isPresent() && kept.get().etag().equals(etag)) {
      exchange.sendJson(200, kept.get().json());
      return;
    }
    var json = list(exchange, query);
    last = json.length <= LARGEST_KEPT ? Optional.of(new Kept(etag, json)) : Optional.empty();
    exchange.sendJson(200, json);
  }

  private byte[] list(Exchange exchange, JobQuery query) throws IOException {
    var page = jobs.store().list(query.filter());
    var texts = new ArrayList<byte[]>(page.size());
    long size = 0;
    for (var job : page) {
      if (Rights.mayUse(exchange, job.head().name())) {
        var text = rendered.of(job);
        texts.add(text);
        size += text.length + 1;
      }
    }
    var list = new ByteArrayOutputStream((int) Math.min(size + 4096, 1 << 30));
    var shown = visible(exchange);
    // the object is closed behind the jobs, whose texts are ready
    var head = JsonText.line(json -> {
      JsonText.objects(json, "pipelines", shown, pipeline -> write(json, pipeline));
      query.next(page).ifPresent(id -> json.writeStringProperty("next", id));
    });
    list.write(head, 0, head.length - 1);
    list.writeBytes(",\"jobs\":[".getBytes(UTF_8));
    for (int i = 0; i < texts.size(); i++) {
      if (i > 0) {
        list.write(',');
      }
      list.writeBytes(texts.get(i));
    }
    list.writeBytes("]}".getBytes(UTF_8));
    return list.toByteArray();
  }
}
