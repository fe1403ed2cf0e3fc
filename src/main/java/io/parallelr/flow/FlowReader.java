package io.parallelr.flow;

import io.parallelr.flow.FlowFile.Entry;
import io.parallelr.flow.Step.Next;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/// Makes a flow of the lines of a file, and says all that is wrong with them.
public final class FlowReader {
  private static final int HIGHEST_ID = 9999;
  private static final int MOST_REPEATS = 1000;
  private static final int DEFAULT_PARALLEL = 8;

  private final Dialect dialect;
  private final Problems problems;
  private final Map<Integer, Step> steps = new TreeMap<>();

  private FlowReader(Dialect dialect, Problems problems) {
    this.dialect = dialect;
    this.problems = problems;
  }

  /// What came of reading.
  ///
  /// @param draft the flow, as far as there is one whatever is wrong
  /// @param options words for the command line that the file holds
  /// @param tasks how many there are
  public record Read(
      Flow draft,
      List<Problem> problems,
      List<String> options,
      int tasks) {
    /// The flow; empty if there is an error.
    public Optional<Flow> flow() {
      return hasErrors() ? Optional.empty() : Optional.of(draft);
    }

    /// The same with more that is wrong.
    public Read with(List<Problem> more) {
      return new Read(draft, Problems.sorted(problems, more), options, tasks);
    }

    private boolean hasErrors() {
      return problems.stream().anyMatch(p -> p.severity() == Problem.Severity.ERROR);
    }
  }

  /// Reads a file.
  ///
  /// @param dialect in force unless the file asks for another
  /// @param goesOn whether a failed task without routing is followed by the next, whatever the
  ///   dialect says
  /// @param checks whether more than the syntax is checked
  /// @param environment for `$NAME` in global variables, where the dialect has that
  public static Read read(
      String text,
      Dialect dialect,
      boolean goesOn,
      boolean checks,
      Map<String, String> environment) {
    var problems = new Problems();
    var file = FlowFile.read(text, dialect, problems);
    var asked = file.dialect().orElse(dialect);
    var inForce = goesOn ? asked.fireAndForget() : asked;
    var reader = new FlowReader(inForce, problems);
    var globals = reader.globals(file, environment);
    for (var task : file.tasks()) {
      reader.step(task);
    }
    var flow = new Flow(inForce, globals, new TreeMap<>(reader.steps));
    if (checks) {
      new FlowCheck(flow, problems).check(file);
    }
    return new Read(
        flow,
        problems.sorted(),
        file.options().stream().map(Entry::value).toList(),
        file.tasks().size());
  }

