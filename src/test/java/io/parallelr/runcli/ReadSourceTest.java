package io.parallelr.runcli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadSourceTest {
  private static final String TEXT = "{\"type\":\"task\"}\n".repeat(50_000);

  @TempDir
  private Path directory;

  @Test
  void aCompressedFileIsUnpacked() throws IOException {
    try (var in = ReadSource.open("r.gz", file(packed()))) {
      assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo(TEXT);
    }
  }

  @Test
  void oneThatIsCutOffIsAUsageError() throws IOException {
    var packed = packed();

    for (int length : new int[]{0, 5, packed.length / 2, packed.length - 1}) {
      assertRefused(Arrays.copyOf(packed, length), "r.gz: the compressed file is cut off");
    }
  }

  @Test
  void soIsOneThatIsDamaged() throws IOException {
    var packed = packed();
    packed[packed.length - 6] ^= 1; // of the checksum

    assertRefused(packed, "r.gz: the compressed file is damaged: Corrupt GZIP trailer");
    assertRefused(
        "no gzip at all".getBytes(UTF_8),
        "r.gz: the compressed file is damaged: Not in GZIP format");
  }

  private void assertRefused(byte[] bytes, String message) throws IOException {
    var file = file(bytes);
    assertThatThrownBy(() -> {
      try (var in = ReadSource.open("r.gz", file)) {
        assertThat(in.readAllBytes()).isEmpty();
      }
    }).isInstanceOfSatisfying(
        UserError.class, e -> assertThat(e.exitStatus()).isEqualTo(ExitStatus.USAGE))
        .hasMessage(message);
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("file"), bytes);
  }

  private static byte[] packed() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(TEXT.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
