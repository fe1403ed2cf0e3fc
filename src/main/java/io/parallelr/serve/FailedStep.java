package io.parallelr.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.job.StepEnd;
import io.parallelr.store.JobRow;
import io.parallelr.store.JobStore;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// The facts of the step that failed first, for the handler of its job.
final class FailedStep {
  /// As much of what it has printed as fits into a script: the end of it.
  private static final int LONGEST_OUTPUT = 1 << 20;

  private final JobStore store;
  private final StepLogs logs;

  FailedStep(JobStore store, StepLogs logs) {
    this.store = store;
    this.logs = logs;
  }

  /// The values, by the names under which templates know them; none if no step has failed.
  Map<String, Object> values(String id) throws IOException {
    var job = store.find(id);
    var step = job.flatMap(j -> j.course().failure()).flatMap(name -> job.get().step(name));
    if (step.isEmpty() || step.get().end().isEmpty()) {
      return Map.of();
    }
    StepEnd end = step.get().end().get();
    var values = new LinkedHashMap<String, Object>();
    values.put("failedTaskName", step.get().name());
    values.put("failedTaskExitCode", (long) StepResult.code(end));
    values.put("failedTaskError", StepResult.error(end).orElse(""));
    values.put("failedTaskStdout", output(job.get(), step.get().name(), StepLogs.Stream.OUT));
    values.put("failedTaskStderr", output(job.get(), step.get().name(), StepLogs.Stream.ERR));
    return values;
  }

  private String output(JobRow job, String step, StepLogs.Stream stream) throws IOException {
    long size = logs.readAll(job, step, stream, 0, 0).size();
    var part =
        logs.readAll(job, step, stream, Math.max(0, size - LONGEST_OUTPUT), LONGEST_OUTPUT);
    return new String(part.bytes(), UTF_8);
  }
}
