package io.parallelr.queue;

import java.util.Arrays;

/// A set of numbers without an object for each. Holds up to a limit; what comes then is not held.
/// For one thread.
final class Fingerprints {
  private static final int MOST = 1 << 21;
  private long[] table = new long[64];
  private int size;

  /// Adds a number.
  ///
  /// @return whether it was not there
  boolean add(long number) {
    long key = number == 0 ? 1 : number; // zero is a free place
    int at = place(key);
    if (table[at] == key) {
      return false;
    }
    if (size < MOST) {
      table[at] = key;
      size++;
      if (size * 2 > table.length) {
        grow();
      }
    }
    return true;
  }

  boolean contains(long number) {
    long key = number == 0 ? 1 : number;
    return table[place(key)] == key;
  }

  void clear() {
    table = new long[64];
    size = 0;
  }

  private int place(long key) {
    int mask = table.length - 1;
    int at = (int) (key ^ key >>> 32) & mask;
    while (table[at] != 0 && table[at] != key) {
      at = at + 1 & mask;
    }
    return at;
  }

  private void grow() {
    var old = table;
    table = new long[old.length * 2];
    Arrays.stream(old).filter(key -> key != 0).forEach(key -> table[place(key)] = key);
  }
}
