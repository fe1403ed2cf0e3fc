package io.parallelr.journal;

import io.parallelr.task.Identities.Identity;
import io.parallelr.task.Status;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// The latest that is known of each task, some sixty bytes for each: there may be millions.
final class PastTable {
  private static final List<Status> STATUSES = List.of(Status.values());
  private static final long NO_STAMP = Long.MIN_VALUE;

  private long[] high = new long[16];
  private long[] low = new long[16];
  private long[] position = new long[16]; // of the latest line
  private int[] file = new int[16]; // of that line
  private int[] run = new int[16]; // that began it last
  private int[] sequence = new int[16]; // in that run
  private int[] place = new int[16]; // its number in the latest run that speaks of it
  private int[] attempt = new int[16];
  private byte[] result = new byte[16]; // 0 for none, else 1 + its number, negative if not final
  private final BitSet byRequest = new BitSet();
  private long[] stampBytes = {};
  private long[] stampMillis = {};
  private int[] index = new int[32]; // 1 + number of the entry
  private int size;

  int size() {
    return size;
  }

  /// The number of an entry; -1 if there is none.
  int find(Identity identity) {
    return index[slot(identity.high(), identity.low())] - 1;
  }

  /// The number of an entry, made if there is none.
  int findOrAdd(Identity identity) {
    int slot = slot(identity.high(), identity.low());
    if (index[slot] == 0) {
      if (size == high.length) {
        grow();
        slot = slot(identity.high(), identity.low());
      }
      high[size] = identity.high();
      low[size] = identity.low();
      index[slot] = ++size;
    }
    return index[slot] - 1;
  }

  void set(int entry, int theRun, int theSequence, int theAttempt, Optional<Status> theResult,
      boolean isFinal) {
    run[entry] = theRun;
    sequence[entry] = theSequence;
    attempt[entry] = theAttempt;
    int number = theResult.map(s -> STATUSES.indexOf(s) + 1).orElse(0);
    result[entry] = (byte) (isFinal ? number : -number);
  }

  /// Sets whether it was cancelled by request.
  void setByRequest(int entry, boolean isSo) {
    byRequest.set(entry, isSo);
  }

  boolean byRequest(int entry) {
    return byRequest.get(entry);
  }

  void setPlace(int entry, int theFile, long thePosition, int thePlace) {
    file[entry] = theFile;
    position[entry] = thePosition;
    place[entry] = thePlace;
  }

  void setStamp(int entry, Optional<FileStamp> stamp) {
    if (stampBytes.length == 0 && stamp.isEmpty()) {
      return; // tasks from lines have none
    }
    if (stampBytes.length < high.length) {
      int had = stampBytes.length;
      stampBytes = Arrays.copyOf(stampBytes, high.length);
      stampMillis = Arrays.copyOf(stampMillis, high.length);
      Arrays.fill(stampBytes, had, high.length, NO_STAMP);
    }
    stampBytes[entry] = stamp.map(FileStamp::bytes).orElse(NO_STAMP);
    stampMillis[entry] = stamp.map(FileStamp::modifiedMillis).orElse(0L);
  }

  /// Gives entries other identities.
  void rename(int entry, Identity identity) {
    high[entry] = identity.high();
    low[entry] = identity.low();
  }

  /// To be called when all have been renamed.
  void renamed() {
    fillIndex(index.length);
  }

  int run(int entry) {
    return run[entry];
  }

  int sequence(int entry) {
    return sequence[entry];
  }

  int place(int entry) {
    return place[entry];
  }

  int attempt(int entry) {
    return attempt[entry];
  }

  int file(int entry) {
    return file[entry];
  }

  long position(int entry) {
    return position[entry];
  }

  Optional<Status> result(int entry) {
    int number = Math.abs(result[entry]);
    return number == 0 ? Optional.empty() : Optional.of(STATUSES.get(number - 1));
  }

  boolean isFinal(int entry) {
    return result[entry] > 0;
  }

  Optional<FileStamp> stamp(int entry) {
    return entry >= stampBytes.length || stampBytes[entry] == NO_STAMP
        ? Optional.empty()
        : Optional.of(new FileStamp(stampBytes[entry], stampMillis[entry]));
  }

  private int slot(long h, long l) {
    int mask = index.length - 1;
    int slot = (int) l & mask;
    while (index[slot] != 0 && (low[index[slot] - 1] != l || high[index[slot] - 1] != h)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    int more = Math.addExact(size, size / 2);
    high = Arrays.copyOf(high, more);
    low = Arrays.copyOf(low, more);
    position = Arrays.copyOf(position, more);
    file = Arrays.copyOf(file, more);
    run = Arrays.copyOf(run, more);
    sequence = Arrays.copyOf(sequence, more);
    place = Arrays.copyOf(place, more);
    attempt = Arrays.copyOf(attempt, more);
    result = Arrays.copyOf(result, more);
    int places = index.length;
    while (places < more + more / 2) {
      places *= 2;
    }
    fillIndex(places);
  }

  private void fillIndex(int places) {
    index = new int[places];
    for (int entry = 0; entry < size; entry++) {
      index[slot(high[entry], low[entry])] = entry + 1;
    }
  }
}
