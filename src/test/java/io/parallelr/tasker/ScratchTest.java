package io.parallelr.tasker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;

class ScratchTest {

  @Test
  void aPlaceServesOneFlowAfterTheOtherWithItsEmptyFiles() throws IOException {
    Scratch.Place first;
    Scratch.Place beside;
    try (var scratch = new Scratch("scratch-test-")) {
      first = scratch.take();
      beside = scratch.take();
      assertThat(beside.directory()).isNotEqualTo(first.directory());
      Files.createFile(first.output().resolve("slot-1.out"));
      Files.writeString(first.output().resolve("000001.out"), "left");
      scratch.giveBack(first);

      var second = scratch.take();

      assertThat(second.directory()).isEqualTo(first.directory());
      assertThat(second.id()).isNotEqualTo(first.id());
      assertThat(second.output()).isDirectoryContaining("glob:**/slot-1.out")
          .isDirectoryNotContaining("glob:**/000001.out");

      scratch.giveBack(second);
      scratch.giveBack(beside);
    }
    assertThat(first.directory()).doesNotExist();
    assertThat(beside.directory()).doesNotExist();
  }

  @Test
  void aPlaceThatSomebodyHasClearedAwayIsMadeAnew() throws IOException {
    try (var scratch = new Scratch("scratch-test-")) {
      var place = scratch.take();
      scratch.giveBack(place);
      FileUtils.deleteDirectory(place.directory().toFile());

      var other = scratch.take();

      assertThat(other.output()).isDirectory();
      scratch.giveBack(other);
    }
  }
}
