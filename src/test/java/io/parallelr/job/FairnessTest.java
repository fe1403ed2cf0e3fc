package io.parallelr.job;

import static io.parallelr.job.Trial.SUCCESS;
import static io.parallelr.job.Trial.job;
import static io.parallelr.job.Trial.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.task.TimeLimit;
import org.junit.jupiter.api.Test;

class FairnessTest {

  @Test
  void jobsTakeTurns() {
    var trial = Trial.of(3);
    trial.submit("1", job(step("a"), step("b"), step("c"), step("d")));
    trial.submit("2", job(step("a"), step("b")));
    trial.submit("3", job(step("a")));

    assertThat(trial.start())
        .containsExactly("1/a", "2/a", "3/a", "1/b", "2/b", "1/c", "1/d");
  }

  @Test
  void aJobThatComesLateDoesNotWaitForAllOfTheFirst() {
    var trial = Trial.of(3);
    trial.submit("1", job(step("a"), step("b"), step("c"), step("d")));
    assertThat(trial.start(2)).containsExactly("1/a", "1/b");

    trial.submit("2", job(step("a")));

    assertThat(trial.start()).containsExactly("1/c", "2/a", "1/d");
  }

  @Test
  void aJobRunsNoMoreStepsAtOnceThanItMay() {
    var trial = Trial.of(3);
    trial.submit(
        "1",
        job(step("a"), step("b"), step("c"))
            .on(new JobTerms(OnFailure.STOP_JOB, TimeLimit.NONE, 2)));
    trial.submit("2", job(step("a"), step("b"), step("c")));

    assertThat(trial.start()).containsExactly("1/a", "2/a", "1/b", "2/b", "2/c");
    trial.end("1/b", SUCCESS);
    assertThat(trial.start()).containsExactly("1/c");
  }
}
