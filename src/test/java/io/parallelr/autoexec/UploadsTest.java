package io.parallelr.autoexec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.http.HttpError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadsTest {
  private static final int MOST = 200;

  @TempDir
  Path directory;
  private Instant now = Instant.now();
  private Uploads uploads;

  @BeforeEach
  void open() throws IOException {
    var count = new AtomicInteger();
    uploads = new Uploads(
        directory.resolve("uploads"), () -> now, () -> "id" + count.incrementAndGet());
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  @Test
  void whatNobodyAddsToForADayIsDeleted() throws IOException {
    var old = uploads.begin("t", "old", 5);
    uploads.append(old, bytes("12"));
    uploads.sweep();
    assertThat(uploads.find("t", old.id())).isPresent();
    now = now.plus(Duration.ofHours(25));
    try (var _ = uploads.hold(old.id()).orElseThrow()) {
      uploads.sweep();
      assertThat(uploads.find("t", old.id())).as("while it is used").isPresent();
    }
    uploads.sweep();
    assertThat(uploads.find("t", old.id())).isEmpty();
    assertThat(directory.resolve("uploads")).isEmptyDirectory();
  }

  @Test
  void theNumberIsLimited() throws IOException {
    for (int i = 1; i < MOST; i++) {
      uploads.begin("t", "f", 1);
    }
    var last = uploads.begin("t", "f", 1);
    assertThatThrownBy(() -> uploads.begin("t", "f", 1))
        .isInstanceOfSatisfying(HttpError.class, e -> assertThat(e.status()).isEqualTo(429));
    uploads.append(last, bytes("1"));
    uploads.completed(last);
    assertThat(uploads.offset(uploads.begin("t", "f", 1))).isZero();
  }

  @Test
  void noMoreIsTakenThanTheLength() throws IOException {
    var upload = uploads.begin("t", "f", 3);
    assertThatThrownBy(() -> uploads.append(upload, bytes("1234")))
        .isInstanceOfSatisfying(HttpError.class, e -> assertThat(e.status()).isEqualTo(413));
    assertThat(uploads.offset(upload)).isZero();
  }

  @Test
  void anUploadIsOfOneTask() throws IOException {
    var upload = uploads.begin("t", "f", 3);
    assertThat(uploads.find("t", upload.id())).contains(upload);
    assertThat(uploads.find("other", upload.id())).isEmpty();
    assertThat(uploads.find("t", "../" + upload.id())).isEmpty();
  }
}
