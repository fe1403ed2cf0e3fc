package io.parallelr.flow;
import io.parallelr.flowfile.Dialect;
import io.parallelr.flowfile.Flow;
import io.parallelr.flowfile.FlowReader;
import io.parallelr.flowfile.Problem;
import io.parallelr.flowfile.Rules;
import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import io.parallelr.task.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What a flow does whose commands come to what a test says: all that can be seen of it.
///
/// @param end empty if the file has mistakes
/// @param tasks in the order in which they were given out: command, time limit, delay
/// @param mistakes with their places
record Trial(Optional<FlowEnd> end, List<String> tasks, List<String> log, List<String> mistakes) {

  /// What a command comes to.
  record Came(int exit, String stdout, String stderr) {}

  static Trial of(String text, Dialect dialect, Function<List<String>, Came> commands) {
    var read = FlowReader.read(text, Rules.of(dialect));
    var mistakes = read.problems()
        .stream()
        .filter(p -> p.severity() == Problem.Severity.ERROR)
        .map(p -> "%d:%d %s".formatted(p.line(), p.column(), p.message()))
        .toList();
    var tasks = new ArrayList<String>();
    var log = new ArrayList<String>();
    return read.flow().filter(flow -> flow.size() > 0).isEmpty()
        ? new Trial(Optional.empty(), tasks, log, mistakes)
        : new Trial(Optional.of(end(read.flow().get(), commands, tasks, log)), tasks, log,
            mistakes);
  }

  private static FlowEnd end(
      Flow flow,
      Function<List<String>, Came> commands,
      List<String> tasks,
      List<String> log) {
    var outputs = new InMemory();
    var plan = new FlowPlan(
        flow,
        new Commands(
            ExecutionTypes.builtIn(flow.dialect()),
            DefaultType.asked("pbrun"),
            30,
            Map.of(),
            Map.of()),
        outputs,
        new Lines(log),
        Checkpoint.none(outputs),
        50,
        flow.start(),
        Map.of());
    var running = new ArrayList<Task>();
    for (var next = plan.next(); next.isPresent() || !running.isEmpty(); next = plan.next()) {
      if (next.isPresent()) {
        running.add(next.get());
        tasks.add("%s %s %s".formatted(
            next.get().command(),
            next.get().timeLimit(),
            next.get().delay()));
      } else {
        var task = running.removeFirst();
        plan.completed(result(task, commands.apply(task.command())));
      }
    }
    return plan.end().orElseThrow();
  }

  private static TaskResult result(Task task, Came came) {
    return new TaskResult(
        task,
        1,
        Instant.EPOCH,
        0,
        Duration.ofMillis(1),
        5,
        new Outcome.Exited(came.exit()),
        new Output(came.stdout(), false, Path.of("/x"), came.stdout().length()),
        new Output(came.stderr(), false, Path.of("/x"), came.stderr().length()),
        Usage.NONE);
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
      // there is nothing to be deleted
    }
  }
}
