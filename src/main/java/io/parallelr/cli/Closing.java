package io.parallelr.cli;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/// Things to close together, the last one first.
final class Closing implements AutoCloseable {
  private final Deque<AutoCloseable> things = new ArrayDeque<>();

  <T extends AutoCloseable> T later(T thing) {
    things.push(thing);
    return thing;
  }

  @Override
  public void close() throws IOException {
    while (!things.isEmpty()) {
      try {
        things.pop().close();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
