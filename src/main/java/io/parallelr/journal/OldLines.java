package io.parallelr.journal;

import io.parallelr.task.Identities;
import io.parallelr.task.Identities.Identity;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.stream.IntStream;

/// Lines of arguments files as versions before 0.2 recorded them: by their number, and by their
/// arguments only when they had ended. When all are known, those of the same arguments are counted
/// in the order of their numbers, which makes them comparable to those of later versions.
final class OldLines {
  private final PastTable table;
  private final Identities identities;
  private final BitSet withoutArguments = new BitSet();
  private long[] high = {};
  private long[] low = {};
  private int[] line = {};

  OldLines(PastTable table, Identities identities) {
    this.table = table;
    this.identities = identities;
  }

  Identity identity(JournalEntry entry) {
    return identities.ofLine(entry.task());
  }

  /// @param number of the entry in the table
  void take(int number, JournalEntry entry) {
    if (number >= line.length) {
      int more = Math.max(16, Math.addExact(number, number / 2));
      high = Arrays.copyOf(high, more);
      low = Arrays.copyOf(low, more);
      line = Arrays.copyOf(line, more);
    }
    if (entry.arguments().isEmpty()) {
      if (line[number] == 0) {
        withoutArguments.set(number);
      }
      return;
    }
    withoutArguments.clear(number);
    var first = identities.ofArguments(entry.arguments(), 1);
    high[number] = first.high();
    low[number] = first.low();
    line[number] = lineNumber(entry);
  }

  private static int lineNumber(JournalEntry entry) {
    var name = entry.task();
    try {
      return Math.max(1, Integer.parseInt(name.substring(name.lastIndexOf(':') + 1)));
    } catch (NumberFormatException e) {
      return Math.max(1, entry.sequence());
    }
  }

  /// The lines of which only the number is known.
  BitSet withoutArguments() {
    return withoutArguments;
  }

  /// To be called once, when the last of them has been taken.
  void identify() {
    var times = new HashMap<Identity, Integer>();
    IntStream.range(0, Math.min(table.size(), line.length))
        .filter(number -> line[number] > 0)
        .boxed()
        .sorted((a, b) -> Integer.compare(line[a], line[b]))
        .forEach(number -> {
          var first = new Identity(high[number], low[number]);
          int occurrence = times.merge(first, 1, Integer::sum);
          table.rename(number, identities.repeated(first, occurrence));
        });
    table.renamed();
  }
}
