package io.parallelr.flow;
import io.parallelr.flowfile.Flow;
import io.parallelr.flowfile.InvalidValueException;
import io.parallelr.flowfile.Problem;
import io.parallelr.flowfile.Reference;
import io.parallelr.flowfile.Step;
import io.parallelr.flowfile.Text;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// Checks before a run whether commands can be made for the tasks of a flow, and shows them.
/// Outputs of tasks are not known yet: their variables are shown as they are written.
public record CommandCheck(Flow flow, Commands commands) {
  private static final String ANY = "10";

  /// A command, as far as it is known.
  ///
  /// @param words of its command line
  public record Shown(String type, List<String> words) {}

  /// The commands that cannot be made.
  public List<Problem> problems() {
    var problems = new LinkedHashSet<Problem>();
    for (var step : flow.steps().values()) {
      if (step.body() instanceof Step.Command command && !variesByTask(command.exec())) {
        try {
          // a value that is not known may be a time limit, so a number stands for it
          var values = values(step, _ -> ANY);
          commands.prepare(command, r -> values.apply(r).or(() -> Optional.of(ANY)));
        } catch (InvalidValueException e) {
          problems.add(
              Problem.error(
                  step.places().of(e.key()),
                  "task %d: %s".formatted(Flow.written(step.id()), e.reason())));
        }
      }
    }
    return List.copyOf(problems);
  }

  /// The commands by their tasks, without those whose execution type depends on another task.
  public Map<Integer, Shown> commandLines() {
    var lines = new TreeMap<Integer, Shown>();
    for (var step : flow.steps().values()) {
      if (step.body() instanceof Step.Command command) {
        shown(step, command).ifPresent(line -> lines.put(step.id(), line));
      }
    }
    return lines;
  }

  private Optional<Shown> shown(Step step, Step.Command command) {
    try {
      var text = new Step.Command(
          command.hostname(),
          command.command(),
          command.arguments(),
          command.exec(),
          variesByTask(command.timeout()) ? Text.of("") : command.timeout(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
      var prepared = commands.prepare(text, values(step, Reference.OfTask::source));
      return Optional.of(new Shown(prepared.type(), prepared.words()));
    } catch (InvalidValueException e) {
      return Optional.empty();
    }
  }

  private static boolean variesByTask(Text text) {
    return text.variables().stream().anyMatch(v -> v.reference() instanceof Reference.OfTask);
  }

  private Function<Reference, Optional<String>> values(
      Step step,
      Function<Reference.OfTask, String> ofTask) {
    var globals = new VariableValues(flow.globals());
    return reference -> switch (reference) {
      case Reference.OfTask task -> Optional.of(ofTask.apply(task));
      case Reference.Global global -> globals.of(global);
      case Reference.Self() -> Optional.of(Integer.toString(step.id()));
    };
  }
}
