package io.parallelr.task;

import java.util.List;
import java.util.SplittableRandom;

/// Tells whether two tasks, of one run or of two, are the same: by the path of a task file, or by
/// the arguments of a line and how many lines before it have the same, wherever the line stands.
///
/// A task is known by 128 bits, so that a million of them take little memory: SipHash-2-4-128. Its
/// key is random, so that nobody can choose names that collide. Two of these agree on nothing.
public final class Identities {
  private static final long PATH = 1;
  private static final long ARGUMENTS = 2;
  private static final long LINE = 3;
  private static final long REPEATED = 4;
  private static final int CHARS_IN_WORD = 4;

  private final long key0;
  private final long key1;
  private long v0;
  private long v1;
  private long v2;
  private long v3;

  /// What a task is known by.
  public record Identity(long high, long low) {}

  Identities(long key0, long key1) {
    this.key0 = key0;
    this.key1 = key1;
  }

  /// With a key of its own. For one thread.
  public static Identities create() {
    var random = new SplittableRandom();
    return new Identities(random.nextLong(), random.nextLong());
  }

  /// The identity of a task.
  public Identity of(Task task) {
    return of(task.name(), task.input());
  }

  /// The same, without its command.
  public Identity of(String name, Input input) {
    return input.occurrence() > 0
        ? ofArguments(input.arguments(), input.occurrence())
        : ofName(name);
  }

  /// The identity of a task without arguments.
  public Identity ofName(String name) {
    begin(PATH);
    add(name);
    return end();
  }

  /// The identity of a line of an arguments file.
  ///
  /// @param occurrence counted from 1 among the lines with the same arguments
  public Identity ofArguments(List<String> arguments, int occurrence) {
    begin(ARGUMENTS);
    for (var argument : arguments) {
      add(argument);
    }
    return repeated(end(), occurrence);
  }

  /// The identity of a further line with the same arguments.
  ///
  /// @param first what the first of them is known by
  /// @param occurrence counted from 1
  public Identity repeated(Identity first, int occurrence) {
    if (occurrence == 1) {
      return first;
    }
    begin(REPEATED);
    add(first.high());
    add(first.low());
    add(occurrence);
    return end();
  }

  /// The identity of a line of which only the number is known.
  public Identity ofLine(String name) {
    begin(LINE);
    add(name);
    return end();
  }

  private void begin(long kind) {
    v0 = key0 ^ 0x736f6d6570736575L;
    v1 = key1 ^ 0x646f72616e646f6dL ^ 0xee;
    v2 = key0 ^ 0x6c7967656e657261L;
    v3 = key1 ^ 0x7465646279746573L;
    add(kind);
  }

  /// Its length first, so that where one text ends and the next begins makes a difference.
  private void add(String text) {
    int length = text.length();
    add(length);
    long word = 0;
    for (int i = 0; i < length; i++) {
      word = (word << Character.SIZE) | text.charAt(i);
      if (i % CHARS_IN_WORD == CHARS_IN_WORD - 1 || i == length - 1) {
        add(word);
        word = 0;
      }
    }
  }

  private void add(long word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }

  private Identity end() {
    v2 ^= 0xee;
    round();
    round();
    round();
    round();
    long low = v0 ^ v1 ^ v2 ^ v3;
    v1 ^= 0xdd;
    round();
    round();
    round();
    round();
    return new Identity(v0 ^ v1 ^ v2 ^ v3, low);
  }

  private void round() {
    v0 += v1;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v3;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 += v3;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 += v1;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v2 = Long.rotateLeft(v2, 32);
  }
}
