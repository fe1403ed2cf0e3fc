package io.parallelr.template;

import io.parallelr.template.Node.Branch;
import io.parallelr.template.Node.Pipe;
import io.parallelr.template.Parser.Parsed;
import java.math.BigInteger;
import java.util.List;

/// Renders the nodes of a template once. Used by one thread.
final class Renderer {
  private enum Flow {
    NEXT, BREAK, CONTINUE
  }

  private final Parsed parsed;
  private final Meter meter;
  private final Output output;
  private Evaluator evaluator;
  private Variables variables;

  Renderer(Parsed parsed, Meter meter) {
    this.parsed = parsed;
    this.meter = meter;
    output = new Output(meter, 0);
    variables = new Variables(new Value.Nil());
    evaluator = new Evaluator(meter, variables);
  }

  String render(Value data) throws TemplateException {
    template(0, parsed.main(), data);
    return output.toString();
  }

  private void template(int offset, List<Node> nodes, Value dot) throws TemplateException {
    meter.enter(offset);
    var outerVariables = variables;
    var outerEvaluator = evaluator;
    variables = new Variables(dot);
    evaluator = new Evaluator(meter, variables);
    render(nodes, dot);
    variables = outerVariables;
    evaluator = outerEvaluator;
    meter.leave();
  }

  private Flow render(List<Node> nodes, Value dot) throws TemplateException {
    for (var node : nodes) {
      var flow = render(node, dot);
      if (flow != Flow.NEXT) {
        return flow;
      }
    }
    return Flow.NEXT;
  }

  private Flow render(Node node, Value dot) throws TemplateException {
    switch (node) {
      case Node.Text(var offset, var text) -> output.at(offset).append(text);
      case Node.Action(var pipe) -> action(pipe, dot);
      case Node.Invoke invoke -> invoke(invoke, dot);
      case Node.Condition condition -> {
        return condition(condition, dot);
      }
      case Node.Range range -> {
        return range(range, dot);
      }
      case Node.Break(var offset) -> {
        meter.spend(offset, 1);
        return Flow.BREAK;
      }
      case Node.Continue(var offset) -> {
        meter.spend(offset, 1);
        return Flow.CONTINUE;
      }
    }
    return Flow.NEXT;
  }

  private void action(Pipe pipe, Value dot) throws TemplateException {
    var value = evaluator.pipe(pipe, dot);
    if (pipe.variables().isEmpty()) {
      Print.shown(value, output.at(pipe.offset()));
    }
  }

  private void invoke(Node.Invoke invoke, Value dot) throws TemplateException {
    var nodes = parsed.templates().get(invoke.template());
    if (nodes == null) {
      throw meter.error(invoke.offset(),
          "template " + Source.shown(invoke.template()) + " is not defined");
    }
    var argument = invoke.argument().isEmpty()
        ? new Value.Nil()
        : evaluator.pipe(invoke.argument().get(), dot);
    template(invoke.offset(), nodes, argument);
  }

  private Flow condition(Node.Condition condition, Value dot) throws TemplateException {
    int begun = variables.begin();
    var body = condition.otherwise();
    var inner = dot;
    int offset = 0;
    for (Branch branch : condition.branches()) {
      var value = evaluator.pipe(branch.pipe(), dot);
      offset = branch.pipe().offset();
      if (value.isTrue()) {
        body = branch.body();
        inner = condition.changesDot() ? value : dot;
        break;
      }
    }
    meter.enter(offset);
    var flow = render(body, inner);
    meter.leave();
    variables.end(begun);
    return flow;
  }

  private Flow range(Node.Range range, Value dot) throws TemplateException {
    int begun = variables.begin();
    int offset = range.pipe().offset();
    var value = evaluator.pipe(range.pipe(), dot);
    meter.enter(offset);
    boolean any = switch (value) {
      case Value.Sequence items -> items(range, items);
      case Value.Mapping entries -> entries(range, entries);
      case Value.Int(var count) -> count(range, count);
      case Value.Nil _ -> false;
      default -> throw meter.error(offset, "range cannot iterate over " + value.kind());
    };
    var flow = any ? Flow.NEXT : render(range.otherwise(), dot);
    meter.leave();
    variables.end(begun);
    return flow;
  }

  private boolean items(Node.Range range, Value.Sequence items) throws TemplateException {
    int size = items.items().size();
    for (int i = 0; i < size; i++) {
      if (turn(range, Value.of(i), items.get(i)) == Flow.BREAK) {
        break;
      }
    }
    return size > 0;
  }

  private boolean entries(Node.Range range, Value.Mapping entries) throws TemplateException {
    meter.spend(range.pipe().offset(), entries.entries().size());
    var keys = entries.keys();
    for (var key : keys) {
      var value = entries.get(key).orElse(new Value.Nil());
      if (turn(range, new Value.Text(key), value) == Flow.BREAK) {
        break;
      }
    }
    return !keys.isEmpty();
  }

  private boolean count(Node.Range range, BigInteger count) throws TemplateException {
    if (range.pipe().variables().size() > 1) {
      throw meter.error(range.pipe().offset(), "range over an integer has only one variable");
    }
    for (var i = BigInteger.ZERO; i.compareTo(count) < 0; i = i.add(BigInteger.ONE)) {
      var number = new Value.Int(i);
      if (turn(range, number, number) == Flow.BREAK) {
        break;
      }
    }
    return count.signum() > 0;
  }

  private Flow turn(Node.Range range, Value index, Value element) throws TemplateException {
    int offset = range.pipe().offset();
    meter.spend(offset, 1);
    int begun = variables.begin();
    var names = range.pipe().variables();
    boolean assigns = range.pipe().assigns();
    if (names.size() > 1) {
      evaluator.set(offset, names.getFirst(), assigns, index);
    }
    if (!names.isEmpty()) {
      evaluator.set(offset, names.getLast(), assigns, element);
    }
    var flow = render(range.body(), element);
    variables.end(begun);
    return flow;
  }
}
