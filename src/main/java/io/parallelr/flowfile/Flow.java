package io.parallelr.flowfile;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// A flow that can be run.
///
/// @param globals the global variables by name, in the order of the file
/// @param steps by id, including generated ones
public record Flow(Dialect dialect, Map<String, Text> globals, NavigableMap<Integer, Step> steps) {
  /// The exit code of a flow that a failed task or block ends, unless the task's own is used.
  public static final int TASK_FAILED = 10;
  private static final int FIRST_GENERATED = 100_000;
  private static final int GENERATED_PER_BLOCK = 10_000;

  public Flow {
    globals = Collections.unmodifiableMap(new java.util.LinkedHashMap<>(globals));
    steps = Collections.unmodifiableNavigableMap(new TreeMap<>(steps));
  }

  /// The highest number of commands that run at once.
  public int slots() {
    return steps.values()
        .stream()
        .map(Step::body)
        .mapToInt(
            body -> body instanceof Step.Parallel p ? Math.min(most(p), p.tasks().size()) : 1)
        .max()
        .orElse(1);
  }

  /// No limit if the number depends on the output of a task.
  private static int most(Step.Parallel block) {
    var digits = block.most().source();
    return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : Integer.MAX_VALUE;
  }

  /// How often a loop runs its task, to be shown.
  String runs(Step.Next.Loop loop) {
    var count = loop.count().source();
    return !dialect.loopCountsRepeats()
        ? count
        : count.matches("\\d{1,6}") ? Integer.toString(Integer.parseInt(count) + 1) : count + "+1";
  }

  /// The number of tasks, including generated ones.
  public int size() {
    return steps.size();
  }

  /// The first task: 0, or the lowest.
  public int start() {
    return steps.containsKey(0) ? 0 : steps.firstKey();
  }

  public static boolean isGenerated(int id) {
    return id >= FIRST_GENERATED;
  }

  /// The id of a subtask that a block generates.
  ///
  /// @param index from 0
  static int generated(int block, int index) {
    return FIRST_GENERATED + block * GENERATED_PER_BLOCK + index;
  }

  /// The id of the task in the file that a task was generated for; other tasks keep their own.
  public static int written(int id) {
    return isGenerated(id) ? (id - FIRST_GENERATED) / GENERATED_PER_BLOCK : id;
  }

  /// What reports show instead of a command.
  ///
  /// @param kind shown instead of the host
  public record BlockTitle(String kind, String text) {}

  /// The title of a block in reports; empty for other tasks.
  public Optional<BlockTitle> blockTitle(int id) {
    return Optional.ofNullable(steps.get(id)).flatMap(step -> switch (step.body()) {
      case Step.Parallel p -> Optional.of(title("parallel", p.tasks()));
      case Step.Conditional _ -> Optional.of(title("conditional", step.subtasks()));
      case Step.Command _,Step.Decision _,Step.Nothing _ -> Optional.empty();
    });
  }

  private static BlockTitle title(String kind, List<Integer> tasks) {
    return new BlockTitle(kind, "%s execution of tasks %s".formatted(kind, tasks));
  }

  /// The value of a global variable; empty if it contains a variable without a value.
  public Optional<String> value(String global) {
    return Optional.ofNullable(globals.get(global))
        .map(text -> text.known(globals))
        .filter(text -> text.variables().isEmpty())
        .map(Text::source);
  }

  /// Describes each task in a line, by its id.
  public Map<Integer, String> describe() {
    var lines = new TreeMap<Integer, String>();
    steps.forEach((id, step) -> lines.put(id, describe(step)));
    return lines;
  }

  private String describe(Step step) {
    var what = switch (step.body()) {
      case Step.Command c -> "%s: %s %s".formatted(
          c.hostname().source(),
          c.command().source(),
          c.arguments().source()).strip();
      case Step.Parallel p -> "PARALLEL %s, %s at a time".formatted(p.tasks(), p.most().source());
      case Step.Conditional c -> "CONDITIONAL %s: %s else %s".formatted(
          ConditionText.of(c.test()),
          c.ifTrue(),
          c.ifFalse());
      case Step.Decision(var condition) -> "DECISION " + ConditionText.of(condition);
      case Step.Nothing() -> "RETURN " + step.returns().map(Text::source).orElse("0");
    };
    var routing = step.routing();
    var next = switch (routing.next()) {
      case Step.Next.Absent() -> "";
      case Step.Next.Always() -> "  next always";
      case Step.Next.Never() -> "  next never";
      case Step.Next.If(var condition) -> "  next if " + ConditionText.of(condition);
      case Step.Next.Loop loop -> "  loop " + runs(loop);
    };
    boolean returnsAfter =
        step.returns().isPresent() && !(step.body() instanceof Step.Nothing);
    return "Task %d: %s%s%s%s%s".formatted(
        step.id(),
        what,
        next,
        returnsAfter ? "  return " + step.returns().get().source() : "",
        routing.onSuccess().isPresent() ? "  success -> " + routing.onSuccess().getAsInt() : "",
        routing.onFailure().isPresent() ? "  failure -> " + routing.onFailure().getAsInt() : "");
  }
}
