package io.parallelr.job;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// Which steps of a job depend on which, by their places in its list. Takes time in proportion to
/// the steps and dependencies, however deep they go.
final class StepGraph {
  private final List<StepSpec> steps;
  private final List<List<Integer>> dependencies = new ArrayList<>();
  private final List<List<Integer>> dependents = new ArrayList<>();

  private StepGraph(List<StepSpec> steps) {
    this.steps = steps;
  }

  /// @throws IllegalArgumentException if a step has no name, or the name of another, or depends on
  ///   what does not exist, or on itself
  static StepGraph of(List<StepSpec> steps) {
    var graph = new StepGraph(steps);
    graph.connect(places(steps));
    graph.refuseCycles();
    return graph;
  }

  private static Map<String, Integer> places(List<StepSpec> steps) {
    var places = HashMap.<String, Integer>newHashMap(steps.size());
    for (int i = 0; i < steps.size(); i++) {
      var name = steps.get(i).name();
      if (name.isEmpty()) {
        throw new IllegalArgumentException("step %d has no name".formatted(i + 1));
      }
      if (places.put(name, i) != null) {
        throw new IllegalArgumentException("two steps are named %s".formatted(name));
      }
    }
    return places;
  }

  private void connect(Map<String, Integer> places) {
    for (int i = 0; i < steps.size(); i++) {
      dependents.add(new ArrayList<>());
    }
    for (int i = 0; i < steps.size(); i++) {
      var step = steps.get(i);
      var needed = new ArrayList<Integer>();
      for (var name : step.dependsOn()) {
        var place = places.get(name);
        if (place == null) {
          throw new IllegalArgumentException(
              "step %s depends on %s, which does not exist".formatted(step.name(), name));
        }
        needed.add(place);
        dependents.get(place).add(i);
      }
      dependencies.add(List.copyOf(needed));
    }
  }

  private void refuseCycles() {
    int[] open = dependencies.stream().mapToInt(List::size).toArray();
    var free = new ArrayDeque<Integer>();
    for (int i = 0; i < open.length; i++) {
      if (open[i] == 0) {
        free.add(i);
      }
    }
    int ordered = 0;
    while (!free.isEmpty()) {
      ordered++;
      for (int dependent : dependents.get(free.remove())) {
        if (--open[dependent] == 0) {
          free.add(dependent);
        }
      }
    }
    if (ordered < steps.size()) {
      throw new IllegalArgumentException(
          "dependency cycle detected: " + String.join(" -> ", cycle(open)));
    }
  }

  /// Follows dependencies that never become free, until it comes to a step for the second time.
  private List<String> cycle(int[] open) {
    int at = 0;
    while (open[at] == 0) {
      at++;
    }
    var path = new ArrayList<Integer>();
    var seen = new HashSet<Integer>();
    while (seen.add(at)) {
      path.add(at);
      at = dependencies.get(at).stream().filter(d -> open[d] > 0).findFirst().orElseThrow();
    }
    path.add(at);
    return path.subList(path.indexOf(at), path.size())
        .stream()
        .map(place -> steps.get(place).name())
        .toList();
  }

  List<Integer> dependencies(int place) {
    return dependencies.get(place);
  }

  List<Integer> dependents(int place) {
    return dependents.get(place);
  }
}
