package io.parallelr.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunProgressTest {
  @TempDir
  private Path run;

  @ParameterizedTest
  @EnumSource
  void readsWhatWasWritten(RunProgress.State state) throws IOException {
    for (var tasks : new Long[]{null, 0L, 5_000_000_000L}) {
      var status = new RunProgress(
          state, Optional.ofNullable(tasks), 7, 3, 2, 1, Optional.of(4), Optional.of("memory"));

      status.write(run);

      assertThat(RunProgress.read(run)).contains(status);
    }
  }

  @Test
  void isReadableByItsOwnerAloneAndLeavesNoDraft() throws IOException {
    new RunProgress(RunProgress.State.RUNNING, Optional.empty(), 0, 0).write(run);

    try (var files = Files.list(run)) {
      assertThat(files).singleElement()
          .satisfies(
              file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .isEqualTo("rw-------"));
    }
  }

  @Test
  void isEmptyBeforeAndAfterTheRun() throws IOException {
    assertThat(RunProgress.read(run)).isEmpty();
    new RunProgress(RunProgress.State.STOPPING, Optional.of(1L), 1, 0).write(run);
    RunProgress.delete(run);
    assertThat(RunProgress.read(run)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "{\"schema_version\":1}",
      "{\"schema_version\":1,\"state\":\"asleep\"}",
      "{\"schema_version\":99,\"state\":\"running\"}",
      "{\"schema_version\":1,\"state\":\"runn"})
  void namesAFileThatItCannotRead(String text) throws IOException {
    Files.writeString(run.resolve("status.json"), text);

    assertThatThrownBy(() -> RunProgress.read(run)).isInstanceOf(IOException.class)
        .hasMessageContaining("status.json");
  }

  @Test
  void tellsHowManyTasksHadEndedUnlessThatIsOld() throws IOException {
    new RunProgress(RunProgress.State.RUNNING, Optional.of(9L), 4, 0).write(run);

    assertThat(RunProgress.done(run, Instant.now().minusSeconds(60))).isEqualTo(4);
    assertThat(RunProgress.done(run, Instant.now().plusSeconds(60))).isZero();
    assertThat(RunProgress.done(run.resolve("none"), Instant.EPOCH)).isZero();
  }
}
