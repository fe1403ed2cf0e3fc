package io.parallelr.flowhost;

import io.parallelr.flows.Flow;
import io.parallelr.flows.FlowBusyException;
import io.parallelr.flows.FlowException;
import io.parallelr.flows.Run;
import io.parallelr.flows.RunStatus;
import io.parallelr.job.Admission;
import io.parallelr.job.JobSpec;
import io.parallelr.job.JobTerms;
import io.parallelr.job.Lane;
import io.parallelr.job.Retention;
import io.parallelr.json.JsonValues;
import io.parallelr.serve.NewJob;
import io.parallelr.serve.Submission;
import io.parallelr.store.JobHead;
import io.parallelr.task.Count;
import io.parallelr.task.Variable;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// A flow that is defined. For any threads.
final class DefinedFlow implements Flow {
  /// The dialect of all runs of flows.
  static final String DIALECT = "flow";

  private final FlowHost host;
  private final String name;
  private final List<Compiler.Compiled> steps;
  private final GraphCheck graph;
  private final Map<String, Optional<String>> parameters;
  private final JobTerms terms;
  private final int maxRuns;
  private final int queue;
  private final int keep;

  DefinedFlow(FlowHost host, Draft draft, List<Compiler.Compiled> steps) {
    this.host = host;
    this.name = draft.name;
    this.steps = steps;
    this.graph = GraphCheck.of(draft);
    this.parameters = new LinkedHashMap<>(draft.parameters);
    this.terms = draft.terms();
    this.maxRuns = draft.maxRuns;
    this.queue = draft.queue;
    this.keep = draft.keep;
  }

  Lane lane() {
    return new Lane(lane(name), maxRuns, new Admission.Append(queue));
  }

  static String lane(String flow) {
    return DIALECT + '/' + flow;
  }

  Retention retention() {
    return new Retention(keep, Retention.FOR_EVER);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> steps() {
    return steps.stream().map(step -> step.spec().name()).toList();
  }

  /// The steps that have ended before a step starts.
  Set<String> before(String step) {
    return graph.allBefore(step);
  }

  @Override
  public Run start(Map<String, String> given) throws IOException {
    Objects.requireNonNull(given, "parameters");
    return start(given, System.getProperty("user.name", ""));
  }

  Run start(Map<String, String> given, String user) throws IOException {
    given.forEach((parameter, value) -> {
      Objects.requireNonNull(parameter, "parameters: a name");
      Objects.requireNonNull(value, "parameters: a value");
    });
    host.requireOpen();
    var values = values(given);
    var job = new NewJob(
        new JobHead(DIALECT, name, user, JsonValues.text(values)),
        JobSpec.of(lane(name), steps.stream().map(step -> step.with(values)).toList()).on(terms),
        Duration.ZERO);
    return switch (host.jobs().submit(job)) {
      case Submission.Accepted(var id) -> new FlowRun(host, id, name);
      case Submission.Refused _ -> throw new FlowBusyException(
          "flow %s is busy: it may have %s at once (maxRuns) and %s waiting (queue)".formatted(
              name, Count.of(maxRuns, "run"), queue == 0 ? "none" : String.valueOf(queue)));
      case Submission.NoLane _,Submission.Closing _ -> throw new IllegalStateException(
          "the engine of flow %s is closed".formatted(name));
      case Submission.NotStored(var reason, _) -> throw new IOException(reason);
    };
  }

  private Map<String, String> values(Map<String, String> given) {
    var faults = new ArrayList<String>();
    var values = new LinkedHashMap<String, String>();
    parameters.forEach((parameter, value) -> {
      var chosen = Optional.ofNullable(given.get(parameter)).or(() -> value);
      if (chosen.isEmpty()) {
        faults.add("parameter %s is missing".formatted(parameter));
      } else if (Variable.hasNul(chosen.get())) {
        faults.add("parameter %s has a NUL character".formatted(parameter));
      } else {
        values.put(parameter, chosen.get());
      }
    });
    given.keySet()
        .stream()
        .filter(parameter -> !parameters.containsKey(parameter))
        .sorted()
        .forEach(parameter -> faults.add("unknown parameter %s".formatted(Draft.shown(parameter))));
    if (!faults.isEmpty()) {
      throw new FlowException("flow %s: %s".formatted(name, String.join("; ", faults)));
    }
    return values;
  }

  @Override
  public void every(Duration period) {
    Objects.requireNonNull(period, "period");
    requireDefaults("every");
    host.schedule(this, FlowTimers.Rhythm.Every.of(period));
  }

  @Override
  public void cron(String expression, ZoneId zone) {
    Objects.requireNonNull(expression, "expression");
    Objects.requireNonNull(zone, "zone");
    requireDefaults("cron");
    host.schedule(this, FlowTimers.Rhythm.Cron.of(expression, zone));
  }

  /// A schedule gives no values to parameters.
  private void requireDefaults(String what) {
    var missing = parameters.entrySet()
        .stream()
        .filter(parameter -> parameter.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
    if (!missing.isEmpty()) {
      throw new FlowException(
          "flow %s: %s: parameters without a default value: %s"
              .formatted(name, what, String.join(", ", missing)));
    }
  }

  @Override
  public String toString() {
    return "flow " + name;
  }

  @Override
  public Optional<RunStatus> status() throws IOException {
    return runs(1).stream().findFirst();
  }

  @Override
  public List<RunStatus> runs(int limit) throws IOException {
    return host.runs(Optional.of(name), limit);
  }
}
