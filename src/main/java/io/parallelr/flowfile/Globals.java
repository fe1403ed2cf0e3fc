package io.parallelr.flowfile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads the global variables of a flow file.
@SuppressWarnings("AnnotateFormatMethod")
record Globals(Rules rules, Problems problems) {
  private static final int LONGEST_VALUE = 1024;
  /// The longest word that Linux hands to a program.
  private static final int LONGEST_WHOLE = 131_072;
  private static final int MOST_NESTED = 100;
  private static final String STRICT_PREFIX = "TASKER_";

  Map<String, Text> read(FlowFile file) {
    var used = used(file);
    var globals = new LinkedHashMap<String, Text>();
    file.globals().forEach((name, entry) -> {
      if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,63}")) {
        problems.error(
            entry.place(),
            "'%s' is not a variable name: use letters, digits and _, at most 64",
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
    new Nesting(globals, file).problems();
    return globals;
  }

  /// Checks the global variables that contain others. Those in cycles, or that are too long, become
  /// plain text, so that replacing variables by their values always ends.
  private final class Nesting {
    private final Map<String, Text> globals;
    private final FlowFile file;
    private final Map<String, Integer> sizes = new HashMap<>();
    private final Set<String> unfit = new HashSet<>();
    private final List<String> path = new ArrayList<>();

    Nesting(Map<String, Text> globals, FlowFile file) {
      this.globals = globals;
      this.file = file;
    }

    void problems() {
      globals.keySet().forEach(this::size);
      unfit.forEach(
          name -> globals.computeIfPresent(name, (_, text) -> Text.literal(text.source())));
    }

    /// The length of a value with its variables replaced, plus the number of replacements.
    private int size(String name) {
      var known = sizes.get(name);
      var text = globals.get(name);
      if (known != null || text == null) {
        return known == null ? 0 : known;
      }
      path.add(name);
      long size = text.source().length();
      for (var variable : text.variables()) {
        if (variable.reference() instanceof Reference.Global(var other)) {
          size += 1 + (isFit(name, other, variable.offset()) ? size(other) : 0);
        }
      }
      path.removeLast();
      if (size > LONGEST_WHOLE) {
        wrong(name, 0, "the value of %s is longer than %d characters with its variables expanded",
            name, LONGEST_WHOLE);
        size = text.source().length();
      }
      sizes.put(name, (int) size);
      return (int) size;
    }

    private boolean isFit(String name, String other, int offset) {
      int begin = path.indexOf(other);
      if (begin >= 0) {
        var cycle = Stream.concat(path.stream().skip(begin), Stream.of(other))
            .map(member -> '@' + member + '@')
            .collect(Collectors.joining(" -> "));
        wrong(name, offset,
            "global variables form a cycle: %s; give one of them a plain value", cycle);
        unfit.addAll(path.subList(begin, path.size()));
      } else if (path.size() > MOST_NESTED) {
        wrong(name, offset, "global variables are nested more than %d levels deep", MOST_NESTED);
      }
      return begin < 0 && path.size() <= MOST_NESTED;
    }

    private void wrong(String name, int offset, String message, Object... values) {
      unfit.add(name);
      var entry = file.globals().get(name);
      if (entry != null) {
        problems.error(entry.place().plus(offset), message, values);
      }
    }
  }

  private Text value(FlowFile.Entry entry, boolean isUsed) {
    if (!rules.dialect().expandsEnvironment()) {
      return Text.of(entry.value());
    }
    for (var variable : EnvironmentVariable.in(entry.value())) {
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
    // @NAME@ in a variable of the environment is plain text
    return Text.of(entry.value())
        .rewritten(text -> EnvironmentVariable.expand(text, rules.environment()));
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
