package io.parallelr.batch;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/// Two lists that are read as one: the first may be long and compact, and is not copied.
final class Concatenated<T> extends AbstractList<T> implements RandomAccess {
  private final List<T> first;
  private final List<T> second;

  private Concatenated(List<T> first, List<T> second) {
    this.first = first;
    this.second = second;
  }

  static <T> List<T> of(List<T> first, List<T> second) {
    return second.isEmpty() ? first : new Concatenated<>(first, second);
  }

  @Override
  public T get(int index) {
    return index < first.size() ? first.get(index) : second.get(index - first.size());
  }

  @Override
  public int size() {
    return first.size() + second.size();
  }
}
