package io.parallelr.prunner;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds tasks that wait for each other.
final class Cycle {
  private final Map<String, List<String>> dependencies = new HashMap<>();

  private Cycle(List<PipelineTask> tasks) {
    tasks.forEach(task -> dependencies.put(task.name(), task.dependsOn()));
  }

  /// The names along a circle of dependencies, the first again at the end; empty if there is none.
  static List<String> in(List<PipelineTask> tasks) {
    return new Cycle(tasks).find(tasks);
  }

  private List<String> find(List<PipelineTask> tasks) {
    var done = new HashSet<String>();
    for (var task : tasks) {
      var found = from(task.name(), done);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  /// Follows dependencies in depth, without recursion: a chain may be as long as a file allows.
  private List<String> from(String start, Set<String> done) {
    var path = new LinkedHashSet<String>();
    Deque<Deque<String>> open = new ArrayDeque<>();
    open.push(new ArrayDeque<>(List.of(start)));
    while (!open.isEmpty()) {
      var next = open.peek().poll();
      if (next == null) {
        open.pop();
        if (!path.isEmpty()) {
          done.add(path.removeLast());
        }
      } else if (path.contains(next)) {
        return circle(path, next);
      } else if (!done.contains(next)) {
        path.add(next);
        open.push(new ArrayDeque<>(dependencies.getOrDefault(next, List.of())));
      }
    }
    return List.of();
  }

  private static List<String> circle(Set<String> path, String first) {
    var circle = new ArrayList<>(path);
    circle.subList(0, circle.indexOf(first)).clear();
    circle.add(first);
    return circle;
  }
}
