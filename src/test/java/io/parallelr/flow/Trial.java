package io.parallelr.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.flowfile.Dialect;
import io.parallelr.flowfile.Flow;
import io.parallelr.flowfile.FlowReader;
import io.parallelr.flowfile.Problem;
import io.parallelr.flowfile.Rules;
import io.parallelr.task.Output;
import io.parallelr.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// A run of a flow whose commands end as a test says: all that can be seen of it.
///
/// @param ended how the flow ended; empty if the file has mistakes
/// @param tasks in the order in which they were given out
/// @param mostAtOnce how many of them ran at the same time
/// @param mistakes with their places
record Trial(
    Optional<FlowEnd> ended,
    List<Given> tasks,
    int mostAtOnce,
    List<String> log,
    List<String> mistakes) {

  /// A task that was given out.
  record Given(List<String> words, Duration timeLimit, Duration delay) {}

  /// Runs a flow file in the first dialect.
  static Trial of(String text, Function<List<String>, CommandResult> commands) {
    return of(text, Dialect.FIRST, commands);
  }

  static Trial of(
      String text,
      Dialect dialect,
      Function<List<String>, CommandResult> commands) {
    var read = FlowReader.read(text, Rules.of(dialect));
    var mistakes = read.problems()
        .stream()
        .filter(p -> p.severity() == Problem.Severity.ERROR)
        .map(p -> "%d:%d %s".formatted(p.line(), p.column(), p.message()))
        .toList();
    return read.flow()
        .filter(flow -> flow.size() > 0)
        .map(flow -> run(flow, Checkpoint.none(new InMemory()), commands))
        .orElseGet(() -> new Trial(Optional.empty(), List.of(), 0, List.of(), mistakes));
  }

  /// Runs a flow.
  static Trial run(
      Flow flow,
      Checkpoint checkpoint,
      Function<List<String>, CommandResult> commands) {
    var log = new ArrayList<String>();
    var plan = new FlowPlan(
        flow,
        new Commands(
            ExecutionTypes.builtIn(flow.dialect()),
            DefaultType.asked("pbrun"),
            30,
            Map.of(),
            Map.of()),
        new InMemory(),
        new Lines(log),
        checkpoint,
        50,
        flow.start(),
        Map.of());
    var tasks = new ArrayList<Given>();
    var running = new ArrayList<Task>();
    int mostAtOnce = 0;
    for (var next = plan.next(); next.isPresent() || !running.isEmpty(); next = plan.next()) {
      if (next.isPresent()) {
        var task = next.get();
        plan.started(task);
        running.add(task);
        mostAtOnce = Math.max(mostAtOnce, running.size());
        tasks.add(new Given(task.command(), task.timeLimit(), task.delay()));
      } else {
        var task = running.removeFirst();
        plan.completed(commands.apply(task.command()).of(task));
      }
    }
    return new Trial(plan.end(), tasks, mostAtOnce, log, List.of());
  }

  /// How the flow ended.
  FlowEnd end() {
    assertThat(mistakes).isEmpty();
    return ended.orElseThrow();
  }

  int exitStatus() {
    return end().exitStatus();
  }

  /// The command lines, each as one text.
  List<String> commands() {
    return tasks.stream().map(task -> String.join(" ", task.words())).toList();
  }

  List<Duration> delays() {
    return tasks.stream().map(Given::delay).toList();
  }

  private record Lines(List<String> log) implements FlowLog {
    @Override
    public void info(String line) {
      log.add(line);
    }

    @Override
    public void debug(String line) {}
  }

  private static final class InMemory implements Outputs {
    @Override
    public Printed of(Output output) {
      return new Printed.OfText(output.tail());
    }

    @Override
    public void forget(Printed printed) {
      // nothing to delete
    }
  }
}
