package io.parallelr.flow;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Reads the global variables of a flow file.
record Globals(Rules rules, Problems problems) {
  private static final int LONGEST_VALUE = 1024;
  private static final String STRICT_PREFIX = "TASKER_";

  Map<String, Text> read(FlowFile file) {
    var used = used(file);
    var globals = new LinkedHashMap<String, Text>();
    file.globals().forEach((name, entry) -> {
      if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,63}")) {
        problems.error(
            entry.place(),
            "'%s' is no name of a variable: letters, digits and _, at most 64",
            name);
      } else if (entry.value().length() > LONGEST_VALUE) {
        problems.error(
            entry.place(),
            "the value of %s is longer than %d characters",
            name,
            LONGEST_VALUE);
      } else {
        globals.put(name, value(entry, used.contains(name)));
      }
    });
    return globals;
  }

  private Text value(FlowFile.Entry entry, boolean isUsed) {
    if (!rules.dialect().expandsEnvironment()) {
      return Text.of(entry.value());
    }
    for (var variable : Commands.environmentVariables(entry.value())) {
      var name = variable.name();
      var place = entry.place().plus(variable.offset());
      if (rules.has(Rules.Check.STRICT_ENVIRONMENT) && !name.startsWith(STRICT_PREFIX)) {
        problems.error(
            place,
            "$%s: only names that begin with %s may be taken from the environment"
                + " (--strict-env-validation)",
            name,
            STRICT_PREFIX);
      } else if (isUsed && !rules.environment().containsKey(name)) {
        problems.error(place, "$%s is not set in the environment", name);
      }
    }
    // what the environment holds is a value: an @NAME@ in it is no variable
    return Text.of(entry.value()).rewritten(text -> Commands.expand(text, rules.environment()));
  }

  /// The names that tasks refer to, themselves or by other globals.
  private static Set<String> used(FlowFile file) {
    var used = new HashSet<String>();
    var waiting = new ArrayDeque<FlowFile.Entry>();
    file.tasks().forEach(task -> waiting.addAll(task.keys().values()));
    while (!waiting.isEmpty()) {
      for (var variable : Text.of(waiting.remove().value()).variables()) {
        if (variable.reference() instanceof Reference.Global(var name) && used.add(name)
            && file.globals().containsKey(name)) {
          waiting.add(file.globals().get(name));
        }
      }
    }
    return used;
  }
}
