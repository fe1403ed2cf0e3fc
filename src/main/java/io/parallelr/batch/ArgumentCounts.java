package io.parallelr.batch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How many arguments lines have, to tell of those that differ. For one thread.
final class ArgumentCounts {
  private static final int LISTED = 5;

  private final Map<Integer, List<Integer>> firstLines = new TreeMap<>();
  private final Map<Integer, Integer> totals = new HashMap<>();
  private int first;

  void add(int count, int line) {
    first = first == 0 ? count : first;
    if (totals.merge(count, 1, Integer::sum) <= LISTED) {
      firstLines.computeIfAbsent(count, _ -> new ArrayList<>()).add(line);
    }
  }

  int first() {
    return first;
  }

  void requireOne(Path file) throws InputException {
    if (firstLines.size() < 2) {
      return;
    }
    var counts = new ArrayList<String>();
    firstLines.forEach((count, numbers) -> {
      int total = totals.getOrDefault(count, 0);
      counts.add(
          "%d on line%s %s%s".formatted(
              count,
              total == 1 ? "" : "s",
              String.join(", ", numbers.stream().map(n -> "" + n).toList()),
              total > LISTED ? "… (%d lines)".formatted(total) : ""));
    });
    throw new InputException(
        "%s: lines differ in their number of arguments: %s"
            .formatted(ListFiles.name(file), String.join("; ", counts)));
  }
}
