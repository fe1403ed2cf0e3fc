package io.parallelr.batch;

import io.parallelr.task.Identities;
import java.util.List;

/// How often each list of arguments has come. For one thread.
final class Repeats {
  private final Identities identities = Identities.create();
  private long[] keys = new long[2 << 10]; // two for each place
  private int[] times = new int[1 << 10];
  private int used;

  /// Counts one more; returns how often it has come, this time included.
  int add(List<String> arguments) {
    if (used > times.length / 2) {
      grow();
    }
    var identity = identities.ofArguments(arguments, 1);
    int place = place(identity.high(), identity.low());
    if (times[place] == 0) {
      used++;
      keys[2 * place] = identity.high();
      keys[2 * place + 1] = identity.low();
    }
    return ++times[place];
  }

  private int place(long high, long low) {
    int mask = times.length - 1;
    int place = (int) low & mask;
    while (times[place] != 0 && (keys[2 * place] != high || keys[2 * place + 1] != low)) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    var oldKeys = keys;
    var oldTimes = times;
    keys = new long[oldKeys.length * 2];
    times = new int[oldTimes.length * 2];
    for (int i = 0; i < oldTimes.length; i++) {
      if (oldTimes[i] != 0) {
        int place = place(oldKeys[2 * i], oldKeys[2 * i + 1]);
        keys[2 * place] = oldKeys[2 * i];
        keys[2 * place + 1] = oldKeys[2 * i + 1];
        times[place] = oldTimes[i];
      }
    }
  }
}
