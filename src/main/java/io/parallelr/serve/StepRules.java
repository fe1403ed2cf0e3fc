package io.parallelr.serve;

import io.parallelr.job.Gate;
import io.parallelr.job.Rules;
import io.parallelr.job.StepEnd;
import io.parallelr.job.StepId;
import io.parallelr.os.NativeText;
import io.parallelr.rule.Expression;
import io.parallelr.rule.ExpressionException;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Evaluates the rules of steps. They may refer to `env` (the variables of the step), `task.name`,
/// `task.id`, and `steps.<name>` with `state`, `code` and `output` for each step of the job.
final class StepRules implements Rules {
  /// How much of an output a rule can see: its end, as that has the result.
  private static final int OUTPUT = 64 << 10;
  private static final StepFacts NOT_ENDED = new StepFacts("pending", 0);

  private final LiveJobs jobs;
  private final StepOutputs outputs;

  StepRules(LiveJobs jobs, StepOutputs outputs) {
    this.jobs = jobs;
    this.outputs = outputs;
  }

  @Override
  public Answer ask(Gate.Rule rule, Facts facts) {
    try {
      return new Answer.Value(Expression.parse(rule.expression()).holds(known(rule, facts)));
    } catch (ExpressionException e) {
      return new Answer.Broken("rule: " + e.getMessage());
    } catch (UncheckedIOException e) {
      return new Answer.Broken("rule: " + Reason.of(e));
    }
  }

  private Map<String, Object> known(Gate.Rule rule, Facts facts) {
    boolean looksAtOutputs = rule.expression().contains("output");
    Map<String, Object> steps = new HashMap<>();
    for (var step : facts.spec().steps()) {
      var end = facts.ends().apply(step.name());
      var how = end.map(StepFacts::of).orElse(NOT_ENDED);
      Map<String, Object> known = new HashMap<>();
      known.put("state", how.state());
      known.put("code", (long) how.code());
      known.put(
          "output",
          looksAtOutputs ? output(new StepId(facts.job(), step.name()), end) : "");
      steps.put(step.name(), known);
    }
    var name = jobs.find(facts.job()).map(job -> job.head().name()).orElse("");
    return Map.of(
        "env", facts.step().setup().environment(),
        "task", Map.of("name", name, "id", facts.job()),
        "steps", steps);
  }

  private String output(StepId step, Optional<StepEnd> end) {
    if (end.isEmpty()) {
      return "";
    }
    try {
      return end(outputs.file(step));
    } catch (NoSuchFileException e) {
      return ""; // nothing was printed
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String end(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      in.skipNBytes(Math.max(0, Files.size(file) - OUTPUT));
      return NativeText.of(in.readNBytes(OUTPUT));
    }
  }
}
