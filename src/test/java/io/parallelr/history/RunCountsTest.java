package io.parallelr.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.daemon.RunProgress;
import io.parallelr.json.JsonObject;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunCountsTest {
  @Test
  void whatHasNotEndedOfARunThatLivesIsKnown() {
    var progress = new RunProgress(RunProgress.State.PAUSED, Optional.of(40L), 2, 1);

    assertThat(RunOverview.Counts.ofProgress(Optional.of(40L), progress))
        .isEqualTo(new RunOverview.Counts(Optional.of(40L), 1, 1, 38, 38));
    assertThat(RunOverview.Counts.ofProgress(Optional.empty(), progress).notEnded()).isZero();
  }

  @Test
  void whatADrainedRunHasNotStartedIsKnown() throws Exception {
    var summary = JsonObject.parse(
        "{\"total\":40,\"succeeded\":5,\"failed\":15,\"cancelled\":1,\"not_started\":19}");

    assertThat(RunOverview.Counts.ofSummary(summary))
        .isEqualTo(new RunOverview.Counts(Optional.of(40L), 5, 15, 20, 19));
  }
}
