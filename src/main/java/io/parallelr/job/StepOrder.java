package io.parallelr.job;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/// The order in which steps are listed: each after those that it depends on, and by name where that
/// leaves a choice.
public final class StepOrder {
  private StepOrder() {}

  /// Sorts steps.
  ///
  /// @throws IllegalArgumentException if there is no such order, or the steps are at fault otherwise
  public static List<StepSpec> sorted(List<StepSpec> steps) {
    var graph = StepGraph.of(steps);
    var free = new PriorityQueue<Integer>(
        (a, b) -> steps.get(a).name().compareTo(steps.get(b).name()));
    int[] open = new int[steps.size()];
    for (int i = 0; i < open.length; i++) {
      open[i] = graph.dependencies(i).size();
      if (open[i] == 0) {
        free.add(i);
      }
    }
    var sorted = new ArrayList<StepSpec>();
    while (!free.isEmpty()) {
      int place = free.remove();
      sorted.add(steps.get(place));
      for (int dependent : graph.dependents(place)) {
        if (--open[dependent] == 0) {
          free.add(dependent);
        }
      }
    }
    return List.copyOf(sorted);
  }
}
