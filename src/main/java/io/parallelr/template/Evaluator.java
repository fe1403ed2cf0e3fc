package io.parallelr.template;

import io.parallelr.template.Node.Command;
import io.parallelr.template.Node.Operand;
import io.parallelr.template.Node.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Computes the values of pipelines. Used by one thread.
final class Evaluator {
  private final Meter meter;
  private final Variables variables;

  Evaluator(Meter meter, Variables variables) {
    this.meter = meter;
    this.variables = variables;
  }

  /// Computes a pipeline and sets its variables.
  Value pipe(Pipe pipe, Value dot) throws TemplateException {
    meter.enter(pipe.offset());
    Optional<Value> value = Optional.empty();
    for (var command : pipe.commands()) {
      value = Optional.of(command(command, dot, value));
    }
    var result = value.orElse(new Value.Nil()); // there is always a command
    for (var name : pipe.variables()) {
      set(pipe.offset(), name, pipe.assigns(), result);
    }
    meter.leave();
    return result;
  }

  void set(int offset, String name, boolean assigns, Value value) throws TemplateException {
    meter.spend(offset, variables.cost());
    if (!assigns) {
      variables.declare(name, value);
    } else if (!variables.assign(name, value)) {
      throw undefined(offset, name);
    }
  }

  /// A variable can be declared in an argument that `and` or `or` did not need.
  private TemplateException undefined(int offset, String name) {
    return meter.error(offset, "variable " + name + " has no value here");
  }

  private Value command(Command command, Value dot, Optional<Value> piped)
      throws TemplateException {
    var first = command.first();
    if (first instanceof Operand.Function(var offset, var name)) {
      return call(offset, name, command.arguments(), dot, piped);
    }
    if (!command.arguments().isEmpty() || piped.isPresent()) {
      throw meter.error(first.offset(), "a value that is not a function cannot take arguments");
    }
    if (first instanceof Operand.Literal(var offset, Value.Nil _)) {
      throw meter.error(offset, "nil cannot stand alone");
    }
    return operand(first, dot);
  }

  private Value operand(Operand operand, Value dot) throws TemplateException {
    return switch (operand) {
      case Operand.Literal(_, var value) -> value;
      case Operand.Dot _ -> dot;
      case Operand.Variable(var offset, var name) -> {
        meter.spend(offset, variables.cost());
        var value = variables.get(name);
        if (value.isEmpty()) {
          throw undefined(offset, name);
        }
        yield value.get();
      }
      case Operand.Function(var offset, var name) ->
        call(offset, name, List.of(), dot, Optional.empty());
      case Operand.Group(_, var pipe) -> pipe(pipe, dot);
      case Operand.Lookup(var start, var keys) -> {
        var value = operand(start, dot);
        for (var key : keys) {
          value = field(value, key);
        }
        yield value;
      }
    };
  }

  private Value field(Value value, Node.Key key) throws TemplateException {
    meter.spend(key.offset(), 1);
    var name = Source.shown(key.name());
    if (!(value instanceof Value.Mapping entries)) {
      throw meter.error(key.offset(), "no key " + name + " in " + value.kind());
    }
    var entry = entries.get(key.name());
    if (entry.isEmpty()) {
      throw meter.error(key.offset(), "map has no entry for key " + name);
    }
    return entry.get();
  }

  private Value call(int offset, String name, List<Operand> operands, Value dot,
      Optional<Value> piped) throws TemplateException {
    var function = Functions.get(name);
    int count = operands.size() + (piped.isPresent() ? 1 : 0);
    if (count < function.least() || count > function.most()) {
      throw meter.error(offset, name + " takes " + function.arity() + ", not " + count);
    }
    var arguments = new ArrayList<Value>();
    for (var operand : operands) {
      var value = operand(operand, dot);
      if (function.stopsAt(value)) {
        return value;
      }
      arguments.add(value);
    }
    piped.ifPresent(arguments::add);
    long work = 1;
    for (var argument : arguments) {
      work += argument instanceof Value.Text(var text) ? 1 + text.length() : 1;
    }
    meter.spend(offset, work);
    return function.apply(new Call(name, offset, List.copyOf(arguments), meter));
  }
}
