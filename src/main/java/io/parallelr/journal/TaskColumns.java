package io.parallelr.journal;

import io.parallelr.journal.TaskIndex.State;
import io.parallelr.json.JsonObject;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A few numbers for each task of a run, by its own number, from 1. For one thread.
final class TaskColumns {
  private static final int FIRST = 256;
  private static final List<State> STATES =
      Stream.of(State.values()).sorted(Comparator.comparingInt(State::code)).toList();

  private byte[] states = new byte[FIRST];
  private long[] places = new long[FIRST];
  private long[] starts = new long[FIRST]; // milliseconds since 1970
  private int[] took = new int[FIRST]; // milliseconds
  private short[] slots = new short[FIRST];
  private final long[] counts = new long[STATES.size()];
  private int last;

  void clear() {
    Arrays.fill(states, (byte) 0);
    Arrays.fill(counts, 0);
    last = 0;
  }

  void put(int sequence, long place, State state, JsonObject line) {
    grow(sequence);
    counts[states[sequence]]--;
    counts[state.code()]++;
    states[sequence] = state.code();
    places[sequence] = place;
    starts[sequence] = millis(line.text("start_time").orElse(""));
    took[sequence] = (int) Math.min(
        Integer.MAX_VALUE,
        Math.round(line.decimal("duration_seconds").orElse(0.0) * 1000));
    slots[sequence] = line.number("worker_id").orElse(0L).shortValue();
    last = Math.max(last, sequence);
  }

  private void grow(int sequence) {
    if (sequence >= states.length) {
      int length = Math.min(TaskIndex.MOST + 1, Math.max(sequence + 1, states.length * 2));
      states = Arrays.copyOf(states, length);
      places = Arrays.copyOf(places, length);
      starts = Arrays.copyOf(starts, length);
      took = Arrays.copyOf(took, length);
      slots = Arrays.copyOf(slots, length);
    }
  }

  private static long millis(String time) {
    try {
      return time.isEmpty() ? 0 : OffsetDateTime.parse(time).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      return 0;
    }
  }

  int last() {
    return last;
  }

  State state(int sequence) {
    return sequence > 0 && sequence <= last ? STATES.get(states[sequence]) : State.PENDING;
  }

  long place(int sequence) {
    return places[sequence];
  }

  long startMillis(int sequence) {
    return starts[sequence];
  }

  long tookMillis(int sequence) {
    return took[sequence];
  }

  int slot(int sequence) {
    return slots[sequence];
  }

  long count(State state) {
    return counts[state.code()];
  }
}
