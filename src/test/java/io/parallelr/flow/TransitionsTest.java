package io.parallelr.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.flowfile.Dialect;
import io.parallelr.flowfile.Flow;
import io.parallelr.flowfile.FlowEdges;
import io.parallelr.flowfile.FlowReader;
import io.parallelr.flowfile.Reference;
import io.parallelr.flowfile.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever the results of its tasks, a flow takes transitions that its graph shows. The flows and
/// the results are random; `-Dflow.seed=N` repeats a run.
class TransitionsTest {
  private static final int FLOWS = 300;
  private static final int RESULTS = 6;
  private final long seed = Long.getLong("flow.seed", new Random().nextLong());
  private final RandomGenerator random =
      RandomGeneratorFactory.of("L64X128MixRandom").create(seed);

  private static List<Dialect> dialects() {
    return List.of(Dialect.FIRST, Dialect.SECOND, Dialect.SECOND.fireAndForget());
  }

  private record Sample(String text, Flow flow) {}

  private List<Sample> samples(Dialect dialect) {
    var writer = new RandomFlows(random, dialect.nextWithJumps());
    var samples = Stream.generate(writer::flow)
        .limit(FLOWS)
        .flatMap(text -> read(text, dialect).map(flow -> new Sample(text, flow)).stream())
        .toList();
    assertThat(samples).hasSizeGreaterThan(FLOWS / 4);
    return samples;
  }

  private static Optional<Flow> read(String text, Dialect dialect) {
    return FlowReader
        .read(text, new Rules(dialect, false, Rules.of(dialect).checks(), "local", Map.of()))
        .flow();
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void eachTransitionOfRoutesIsAnEdge(Dialect dialect, TestReporter reporter) {
    reporter.publishEntry("seed", Long.toString(seed));
    var routes = new Routes(dialect);
    for (var sample : samples(dialect)) {
      for (var step : sample.flow().steps().values()) {
        var edges = FlowEdges.targets(sample.flow(), step);
        for (int i = 0; i < RESULTS; i++) {
          var evaluation = evaluation();
          var transition = routes.after(step, evaluation);

          assertThat(edges).as("seed %d: task %d, %s: %s in%n%s", seed, step.id(),
              evaluation.result(), transition, sample.text())
              .containsAnyElementsOf(shown(transition, evaluation.result(), sample.flow()));
        }
      }
    }
  }

  private Evaluation evaluation() {
    var subtasks = IntStream.range(0, random.nextInt(4)).mapToObj(_ -> result()).toList();
    return new Evaluation(result(), subtasks, new RandomValues(random));
  }

  private StepResult result() {
    int exit = List.of(0, 0, 1, 3, 10, 124, 255, -1, 256).get(random.nextInt(9));
    boolean success = random.nextInt(4) == 0 ? random.nextBoolean() : exit == 0;
    return new StepResult(exit, output(), output(), success);
  }

  private Printed output() {
    return new Printed.OfText(List.of("", " ", "x", "x\ny\n").get(random.nextInt(4)));
  }

  private record RandomValues(RandomGenerator random) implements VariableLookup {
    @Override
    public Optional<String> of(Reference reference) {
      return switch (random.nextInt(4)) {
        case 0 -> Optional.empty();
        case 1 -> Optional.of("0");
        case 2 -> Optional.of("True");
        default -> Optional.of("7");
      };
    }

    @Override
    public void asked(Reference reference) {}
  }

  /// How the graph may show a transition.
  private static List<String> shown(Routes.Transition transition, StepResult result, Flow flow) {
    return switch (transition) {
      case Routes.Transition.ToTask(var id, _) -> List.of(shown(id, flow));
      case Routes.Transition.Return(var code) -> List.of("return " + code.source());
      case Routes.Transition.End(var status, _) ->
        status == result.exit() || status == 1 // in place of 0
            ? List.of("exit " + status, "its exit code")
            : List.of("exit " + status);
    };
  }

  private static String shown(int task, Flow flow) {
    return flow.steps().containsKey(task) && !Flow.isGenerated(task)
        ? "task " + task
        : "exit 0";
  }

  /// The same of whole runs, with loops and skipped tasks.
  @ParameterizedTest
  @MethodSource("dialects")
  void eachTransitionOfARunIsAnEdge(Dialect dialect, TestReporter reporter) {
    reporter.publishEntry("seed", Long.toString(seed));
    for (var sample : samples(dialect)) {
      var flow = sample.flow();
      var positions = new ArrayList<>(List.of(flow.start()));
      var trial = Trial.run(flow, (next, _, _) -> positions.add(next), _ -> command());
      for (int i = 1; i < positions.size(); i++) {
        var from = Objects.requireNonNull(flow.steps().get(positions.get(i - 1)));

        assertThat(FlowEdges.targets(flow, from))
            .as("seed %d: task %d in%n%s", seed, from.id(), sample.text())
            .contains(shown(positions.get(i), flow));
      }
      var last = flow.steps().get(positions.getLast());
      if (last != null && !trial.end().cause().contains("tasker.max-steps")) {
        assertThat(FlowEdges.targets(flow, last))
            .as("seed %d: task %d, %s in%n%s", seed, last.id(), trial.end(), sample.text())
            .containsAnyElementsOf(shown(trial.end()));
      }
    }
  }

  private CommandResult command() {
    return CommandResult.exit(
        List.of(0, 0, 0, 1, 3, 10).get(random.nextInt(6)),
        output().text(),
        output().text());
  }

  /// How the graph may show an end.
  private static List<String> shown(FlowEnd end) {
    return end.cause().contains("nothing in the flow handles it")
        ? List.of("exit 0", "return 0")
        : end.exitStatus() == 0
            ? List.of("exit 0", "return 0")
            : Stream.of("exit %d", "return %d", "its exit code")
                .map(form -> form.formatted(end.exitStatus()))
                .toList();
  }
}
