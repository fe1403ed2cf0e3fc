package io.parallelr.prunner;

import io.parallelr.schedule.CronTimes;
import io.parallelr.task.Spelling;
import io.parallelr.yaml.Place;
import io.parallelr.yaml.Problems;
import io.parallelr.yaml.Yaml;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decodes the schedules of a pipeline: one, or a list of them; each a map, or only the text of a
/// cron expression.
final class ScheduleDecoder {
  private static final List<String> KEYS =
      List.of("cron", "time_zone", "catch_up", "overlap", "variables");

  private final Problems problems;
  private final Optional<VariableSchema> schema;

  /// @param schema of the pipeline's variables
  ScheduleDecoder(Problems problems, Optional<VariableSchema> schema) {
    this.problems = problems;
    this.schema = schema;
  }

  List<Schedule> decode(Fields pipeline) {
    var value = pipeline.get("schedule");
    if (value.isEmpty()) {
      return List.of();
    }
    return value.get() instanceof Yaml.Sequence sequence
        ? sequence.elements().stream().map(this::schedule).toList()
        : List.of(schedule(value.get()));
  }

  private Schedule schedule(Yaml value) {
    if (value instanceof Yaml.Scalar scalar && !value.isNull()) {
      checkVariables(Map.of(), value.place());
      checkCron(scalar.text(), value.place());
      return new Schedule(
          scalar.text(),
          Optional.empty(),
          Duration.ZERO,
          Schedule.Overlap.QUEUE,
          Map.of());
    }
    var fields = new Fields(value, "a schedule", KEYS, problems);
    var cron = fields.text("cron", "");
    if (cron.isBlank()) {
      problems.error(
          fields.placeOf("cron"),
          "a schedule has no cron expression; write cron: \"0 3 * * *\" for each day at three");
    } else {
      checkCron(cron, fields.placeOf("cron"));
    }
    var catchUp = fields.duration("catch_up");
    if (catchUp.isNegative()) {
      problems.error(fields.placeOf("catch_up"), "catch_up must not be negative");
    }
    return new Schedule(
        cron,
        zone(fields),
        catchUp.isNegative() ? Duration.ZERO : catchUp,
        overlap(fields),
        variables(fields));
  }

  private void checkCron(String cron, Place place) {
    CronTimes.objection(cron)
        .ifPresent(
            reason -> problems.error(
                place,
                "cron: %s is not valid: %s; %s",
                cron,
                reason,
                CronTimes.EXAMPLE));
  }

  private Optional<ZoneId> zone(Fields fields) {
    var name = fields.text("time_zone", "");
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ZoneId.of(name));
    } catch (DateTimeException e) {
      problems.error(
          fields.placeOf("time_zone"),
          "unknown time zone: %s; write one such as Europe/Berlin or UTC%s",
          name,
          Spelling.hint(name, ZoneId.getAvailableZoneIds(), "%s"));
      return Optional.empty();
    }
  }

  private Schedule.Overlap overlap(Fields fields) {
    var word = fields.text("overlap", "queue");
    return switch (word) {
      case "queue" -> Schedule.Overlap.QUEUE;
      case "skip" -> Schedule.Overlap.SKIP;
      case "cancel" -> Schedule.Overlap.CANCEL;
      default -> {
        problems.undecodable(
            fields.placeOf("overlap"),
            "unknown overlap: %s; write one of queue, skip, cancel",
            word);
        yield Schedule.Overlap.QUEUE;
      }
    };
  }

  private Map<String, @Nullable Object> variables(Fields fields) {
    var values = fields.get("variables")
        .map(value -> Fields.entries(value, "variables", problems))
        .map(FreeValues::map)
        .orElse(Map.of());
    checkVariables(values, fields.placeOf("variables"));
    return values;
  }

  private void checkVariables(Map<String, @Nullable Object> values, Place place) {
    schema.ifPresent(
        rules -> rules.check(values)
            .forEach(line -> problems.error(place, "schedule: %s", line)));
  }
}
