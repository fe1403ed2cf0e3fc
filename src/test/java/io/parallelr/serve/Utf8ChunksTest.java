package io.parallelr.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8ChunksTest {
  @Test
  void pieceTogetherWhatWasCutAnywhere() {
    var random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      var bytes = bytes(random);
      var chunks = new Utf8Chunks();
      var text = new StringBuilder();
      int at = 0;
      while (at < bytes.length) {
        int end = Math.min(bytes.length, at + 1 + random.nextInt(5));
        var piece = chunks.add(Arrays.copyOfRange(bytes, at, end), false);
        assertThat(piece.endsWith("\r") && chunks.pending() == 0).isFalse();
        assertThat(chunks.pending()).isLessThan(4);
        text.append(piece);
        at = end;
      }
      text.append(chunks.add(new byte[0], true));

      assertThat(text.toString()).isEqualTo(new String(bytes, UTF_8));
    }
  }

  /// Mostly characters of all lengths, and bytes that are none.
  private static byte[] bytes(Random random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      text.append(switch (random.nextInt(5)) {
        case 0 -> "a";
        case 1 -> "\r\n";
        case 2 -> "ü";
        case 3 -> "€";
        default -> "𝄞";
      });
    }
    var bytes = text.toString().getBytes(UTF_8);
    if (random.nextBoolean()) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
