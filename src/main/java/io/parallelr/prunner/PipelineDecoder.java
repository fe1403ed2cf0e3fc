package io.parallelr.prunner;

import io.parallelr.task.Spelling;
import io.parallelr.yaml.Place;
import io.parallelr.yaml.Problems;
import io.parallelr.yaml.Yaml;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Decodes one pipeline, and checks what its parts say about each other.
final class PipelineDecoder {
  private static final List<String> KEYS = Stream.concat(
      QueueingDecoder.KEYS.stream(),
      Stream.of(
          "description",
          "env",
          "env_files",
          "continue_running_tasks_after_failure",
          "keep_background",
          "retention_period",
          "retention_count",
          "variables",
          "schedule",
          "tasks",
          "on_error",
          "sourcepath")) // which the original reads and then overwrites
      .toList();
  private static final List<String> HANDLER_KEYS = List.of("script", "env");

  private final Yaml.Scalar name;
  private final Problems problems;
  private final Map<String, Place> places = new HashMap<>();

  PipelineDecoder(Yaml.Scalar name, Problems problems) {
    this.name = name;
    this.problems = problems;
  }

  Pipeline decode(Yaml value) {
    if (name.text().isEmpty()) {
      problems.doubt(name.place(), "a pipeline has an empty name; give it one");
    }
    var fields = new Fields(value, "a pipeline", KEYS, problems);
    var queueing = new QueueingDecoder(fields, name.text(), problems).decode();
    var variables = fields.get("variables").map(v -> VariablesDecoder.decode(v, problems));
    var pipeline = new Pipeline(
        new Pipeline.Origin(
            name.text(),
            fields.text("description", ""),
            problems.file(),
            name.place().line()),
        queueing,
        rules(fields),
        tasks(fields),
        handler(fields),
        variables,
        new ScheduleDecoder(problems, variables).decode(fields));
    checkTasks(pipeline);
    return pipeline;
  }

  private JobRules rules(Fields fields) {
    return new JobRules(
        fields.truth("continue_running_tasks_after_failure"),
        fields.truth("keep_background"),
        retention(fields),
        fields.environment("env"),
        fields.oneOrMore("env_files", ".env"));
  }

  private PipelineRetention retention(Fields fields) {
    var period = fields.duration("retention_period");
    int count = fields.integer("retention_count").orElse(0);
    if (period.isNegative()) {
      negative(fields, "retention_period");
    }
    if (count < 0) {
      negative(fields, "retention_count");
    }
    return new PipelineRetention(
        period.isNegative() ? PipelineRetention.KEEP.period() : period,
        Math.max(0, count));
  }

  private void negative(Fields fields, String key) {
    problems.doubt(
        fields.placeOf(key),
        "%s is negative, so it has no effect; remove it to keep all jobs",
        key);
  }

  private List<PipelineTask> tasks(Fields fields) {
    var tasks = new ArrayList<PipelineTask>();
    fields.get("tasks").ifPresent(value -> {
      for (var entry : Fields.entries(value, "tasks", problems)) {
        places.put(entry.key().text(), entry.key().place());
        tasks.add(TaskDecoder.decode(entry, problems));
      }
    });
    return tasks;
  }

  private Optional<ErrorHandler> handler(Fields fields) {
    return fields.get("on_error").map(value -> {
      var keys = new Fields(value, ErrorHandler.NAME, HANDLER_KEYS, problems);
      return new ErrorHandler(keys.list("script", "echo failed"), keys.environment("env"));
    });
  }

  private void checkTasks(Pipeline pipeline) {
    var names = new LinkedHashSet<String>();
    pipeline.tasks().forEach(task -> names.add(task.name()));
    for (var task : pipeline.tasks()) {
      for (var dependency : task.dependsOn()) {
        if (!names.contains(dependency)) {
          problems.error(
              placeOf(task.name()),
              "invalid pipeline definition \"%s\": missing task \"%s\" referenced in depends_on of "
                  + "task \"%s\"%s",
              name.text(),
              dependency,
              task.name(),
              Spelling.hint(dependency, names, "%s"));
        }
      }
    }
    if (pipeline.onError().isPresent() && names.contains(ErrorHandler.NAME)) {
      problems.error(
          placeOf(ErrorHandler.NAME),
          "the task %s has the name of the error handler; give it another name",
          ErrorHandler.NAME);
    }
    var cycle = pipeline.cycle();
    if (!cycle.isEmpty()) {
      problems.doubt(
          placeOf(cycle.getFirst()),
          "tasks of the pipeline \"%s\" depend on each other in a cycle, so its jobs cannot run: "
              + "%s; remove one of these depends_on",
          name.text(),
          String.join(" -> ", cycle));
    }
  }

  private Place placeOf(String task) {
    return places.getOrDefault(task, name.place());
  }
}
