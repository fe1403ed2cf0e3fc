package io.parallelr.flowfile;

import io.parallelr.flowfile.Step.Next;
import io.parallelr.task.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/// Reads a flow from a file, and reports all mistakes.
public final class FlowReader {
  private static final String DEFAULT_PARALLEL = "8";
  private static final List<String> WORDS_OF_NEXT = List.of("always", "never", "loop");

  private final Dialect dialect;
  private final Map<String, Text> globals;
  private final Problems problems;
  private final Map<Integer, Step> steps = new TreeMap<>();

  private FlowReader(Dialect dialect, Map<String, Text> globals, Problems problems) {
    this.dialect = dialect;
    this.globals = globals;
    this.problems = problems;
  }

  /// A file that was read.
  ///
  /// @param draft the flow, as far as mistakes allow
  /// @param options for the command line that the file contains
  /// @param tasks the number of tasks in the file
  public record Read(
      Flow draft,
      List<Problem> problems,
      List<Option> options,
      int tasks) {

    /// An option in the file.
    ///
    /// @param line counted from 1
    public record Option(String text, int line) {}

    /// The flow; empty if there is an error.
    public Optional<Flow> flow() {
      return hasErrors() ? Optional.empty() : Optional.of(draft);
    }

    /// The same with further problems.
    public Read with(List<Problem> more) {
      return new Read(draft, Problems.sorted(problems, more), options, tasks);
    }

    private boolean hasErrors() {
      return problems.stream().anyMatch(p -> p.severity() == Problem.Severity.ERROR);
    }
  }

  /// Reads a file.
  public static Read read(String text, Rules given) {
    var problems = new Problems();
    var file = FlowFile.read(text, given.dialect(), problems);
    var rules = given.in(file.dialect().orElse(given.dialect()));
    var globals = new Globals(rules, problems).read(file);
    var reader = new FlowReader(rules.dialect(), globals, problems);
    for (var task : file.tasks()) {
      reader.step(task);
    }
    var flow = new Flow(rules.dialect(), globals, new TreeMap<>(reader.steps));
    if (rules.has(Rules.Check.TASKS)) {
      new FlowCheck(flow, rules, problems).check(file);
    }
    if (rules.has(Rules.Check.SECURITY)) {
      new SecurityCheck(rules, globals, problems).check(file);
    }
    return new Read(flow, problems.sorted(),
        file.options().stream().map(o -> new Read.Option(o.value(), o.place().line())).toList(),
        file.tasks().size());
  }

  private void step(FlowFile.TaskLines task) {
    var number = Text.of(task.id().value()).known(globals).source();
    if (!number.matches("\\d{1,9}") || Integer.parseInt(number) > Numbers.HIGHEST_ID) {
      problems.error(task.id().place(), "'%s' is not the number of a task: use 0 to %d", number,
          Numbers.HIGHEST_ID);
      return;
    }
    int id = Integer.parseInt(number);
    if (steps.containsKey(id)) {
      problems.error(task.id().place(), "task %d is defined twice", id);
      return;
    }
    var keys = new TaskKeys(id, task, dialect, globals, problems);
    var returns = keys.returns();
    var routing = routing(keys);
    var body = body(keys, returns.isPresent());
    if (dialect.blocksHaveNoResult()) {
      new BlockResult(keys).check(body, routing.next());
    }
    steps.put(
        id,
        new Step(
            id,
            keys.places(),
            body,
            body instanceof Step.Conditional ? Optional.empty() : keys.condition("condition"),
            routing,
            returns,
            keys.sleep()));
  }

  private Step.Body body(TaskKeys keys, boolean returns) {
    return switch (keys.value("type").orElse("")) {
      case "parallel" -> parallel(keys);
      case "conditional" -> conditional(keys);
      case "decision" -> decision(keys);
      case "" -> returns && keys.entry("command").isEmpty() ? new Step.Nothing() : command(keys);
      case String other -> {
        keys.wrong("type", "'%s' is not a type: use parallel, conditional or decision", other);
        yield new Step.Nothing();
      }
    };
  }

  private Step.Command command(TaskKeys keys) {
    keys.require("hostname");
    keys.require("command");
    for (var key : List.of("tasks", "hostnames", "if_true_tasks", "if_false_tasks")) {
      keys.entry(key)
          .ifPresent(
              e -> problems.warning(e.place(), "'%s' means nothing without type=", key));
    }
    return new Step.Command(
        keys.text("hostname"),
        keys.text("command"),
        keys.text("arguments"),
        keys.text("exec"),
        keys.timeout(),
        keys.split("stdout_split"),
        keys.split("stderr_split"),
        keys.success());
  }

