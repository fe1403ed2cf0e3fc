package io.parallelr.run;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;

/// Things to close together, the last one first.
public final class CloseStack implements AutoCloseable {
  private final Deque<AutoCloseable> things = new ArrayDeque<>();

  public <T extends AutoCloseable> T later(T thing) {
    things.push(thing);
    return thing;
  }

  /// Closes all, whatever comes of each; throws what the first one threw that could not be closed.
  @Override
  public void close() throws IOException {
    var problems = new ArrayList<Exception>();
    while (!things.isEmpty()) {
      try {
        things.pop().close();
      } catch (Exception e) {
        problems.add(e);
      }
    }
    if (!problems.isEmpty()) {
      switch (problems.getFirst()) {
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Exception e -> throw new IllegalStateException(e);
      }
    }
  }
}
