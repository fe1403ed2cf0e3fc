package io.parallelr.flowhost;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The graph of a flow: which steps come before which. Immutable.
///
/// @param before the steps that each comes after at once
record GraphCheck(Map<String, Set<String>> before) {

  /// Reads it from a draft.
  static GraphCheck of(Draft draft) {
    var before = new HashMap<String, Set<String>>();
    draft.steps.forEach((name, step) -> before.put(name, Set.copyOf(step.after)));
    return new GraphCheck(before);
  }

  /// What is wrong with it.
  List<String> faults() {
    var faults = new ArrayList<String>();
    for (var name : new TreeSet<>(before.keySet())) {
      for (var other : new TreeSet<>(before.getOrDefault(name, Set.of()))) {
        if (!before.containsKey(other)) {
          faults.add("step %s comes after step %s, which does not exist".formatted(name, other));
        }
      }
    }
    cycles().forEach(cycle -> faults.add("cycle: " + String.join(" -> ", cycle)));
    return faults;
  }

  /// Cycles, from a step to the same, each before the next: one for all steps that come before
  /// each other.
  private List<List<String>> cycles() {
    var cycles = new ArrayList<List<String>>();
    var known = new HashSet<String>();
    for (var name : new TreeSet<>(before.keySet())) {
      if (!known.contains(name) && isBefore(name, name)) {
        cycles.add(cycle(name));
        known.addAll(allBefore(name).stream().filter(other -> isBefore(name, other)).toList());
      }
    }
    return cycles;
  }

  /// A shortest cycle of a step that is in one.
  private List<String> cycle(String name) {
    var from = new HashMap<String, String>(); // the step by which each was reached
    var open = new ArrayDeque<>(List.of(name));
    while (!from.containsKey(name)) {
      var at = open.remove();
      for (var next : new TreeSet<>(before.getOrDefault(at, Set.of()))) {
        if (from.putIfAbsent(next, at) == null) {
          open.add(next);
        }
      }
    }
    var path = new ArrayList<>(List.of(name));
    for (var step = from.get(name); !name.equals(step); step = from.get(step)) {
      path.add(step);
    }
    path.add(name);
    return path;
  }

  /// Whether a step always ends before another begins.
  boolean isBefore(String first, String later) {
    return allBefore(later).contains(first);
  }

  /// The steps that end before another begins.
  Set<String> allBefore(String later) {
    var seen = new HashSet<String>();
    var open = new ArrayDeque<>(List.of(later));
    while (!open.isEmpty()) {
      for (var name : before.getOrDefault(open.remove(), Set.of())) {
        if (seen.add(name)) {
          open.add(name);
        }
      }
    }
    return seen;
  }
}
