package io.parallelr.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// No hang by memory.
@Timeout(120)
class HeapGuardTest {

  /// A program that lives on with whatever error, as one whose threads catch them.
  static final class Filler {
    public static void main(String[] args) {
      var _ = HeapGuard.start("filler", 5);
      List<byte[]> kept = new ArrayList<>();
      while (true) {
        try {
          kept.add(new byte[100]);
        } catch (OutOfMemoryError e) {
          for (int i = 0; i < 100; i++) {
            kept.removeLast(); // by nothing that would need memory itself
          }
        }
      }
    }
  }

  @Test
  void aProcessWhoseHeapIsFullEndsByItself() throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process = new ProcessBuilder(
        java,
        "-Xmx32m",
        "-XX:+UseSerialGC",
        "-cp",
        place(HeapGuard.class) + ":" + place(Filler.class),
        Filler.class.getName()).redirectErrorStream(true).start();

    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(5);
    assertThat(said).matches(
        "filler: out of memory: the heap of 3\\d MiB is full; set PARALLELR_HEAP to more, such as 6\\dm\n");
  }

  private static String place(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  @Test
  void aRefusedThreadIsNoFullHeap() {
    assertThat(HeapGuard.isFull(new OutOfMemoryError("unable to create native thread: limits")))
        .isFalse();
    assertThat(HeapGuard.isFull(new OutOfMemoryError("Java heap space"))).isTrue();
    assertThat(HeapGuard.isFull(new IllegalStateException())).isFalse();
  }
}