  private Step.Body parallel(TaskKeys keys) {
    keys.refuse("a parallel block", "timeout", "failure");
    var most = keys.whole("max_parallel", 1, Integer.MAX_VALUE).orElse(Text.of(DEFAULT_PARALLEL));
    var hosts = keys.list("hostnames");
    if (keys.entry("hostnames").isPresent() == keys.entry("tasks").isPresent()) {
      keys.wrong("type", "a parallel block needs either tasks or hostnames");
      return new Step.Nothing();
    }
    if (keys.entry("hostnames").isPresent()) {
      var tasks = generate(keys, hosts);
      return new Step.Parallel(
          tasks,
          most,
          keys.retry(),
          keys.success().filter(FlowReader::isOfSubtasks));
    }
    return new Step.Parallel(keys.ids("tasks"), most, keys.retry(), keys.success());
  }

  /// A subtask for each host.
  private List<Integer> generate(TaskKeys keys, List<String> hosts) {
    keys.require("command");
    if (hosts.isEmpty() && !keys.known("hostnames").variables().isEmpty()) {
      return List.of(); // the variables are reported elsewhere
    }
    if (hosts.size() < 2 || hosts.size() > 1000) {
      keys.wrong("hostnames", "hostnames takes 2 to 1000 names, not %d", hosts.size());
      return List.of();
    }
    var ids = new ArrayList<Integer>();
    for (var host : hosts) {
      if (!HostName.isValid(host)) {
        keys.wrong("hostnames", "'%s' is neither a host name nor an IPv4 address", host);
        return List.of();
      }
      int id = Flow.generated(keys.id(), ids.size());
      ids.add(id);
      var success = keys.condition("success").filter(c -> !isOfSubtasks(c));
      steps.put(
          id,
          new Step(
              id,
              keys.places(),
              new Step.Command(
                  Text.of(host),
                  keys.text("command"),
                  keys.text("arguments"),
                  keys.text("exec"),
                  Text.of(""),
                  Optional.empty(),
                  Optional.empty(),
                  success),
              Optional.empty(),
              new Step.Routing(new Next.Absent(), OptionalInt.empty(), OptionalInt.empty()),
              Optional.empty(),
              Text.of("")));
    }
    return ids;
  }

  /// Whether a condition is about the subtasks of a block, and not about the result of one.
  private static boolean isOfSubtasks(Condition condition) {
    return condition.simple().anyMatch(Condition.OfSubtasks.class::isInstance);
  }

  private Step.Body conditional(TaskKeys keys) {
    keys.refuse("a conditional block", "timeout", "failure");
    keys.require("condition");
    keys.require("if_true_tasks");
    keys.require("if_false_tasks");
    return new Step.Conditional(
        keys.condition("condition").orElse(new Condition.Constant(false)),
        keys.ids("if_true_tasks"),
        keys.ids("if_false_tasks"),
        keys.retry(),
        keys.success());
  }

  private Step.Body decision(TaskKeys keys) {
    keys.refuse("a decision", "command", "hostname", "arguments", "timeout");
    if (keys.entry("success").isPresent() == keys.entry("failure").isPresent()) {
      keys.wrong("type", "a decision needs either success or failure");
      return new Step.Nothing();
    }
    return new Step.Decision(keys.success().orElse(new Condition.Constant(false)));
  }

  private Step.Routing routing(TaskKeys keys) {
    var onSuccess = keys.target("on_success");
    var onFailure = keys.target("on_failure");
    var jump = keys.target("goto");
    if (onFailure.isPresent() && jump.isPresent()) {
      keys.wrong("goto", "goto and on_failure mean the same: give one");
    }
    boolean jumps = onSuccess.isPresent() || onFailure.isPresent();
    if (jumps && keys.entry("next").isPresent() && !dialect.nextWithJumps()) {
      keys.wrong("next", "next cannot be combined with on_success and on_failure");
    }
    return new Step.Routing(next(keys), onSuccess, onFailure.isPresent() ? onFailure : jump);
  }

  private Next next(TaskKeys keys) {
    var value = keys.word("next").orElse("");
    var loop = keys.whole("loop", 1, Numbers.MOST_REPEATS);
    var breaks = keys.condition("loop_break");
    if (value.equals("loop") || value.startsWith("loop&")) {
      if (loop.isEmpty()) {
        keys.wrong("next", "next=loop needs loop=N, which says how often");
        return new Next.Absent();
      }
      var whileHolds = value.equals("loop")
          ? Optional.<Condition>empty()
          : keys.parse("next", value.substring(5), 5);
      return new Next.Loop(loop.get(), whileHolds, breaks);
    }
    for (var key : List.of("loop", "loop_break")) {
      if (keys.entry(key).isPresent()) {
        keys.wrong(key, "%s needs next=loop", key);
      }
    }
    if (value.matches("\\d+")) {
      keys.wrong("next", "next takes a condition; to jump use on_success=%s", value);
    }
    return switch (value) {
      case "" -> new Next.Absent();
      case "always" -> new Next.Always();
      case "never" -> new Next.Never();
      case String word when Spelling.nearest(word, WORDS_OF_NEXT).isPresent() -> {
        keys.wrong("next", "'%s' is not a value of next%s", word,
            Spelling.hint(word, WORDS_OF_NEXT, "\"%s\""));
        yield new Next.Absent();
      }
      default -> keys.parse("next", value, 0).<Next>map(Next.If::new).orElse(new Next.Absent());
    };
  }
}
