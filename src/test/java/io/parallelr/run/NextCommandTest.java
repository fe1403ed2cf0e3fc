package io.parallelr.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class NextCommandTest {

  @Test
  void whatWasNotRunComesBeforeWhatFailed() {
    assertThat(NextCommand.of("r", Optional.empty(), true, true))
        .containsExactly("parallelr resume r", "parallelr retry r --failed");
    assertThat(NextCommand.of("r", Optional.empty(), true, false))
        .containsExactly("parallelr retry r --failed");
    assertThat(NextCommand.of("r", Optional.empty(), false, false)).isEmpty();
  }

  @Test
  void aQueueTakesItsFilesInAgain() {
    assertThat(NextCommand.of("r", Optional.of("in"), true, true))
        .containsExactly("parallelr queue -T in --requeue-failed");
  }
}
