package io.parallelr.autoexec;

import io.parallelr.job.StepEnd;
import io.parallelr.job.Verdict;
import io.parallelr.serve.StepFacts;
import io.parallelr.store.StepRow;
import io.parallelr.template.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tasks and steps as the older interface shows them.
final class LegacyJson {
  private static final int STOPPED = 0;
  private static final int RUNNING = 1;
  private static final int PENDING = 2;
  private static final int KILLED = -255;
  private static final int TIMED_OUT = -256;

  private LegacyJson() {}

  /// How a request presents itself.
  ///
  /// @param base before the names of tasks in URLs
  /// @param expires how long after its end a task is kept
  record Context(String base, Instant now, Duration expires) {}

  static int state(TaskState state) {
    return switch (state) {
      case RUNNING -> RUNNING;
      case PENDING, PAUSED -> PENDING;
      default -> STOPPED;
    };
  }

  /// The exit code; killed and timed out steps have other ones here.
  private static int code(TaskRequest.Step of, StepRow step) {
    int code = TaskWords.code(of, step);
    return switch (code) {
      case StepFacts.KILLED -> KILLED;
      case StepFacts.TIMED_OUT -> TIMED_OUT;
      default -> code;
    };
  }

  /// The same for a step that the end of its task has kept from running or ended.
  static int code(TaskRow task, StepRow step) {
    boolean isOfTask = step.end()
        .filter(end -> end instanceof StepEnd.TimedOut(_, var of) && of)
        .isPresent() && task.job().verdict().orElse(null) instanceof Verdict.TimedOut;
    var of = task.request().steps().stream().filter(s -> s.name().equals(step.name())).findFirst();
    return isOfTask ? TIMED_OUT : of.map(s -> code(s, step)).orElse(0);
  }

  static Map<String, @Nullable Object> task(TaskRow task, Context context) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("id", task.request().name());
    fields.put("url", context.base() + task.request().name());
    fields.put("state", state(TaskWords.state(task)));
    fields.put("code", task.job().steps().stream().mapToInt(step -> code(task, step)).sum());
    fields.put("count", task.request().steps().size());
    fields.put("msg", message(task));
    fields.put("times", times(task.job().started(), task.job().ended(), task, context));
    return fields;
  }

  private static String message(TaskRow task) {
    return switch (TaskWords.state(task)) {
      case STOPPED -> "all steps executed successfully";
      case RUNNING -> "currently executing: " + names(task, TaskState.RUNNING);
      case FAILED -> "execution failed: " + names(task, TaskState.FAILED);
      default -> TaskWords.message(task);
    };
  }

  private static String names(TaskRow task, TaskState state) {
    var names = new ArrayList<String>();
    var steps = task.request().steps();
    for (int i = 0; i < steps.size(); i++) {
      var row = task.job().step(steps.get(i).name());
      if (row.filter(r -> TaskWords.state(r) == state).isPresent()) {
        names.add("Step: %d, Name: %s".formatted(i, steps.get(i).name()));
      }
    }
    return names.toString();
  }

  static Map<String, @Nullable Object> step(
      TaskRow task,
      int number,
      StepRow row,
      String output,
      Context context) {
    var step = task.request().steps().get(number);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("id", number);
    fields.put(
        "url",
        "%s%s/%d/console".formatted(context.base(), task.request().name(), number));
    fields.put("name", step.name());
    fields.put("state", state(TaskWords.state(row)));
    fields.put("code", code(task, row));
    fields.put("msg", message(row, output));
    if (!step.dependsOn().isEmpty()) {
      fields.put("depends_on", step.dependsOn());
    }
    fields.put("times", times(row.started(), row.ended(), task, context));
    return fields;
  }

  private static String message(StepRow row, String output) {
    return switch (TaskWords.state(row)) {
      case RUNNING -> "The step is running";
      case PENDING, PAUSED -> "The current step only proceeds if the previous step succeeds.";
      default -> output.isEmpty() ? TaskWords.message(row) : output;
    };
  }

  private static Map<String, String> times(
      Optional<Instant> start,
      Optional<Instant> end,
      TaskRow task,
      Context context) {
    Map<String, String> times = new LinkedHashMap<>();
    start.ifPresent(time -> times.put("st", TaskJson.text(time)));
    start.flatMap(_ -> end).ifPresent(time -> times.put("et", TaskJson.text(time)));
    var left = Duration.between(
        context.now(),
        task.job().ended().orElse(task.job().created()).plus(context.expires()));
    times.put("rt", GoDuration.text(left));
    return times;
  }

  /// The steps that a message about a task names: those that run, or those that have failed.
  static String steps(TaskRow task) {
    var texts = new ArrayList<String>();
    var state = TaskWords.state(task);
    var steps = task.request().steps();
    for (int i = 0; i < steps.size(); i++) {
      var row = task.job().step(steps.get(i).name());
      if (row.filter(r -> TaskWords.state(r) == state).isPresent()) {
        texts.add(
            state == TaskState.RUNNING
                ? "[Step: %d, Name: %s]".formatted(i, steps.get(i).name())
                : "[Step: %d, Name: %s, Exit Code: %d]".formatted(
                    i, steps.get(i).name(), code(task, row.get())));
      }
    }
    return String.join("; ", texts);
  }

  static List<String> words() {
    return List.of("Stop", "Running", "Pending");
  }
}
