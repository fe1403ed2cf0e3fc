package io.parallelr.flowweb;

import io.parallelr.flows.RunStatus;
import io.parallelr.flows.StepStatus;
import io.parallelr.http.Exchange;
import io.parallelr.json.JsonValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs as JSON: the fields of OAutom, and more.
final class RunJson {
  private RunJson() {}

  static void sendNames(Exchange exchange, List<String> names) throws IOException {
    sendValue(exchange, names);
  }

  /// One, or an object without fields.
  static void send(Exchange exchange, Optional<RunStatus> run) throws IOException {
    sendValue(exchange, run.map(RunJson::fields).orElseGet(LinkedHashMap::new));
  }

  static void send(Exchange exchange, List<RunStatus> runs) throws IOException {
    sendValue(exchange, runs.stream().map(RunJson::fields).toList());
  }

  private static void sendValue(Exchange exchange, Object value) throws IOException {
    exchange.sendJson(200, JsonValues.text(value).getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, @Nullable Object> fields(RunStatus run) {
    var fields = new LinkedHashMap<String, @Nullable Object>();
    fields.put("name", run.flow());
    fields.put("ended", run.hasEnded());
    fields.put("start_date", time(run.started()));
    fields.put(
        "executions",
        run.steps().stream().map(step -> List.of(step.name(), execution(step.state()))).toList());
    fields.put("run", run.id());
    fields.put("state", word(run.state()));
    fields.put("message", run.message());
    fields.put("parameters", run.parameters());
    fields.put("created", run.created().toString());
    fields.put("end_date", time(run.ended()));
    fields.put("steps", run.steps().stream().map(RunJson::fields).toList());
    return fields;
  }

  private static Map<String, @Nullable Object> fields(StepStatus step) {
    var fields = new LinkedHashMap<String, @Nullable Object>();
    fields.put("name", step.name());
    fields.put("state", word(step.state()));
    fields.put("attempt", (long) step.attempt());
    fields.put(
        "exit_code",
        step.exitCode().isPresent() ? (Object) (long) step.exitCode().getAsInt() : null);
    fields.put("message", step.message());
    fields.put("started", time(step.started()));
    fields.put("ended", time(step.ended()));
    return fields;
  }

  private static String word(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /// In the words of OAutom, which has none for what has not succeeded.
  private static String execution(StepStatus.State state) {
    return state == StepStatus.State.SUCCEEDED ? "done" : word(state);
  }

  private static @Nullable String time(Optional<Instant> time) {
    return time.map(Instant::toString).orElse(null);
  }
}
