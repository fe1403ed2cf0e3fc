package io.parallelr.prunner;

import io.parallelr.json.JsonText;
import io.parallelr.json.JsonValues;
import io.parallelr.os.NativeText;
import io.parallelr.task.Secrets;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// What pipelines say, as the fields of JSON objects, without what looks secret.
final class DefinitionJson {
  /// How many of the next times of a schedule are shown.
  static final int NEXT_TIMES = 5;

  private static final long LARGEST_SOURCE = 1 << 20;
  private static final String SECRET = "***";

  private DefinitionJson() {}

  /// The lines of the file that defines a pipeline; empty if it cannot be read, or is large.
  ///
  /// @param files that the definitions were read from
  /// @param secrets of all that these define
  static Optional<List<String>> source(Pipeline pipeline, List<Path> files, Secrets secrets) {
    return files.stream()
        .filter(file -> NativeText.of(file).equals(pipeline.origin().file()))
        .findFirst()
        .flatMap(file -> lines(file, secrets));
  }

  private static Optional<List<String>> lines(Path file, Secrets secrets) {
    try {
      return Files.size(file) > LARGEST_SOURCE
          ? Optional.empty()
          : Optional.of(secrets.masked(Files.readString(file)).lines().toList());
    } catch (IOException e) {
      return Optional.empty(); // changed since, or gone
    }
  }

  /// Writes what a pipeline says, but for its schedules.
  static void write(
      JsonGenerator json,
      Pipeline pipeline,
      Optional<List<String>> source,
      Secrets secrets) {
    JsonText.objects(json, "steps_defined", pipeline.tasks(), task -> write(json, task, secrets));
    pipeline.onError()
        .ifPresentOrElse(
            handler -> JsonText.strings(json, "on_error", masked(handler.script(), secrets)),
            () -> json.writeNullProperty("on_error"));
    pipeline.variables()
        .ifPresentOrElse(
            schema -> JsonText.objects(
                json, "variables", schema.rules(), rule -> write(json, rule)),
            () -> json.writeNullProperty("variables"));
    source.ifPresentOrElse(lines -> {
      json.writeObjectPropertyStart("source");
      json.writeStringProperty("file", pipeline.origin().file());
      json.writeNumberProperty("first_line", 1);
      json.writeNumberProperty("line", pipeline.origin().line());
      JsonText.strings(json, "lines", lines);
      json.writeEndObject();
    }, () -> json.writeNullProperty("source"));
  }

  private static List<String> masked(List<String> script, Secrets secrets) {
    return script.stream().map(text -> secrets.masked(text)).toList();
  }

  private static void write(JsonGenerator json, PipelineTask task, Secrets secrets) {
    json.writeStringProperty("name", task.name());
    JsonText.strings(json, "depends_on", task.dependsOn());
    JsonText.strings(json, "script", masked(task.script(), secrets));
    json.writeBooleanProperty("soft", task.terms().allowFailure());
    json.writeNumberProperty("retries", task.terms().retries());
    if (task.terms().timeout().isZero()) {
      json.writeNullProperty("timeout_seconds");
    } else {
      decimal(json, "timeout_seconds", task.terms().timeout());
    }
  }

  private static void write(JsonGenerator json, VariableRule rule) {
    json.writeStringProperty("name", rule.name());
    json.writeStringProperty("description", rule.description());
    json.writeStringProperty("type", rule.type().word());
    json.writeBooleanProperty("required", rule.required());
    json.writeBooleanProperty("secret", Secrets.isSecret(rule.name()));
    rule.defaultValue().ifPresent(value -> {
      json.writeName("default");
      JsonValues.write(json, Secrets.isSecret(rule.name()) ? SECRET : value);
    });
    json.writeArrayPropertyStart("allowed");
    rule.allowed().forEach(value -> JsonValues.write(json, value));
    json.writeEndArray();
  }

  /// All of a schedule but its times.
  static void write(JsonGenerator json, Schedule schedule, ZoneId zone) {
    json.writeStringProperty("cron", schedule.cron());
    json.writeStringProperty("zone", zone.getId());
    json.writeStringProperty("overlap", schedule.overlap().name().toLowerCase(Locale.ROOT));
    json.writeObjectPropertyStart("variables");
    schedule.variables().forEach((name, value) -> {
      json.writeName(name);
      JsonValues.write(json, Secrets.isSecret(name) ? SECRET : value);
    });
    json.writeEndObject();
  }

  /// Writes how long it is from one time to another; null if one of them is not known.
  static void seconds(
      JsonGenerator json,
      String name,
      Optional<Instant> from,
      Optional<Instant> to) {
    if (from.isPresent() && to.isPresent()) {
      decimal(json, name, Duration.between(from.get(), to.get()));
    } else {
      json.writeNullProperty(name);
    }
  }

  private static void decimal(JsonGenerator json, String name, Duration length) {
    JsonText.decimal(json, name, BigDecimal.valueOf(length.toMillis(), 3));
  }
}
