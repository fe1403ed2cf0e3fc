package io.parallelr.prunner;

import io.parallelr.task.Printable;
import io.parallelr.task.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which variables the jobs of a pipeline may be given. Immutable.
///
/// @param rules one for each variable, in the order of the file
public record VariableSchema(List<VariableRule> rules) {

  public VariableSchema {
    rules = List.copyOf(rules);
  }

  /// Checks the variables of a request, whose values are those of JSON: texts, numbers, truth
  /// values, lists, maps and null.
  ///
  /// @return a line for each wrong variable, in the order of the rules, and those that no rule names
  /// behind them; empty if all are right
  public List<String> check(Map<String, ? extends @Nullable Object> variables) {
    var lines = new ArrayList<String>();
    for (var rule : rules) {
      if (variables.containsKey(rule.name())) {
        rule.objection(variables.get(rule.name())).ifPresent(lines::add);
      } else if (rule.required() && rule.defaultValue().isEmpty()) {
        lines.add(
            "variable %s: missing; send %s".formatted(rule.name(), rule.type().description()));
      }
    }
    var names = rules.stream().map(VariableRule::name).toList();
    variables.keySet()
        .stream()
        .filter(name -> !names.contains(name))
        .sorted()
        .map(name -> "variable %s: not known%s".formatted(name, Spelling.hint(name, names, "%s")))
        .forEach(lines::add);
    return lines.stream().map(Printable::of).toList();
  }

  /// The variables of a job: those given, and the defaults of the others.
  public Map<String, @Nullable Object> withDefaults(
      Map<String, ? extends @Nullable Object> variables) {
    var all = new LinkedHashMap<String, @Nullable Object>();
    rules.forEach(rule -> rule.defaultValue().ifPresent(value -> all.put(rule.name(), value)));
    all.putAll(variables);
    return Maps.copy(all);
  }
}
