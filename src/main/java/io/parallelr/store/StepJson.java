package io.parallelr.store;

import io.parallelr.job.Gate;
import io.parallelr.job.Setup;
import io.parallelr.job.StepSpec;
import io.parallelr.job.StepTerms;
import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import io.parallelr.os.NativeText;
import io.parallelr.task.Ending;
import io.parallelr.task.Launch;
import io.parallelr.task.Retries;
import io.parallelr.task.Streams;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/// Steps of specs as the fields of a JSON object. What is as usual is left out.
final class StepJson {
  private static final String NAME = "name";
  private static final String DEPENDS_ON = "depends_on";
  private static final String WORK = "work";
  private static final String DISABLED = "disabled";
  private static final String RULE = "rule";
  private static final String EFFECT = "effect";
  private static final String SOFT = "soft";
  private static final String RETRIES = "retries";
  private static final String COUNT = "count";
  private static final String DELAY = "delay";
  private static final String MAX_DELAY = "max_delay";
  private static final String TIME_LIMIT = "time_limit";
  private static final String ENVIRONMENT = "environment";
  private static final String DIRECTORY = "directory";
  private static final String STREAMS = "streams";
  private static final String ENDING = "ending";
  private static final String SIGNAL = "signal";
  private static final String GRACE = "grace";
  private static final String WITHHELD = "withheld";
  private static final String KEEPS_BACKGROUND = "keeps_background";

  private StepJson() {}

  static void write(JsonGenerator json, StepSpec step) {
    json.writeStringProperty(NAME, step.name());
    if (!step.dependsOn().isEmpty()) {
      JsonText.strings(json, DEPENDS_ON, step.dependsOn());
    }
    json.writeObjectPropertyStart(WORK);
    WorkJson.write(json, step.work());
    json.writeEndObject();
    write(json, step.terms());
    write(json, step.setup());
  }

  private static void write(JsonGenerator json, StepTerms terms) {
    switch (terms.gate()) {
      case Gate.Open _ -> {
        // as usual
      }
      case Gate.Disabled _ -> json.writeBooleanProperty(DISABLED, true);
      case Gate.Rule(var expression, var effect) -> {
        json.writeStringProperty(RULE, expression);
        json.writeStringProperty(EFFECT, effect.name());
      }
    }
    if (terms.soft()) {
      json.writeBooleanProperty(SOFT, true);
    }
    if (!terms.retries().equals(Retries.NONE)) {
      json.writeObjectPropertyStart(RETRIES);
      json.writeNumberProperty(COUNT, terms.retries().count());
      json.writeStringProperty(DELAY, terms.retries().delay().toString());
      json.writeStringProperty(MAX_DELAY, terms.retries().maxDelay().toString());
      json.writeEndObject();
    }
    if (!terms.timeLimit().equals(StepTerms.DEFAULT.timeLimit())) {
      json.writeStringProperty(TIME_LIMIT, terms.timeLimit().toString());
    }
  }

  private static void write(JsonGenerator json, Setup setup) {
    if (!setup.environment().isEmpty()) {
      Fields.write(json, ENVIRONMENT, setup.environment());
    }
    var launch = setup.launch();
    launch.directory()
        .ifPresent(path -> json.writeStringProperty(DIRECTORY, NativeText.of(path)));
    if (launch.streams() != Streams.APART) {
      json.writeStringProperty(STREAMS, launch.streams().name());
    }
    launch.ending().ifPresent(ending -> {
      json.writeObjectPropertyStart(ENDING);
      json.writeNumberProperty(SIGNAL, ending.signal());
      json.writeStringProperty(GRACE, ending.grace().toString());
      json.writeEndObject();
    });
    if (!launch.withheld().isEmpty()) {
      JsonText.strings(json, WITHHELD, launch.withheld().stream().sorted().toList());
    }
    if (launch.keepsBackground()) {
      json.writeBooleanProperty(KEEPS_BACKGROUND, true);
    }
  }

  static StepSpec read(JsonObject json) throws IOException {
    return new StepSpec(
        Fields.text(json, NAME),
        json.texts(DEPENDS_ON),
        WorkJson.read(Fields.object(json, WORK)),
        terms(json),
        setup(json));
  }

  private static StepTerms terms(JsonObject json) throws IOException {
    return new StepTerms(
        gate(json),
        json.flag(SOFT),
        json.object(RETRIES).isPresent() ? retries(Fields.object(json, RETRIES)) : Retries.NONE,
        Fields.duration(json, TIME_LIMIT, StepTerms.DEFAULT.timeLimit()));
  }

  private static Gate gate(JsonObject json) throws IOException {
    if (json.text(RULE).isPresent()) {
      return new Gate.Rule(
          Fields.text(json, RULE),
          Fields.word(json, EFFECT, Gate.Effect.class));
    }
    return json.flag(DISABLED) ? new Gate.Disabled() : new Gate.Open();
  }

  private static Retries retries(JsonObject json) throws IOException {
    return new Retries(
        (int) Fields.number(json, COUNT),
        Fields.duration(json, DELAY),
        Fields.duration(json, MAX_DELAY));
  }

  private static Setup setup(JsonObject json) throws IOException {
    var launch = new Launch(
        json.text(DIRECTORY).map(NativeText::path),
        json.text(STREAMS).isPresent()
            ? Fields.word(json, STREAMS, Streams.class)
            : Streams.APART,
        ending(json.object(ENDING)),
        Set.copyOf(json.texts(WITHHELD)),
        json.flag(KEEPS_BACKGROUND));
    return new Setup(Fields.texts(json, ENVIRONMENT), launch);
  }

  private static Optional<Ending> ending(Optional<JsonObject> json) throws IOException {
    return json.isPresent()
        ? Optional.of(
            new Ending(
                (int) Fields.number(json.get(), SIGNAL),
                Fields.duration(json.get(), GRACE, Duration.ZERO)))
        : Optional.empty();
  }
}
