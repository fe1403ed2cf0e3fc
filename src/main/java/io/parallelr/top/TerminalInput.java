package io.parallelr.top;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/// What is typed on a terminal, byte by byte.
final class TerminalInput implements KeyDecoder.Source {
  /// How long the rest of a key may be behind its first byte, as over a slow connection.
  private static final int LONGEST_GAP_MILLIS = 50;
  private static final int STEP_MILLIS = 5;

  private final InputStream in;

  TerminalInput(InputStream in) {
    this.in = in;
  }

  @Override
  public int next() throws IOException {
    return in.read();
  }

  @Override
  public boolean hasMore() throws IOException {
    for (int waited = 0; waited < LONGEST_GAP_MILLIS; waited += STEP_MILLIS) {
      if (in.available() > 0) {
        return true;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // nobody else does this
        return false;
      }
    }
    return in.available() > 0;
  }
}
