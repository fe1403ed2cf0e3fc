package io.parallelr.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parallelr.job.Admission.Append;
import io.parallelr.job.Admission.Decision;
import io.parallelr.job.Admission.Load;
import io.parallelr.job.Admission.PartitionedReplace;
import io.parallelr.job.Admission.Replace;
import io.parallelr.job.Admission.Waiting;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final Waiting TWO = new Waiting(2, Optional.of("last"));
  private static final Waiting ONE = new Waiting(1, Optional.of("mine"));
  private static final Load FREE = new Load(1, Waiting.NONE, Waiting.NONE);
  private static final Load BUSY = new Load(0, TWO, ONE);

  @Test
  void aFreePlaceComesBeforeAllLimits() {
    assertThat(new Append(0).decide(FREE, true)).isEqualTo(new Decision.Start());
    assertThat(new Append(2).decide(new Load(1, TWO, ONE), true)).isEqualTo(new Decision.Start());
    assertThat(new Replace(1).decide(new Load(1, TWO, ONE), true)).isEqualTo(new Decision.Start());
  }

  @Test
  void aFreePlaceIsOfNoUseToAJobThatIsDelayed() {
    assertThat(new Append(1).decide(FREE, false)).isEqualTo(new Decision.Wait());
    assertThat(new Replace(2).decide(new Load(1, TWO, ONE), false))
        .isEqualTo(new Decision.Replace("last"));
  }

  @Test
  void appendRefusesWhatIsTooMuch() {
    assertThat(new Append(3).decide(BUSY, true)).isEqualTo(new Decision.Wait());
    assertThat(new Append(2).decide(BUSY, true))
        .isEqualTo(new Decision.Refuse("concurrency exceeded and queue limit reached"));
    assertThat(new Append(0).decide(BUSY, true))
        .isEqualTo(new Decision.Refuse("concurrency exceeded and queueing disabled"));
  }

  @Test
  void replaceTakesThePlaceOfTheLast() {
    assertThat(new Replace(3).decide(BUSY, true)).isEqualTo(new Decision.Wait());
    assertThat(new Replace(2).decide(BUSY, true)).isEqualTo(new Decision.Replace("last"));
  }

  @Test
  void partitionedReplaceLooksAtThePartitionAlone() {
    assertThat(new PartitionedReplace(2).decide(BUSY, true)).isEqualTo(new Decision.Wait());
    assertThat(new PartitionedReplace(1).decide(BUSY, true))
        .isEqualTo(new Decision.Replace("mine"));
  }

  @Test
  void limitsThatMakeNoSenseAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Append(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Replace(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new PartitionedReplace(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Lane("l", 0, new Append(0)));
  }
}
