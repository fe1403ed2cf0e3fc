package io.parallelr.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;

/// Writes to standard output.
final class Output {
  private Output() {}

  /// A text, which ends with one line break then.
  static void print(Surroundings around, String text) throws IOException {
    around.stdout().write((text.stripTrailing() + '\n').getBytes(UTF_8));
    around.stdout().flush();
  }
}