  private Map<String, Text> globals(FlowFile file, Map<String, String> environment) {
    var globals = new LinkedHashMap<String, Text>();
    file.globals().forEach((name, entry) -> {
      if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,63}")) {
        problems.error(
            entry.place(),
            "'%s' is no name of a variable: letters, digits and _, at most 64",
            name);
      } else if (entry.value().length() > 1024) {
        problems.error(entry.place(), "the value of %s is longer than 1024 characters", name);
      } else {
        globals.put(
            name,
            Text.of(
                dialect.expandsEnvironment()
                    ? Commands.expand(entry.value(), environment)
                    : entry.value()));
      }
    });
    return globals;
  }

  private void step(FlowFile.Task task) {
    var number = task.id().value();
    if (!number.matches("\\d{1,9}") || Integer.parseInt(number) > HIGHEST_ID) {
      problems.error(task.id().place(), "'%s' is no task id: use 0 to %d", number, HIGHEST_ID);
      return;
    }
    int id = Integer.parseInt(number);
    if (steps.containsKey(id)) {
      problems.error(task.id().place(), "task %d is defined twice", id);
      return;
    }
    var keys = new Keys(id, task);
    var returns = keys.whole("return", Integer.MIN_VALUE, Integer.MAX_VALUE);
    var body = body(keys, returns.isPresent());
    steps.put(
        id,
        new Step(
            id,
            task.id().place(),
            body,
            body instanceof Step.Conditional ? Optional.empty() : keys.condition("condition"),
            routing(keys),
            returns,
            keys.text("sleep")));
  }

  private Step.Body body(Keys keys, boolean returns) {
    return switch (keys.value("type").orElse("")) {
      case "parallel" -> parallel(keys);
      case "conditional" -> conditional(keys);
      case "decision" -> decision(keys);
      case "" -> returns && keys.entry("command").isEmpty() ? new Step.Nothing() : command(keys);
      case String other -> {
        keys.wrong("type", "'%s' is no type: use parallel, conditional or decision", other);
        yield new Step.Nothing();
      }
    };
  }

  private Step.Command command(Keys keys) {
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

  private Step.Body parallel(Keys keys) {
    keys.refuse("a parallel block", "timeout", "failure");
    int most = keys.whole("max_parallel", 1, Integer.MAX_VALUE).orElse(DEFAULT_PARALLEL);
    var hosts = keys.list("hostnames");
    if (keys.entry("hostnames").isPresent() == keys.entry("tasks").isPresent()) {
      keys.wrong("type", "a parallel block needs either tasks or hostnames");
      return new Step.Nothing();
    }
    if (keys.entry("hostnames").isPresent()) {
      return new Step.Parallel(generate(keys, hosts), most, keys.retry(), keys.success());
    }
    return new Step.Parallel(keys.ids("tasks"), most, keys.retry(), keys.success());
  }

  /// A subtask for each host.
  private List<Integer> generate(Keys keys, List<String> hosts) {
    keys.require("command");
    if (hosts.size() < 2 || hosts.size() > 1000) {
      keys.wrong("hostnames", "hostnames takes 2 to 1000 names, not %d", hosts.size());
      return List.of();
    }
    var ids = new ArrayList<Integer>();
    for (var host : hosts) {
      if (!HostName.isValid(host)) {
        keys.wrong("hostnames", "'%s' is no host name and no IPv4 address", host);
        return List.of();
      }
      int id = Flow.generated(keys.id, ids.size());
      ids.add(id);
      var success = keys.condition("success").filter(c -> !FlowCheck.isOfSubtasks(c));
      steps.put(
          id,
          new Step(
              id,
              keys.task.id().place(),
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
              OptionalInt.empty(),
              Text.of("")));
    }
    return ids;
  }

  private Step.Body conditional(Keys keys) {
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

  private Step.Body decision(Keys keys) {
    keys.refuse("a decision", "command", "hostname", "arguments", "timeout");
    if (keys.entry("success").isPresent() == keys.entry("failure").isPresent()) {
      keys.wrong("type", "a decision needs either success or failure");
      return new Step.Nothing();
    }
    return new Step.Decision(keys.success().orElse(new Condition.Constant(false)));
  }

  private Step.Routing routing(Keys keys) {
    var onSuccess = keys.whole("on_success", 0, HIGHEST_ID);
    var onFailure = keys.whole("on_failure", 0, HIGHEST_ID);
    var jump = keys.whole("goto", 0, HIGHEST_ID);
    if (onFailure.isPresent() && jump.isPresent()) {
      keys.wrong("goto", "goto and on_failure say the same: give one");
    }
    boolean jumps = onSuccess.isPresent() || onFailure.isPresent();
    if (jumps && keys.entry("next").isPresent() && !dialect.nextWithJumps()) {
      keys.wrong("next", "next cannot stand beside on_success and on_failure");
    }
    return new Step.Routing(next(keys), onSuccess, onFailure.isPresent() ? onFailure : jump);
  }

  private Next next(Keys keys) {
    var value = keys.value("next").orElse("");
    var loop = keys.whole("loop", 1, MOST_REPEATS);
    var ends = keys.condition("loop_break");
    if (value.equals("loop") || value.startsWith("loop&")) {
      if (loop.isEmpty()) {
        keys.wrong("next", "next=loop needs loop=N: how often");
        return new Next.Absent();
      }
      var goesOn = value.equals("loop")
          ? Optional.<Condition>empty()
          : keys.parse("next", value.substring(5), 5);
      return new Next.Loop(loop.getAsInt(), goesOn, ends);
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
      default -> keys.parse("next", value, 0).<Next>map(Next.If::new).orElse(new Next.Absent());
    };
  }

  /// The keys of one task.
  @SuppressWarnings("AnnotateFormatMethod")
  private final class Keys {
    private final int id;
    private final FlowFile.Task task;

    Keys(int id, FlowFile.Task task) {
      this.id = id;
      this.task = task;
    }

    Optional<Entry> entry(String key) {
      return Optional.ofNullable(task.keys().get(key));
    }

    Optional<String> value(String key) {
      return entry(key).map(Entry::value);
    }

    Text text(String key) {
      return Text.of(value(key).orElse(""));
    }

    void wrong(String key, String message, Object... values) {
      var place = entry(key).map(Entry::place).orElse(task.id().place());
      problems.error(place, "task " + id + ": " + message, values);
    }

    void require(String key) {
      if (value(key).orElse("").isEmpty()) {
        wrong("task", "%s is missing", key);
      }
    }

    void refuse(String what, String... keys) {
      for (var key : keys) {
        if (entry(key).isPresent()) {
          wrong(key, "%s takes no %s", what, key);
        }
      }
    }

    OptionalInt whole(String key, int min, int max) {
      var value = value(key);
      if (value.isEmpty()) {
        return OptionalInt.empty();
      }
      if (value.get().matches("-?\\d{1,9}")) {
        int number = Integer.parseInt(value.get());
        if (number >= min && number <= max) {
          return OptionalInt.of(number);
        }
      }
      wrong(key, "%s is '%s', not a whole number%s", key, value.get(), range(min, max));
      return OptionalInt.empty();
    }

    private static String range(int min, int max) {
      return max == Integer.MAX_VALUE
          ? min == Integer.MIN_VALUE ? "" : " of at least " + min
          : " from %d to %d".formatted(min, max);
    }

    Text timeout() {
      var text = text("timeout");
      if (text.variables().isEmpty() && !text.isEmpty()) {
        var seconds = whole("timeout", Integer.MIN_VALUE, Integer.MAX_VALUE);
        if (seconds.isPresent() && (seconds.getAsInt() < Timeouts.LEAST
            || seconds.getAsInt() > Timeouts.MOST)) {
          problems.warning(
              entry("timeout").orElseThrow().place(),
              "task %d: timeout %d is taken as %d",
              id,
              seconds.getAsInt(),
              Timeouts.clamp(seconds.getAsInt()));
        }
      }
      return text;
    }

    Step.Retry retry() {
      var count = text("retry_count");
      if (count.variables().isEmpty() && !count.isEmpty()) {
        whole("retry_count", 1, MOST_REPEATS);
      }
      var delay = text("retry_delay");
      if (delay.variables().isEmpty() && !delay.isEmpty()) {
        whole("retry_delay", 0, Integer.MAX_VALUE);
      }
      boolean on = value("retry_failed").orElse("").equalsIgnoreCase("true");
      return new Step.Retry(
          count.isEmpty() ? Text.of(on ? "1" : "0") : count,
          delay.isEmpty() ? Text.of("1") : delay);
    }

    Optional<Split> split(String key) {
      var value = value(key);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(Split.parse(value.get()));
      } catch (SyntaxException e) {
        wrong(key, "%s: %s", key, e.text());
        return Optional.empty();
      }
    }

    /// `success`, or the opposite of `failure`.
    Optional<Condition> success() {
      if (entry("success").isPresent() && entry("failure").isPresent()) {
        wrong("failure", "success and failure exclude each other");
      }
      return condition("success")
          .or(() -> condition("failure").map(Condition.Not::new));
    }

    Optional<Condition> condition(String key) {
      return value(key).flatMap(text -> parse(key, text, 0));
    }

    Optional<Condition> parse(String key, String text, int offset) {
      try {
        return Optional.of(ConditionParser.parse(text, dialect.lenient()));
      } catch (SyntaxException e) {
        problems.error(
            entry(key).map(Entry::place).orElse(task.id().place()).plus(offset + e.offset()),
            "task %d: %s: %s",
            id,
            key,
            e.text());
        return Optional.empty();
      }
    }

    List<String> list(String key) {
      return value(key)
          .map(v -> List.of(v.split(",", -1)))
          .orElse(List.of())
          .stream()
          .map(String::strip)
          .filter(s -> !s.isEmpty())
          .toList();
    }

    List<Integer> ids(String key) {
      var ids = new ArrayList<Integer>();
      for (var text : list(key)) {
        if (text.matches("\\d{1,9}")) {
          ids.add(Integer.valueOf(text));
        } else {
          wrong(key, "%s: '%s' is no task id", key, text);
        }
      }
      if (ids.isEmpty()) {
        wrong(key, "%s names no task", key);
      }
      return ids;
    }
  }
}
