package io.parallelr.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.job.JobSpec;
import io.parallelr.job.JobTerms;
import io.parallelr.job.OnFailure;
import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import java.io.IOException;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// Specs of jobs as JSON. What is as usual is left out.
final class SpecJson {
  private static final String LANE = "lane";
  private static final String PARTITION = "partition";
  private static final String STEPS = "steps";
  private static final String HANDLER = "handler";
  private static final String ON_FAILURE = "on_failure";
  private static final String TIME_LIMIT = "time_limit";
  private static final String MAX_PARALLEL = "max_parallel";

  private SpecJson() {}

  static byte[] bytes(JobSpec spec) {
    return JsonText.line(json -> write(json, spec));
  }

  private static void write(JsonGenerator json, JobSpec spec) {
    json.writeStringProperty(LANE, spec.lane());
    if (!spec.partition().isEmpty()) {
      json.writeStringProperty(PARTITION, spec.partition());
    }
    write(json, spec.terms());
    JsonText.objects(json, STEPS, spec.steps(), step -> StepJson.write(json, step));
    spec.handler().ifPresent(handler -> {
      json.writeObjectPropertyStart(HANDLER);
      StepJson.write(json, handler);
      json.writeEndObject();
    });
  }

  private static void write(JsonGenerator json, JobTerms terms) {
    if (terms.onFailure() != JobTerms.DEFAULT.onFailure()) {
      json.writeStringProperty(ON_FAILURE, terms.onFailure().name());
    }
    if (!terms.timeLimit().equals(JobTerms.DEFAULT.timeLimit())) {
      json.writeStringProperty(TIME_LIMIT, terms.timeLimit().toString());
    }
    if (terms.maxParallel() != JobTerms.UNLIMITED) {
      json.writeNumberProperty(MAX_PARALLEL, terms.maxParallel());
    }
  }

  /// @throws IOException if they are not a spec
  static JobSpec spec(byte[] bytes) throws IOException {
    var json = JsonObject.parse(new String(bytes, UTF_8));
    try {
      var handler = json.object(HANDLER);
      return new JobSpec(
          Fields.text(json, LANE),
          json.text(PARTITION).orElse(""),
          Fields.list(json, STEPS, StepJson::read),
          handler.isPresent() ? Optional.of(StepJson.read(handler.get())) : Optional.empty(),
          terms(json));
    } catch (IllegalArgumentException e) {
      throw new IOException("not a job: " + e.getMessage(), e);
    }
  }

  private static JobTerms terms(JsonObject json) throws IOException {
    return new JobTerms(
        json.text(ON_FAILURE).isPresent()
            ? Fields.word(json, ON_FAILURE, OnFailure.class)
            : JobTerms.DEFAULT.onFailure(),
        Fields.duration(json, TIME_LIMIT, JobTerms.DEFAULT.timeLimit()),
        json.number(MAX_PARALLEL).map(Long::intValue).orElse(JobTerms.UNLIMITED));
  }
}
