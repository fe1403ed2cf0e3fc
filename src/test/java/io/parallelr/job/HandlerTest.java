package io.parallelr.job;

import static io.parallelr.job.Trial.CANCELLED;
import static io.parallelr.job.Trial.FAILURE;
import static io.parallelr.job.Trial.SUCCESS;
import static io.parallelr.job.Trial.job;
import static io.parallelr.job.Trial.limited;
import static io.parallelr.job.Trial.soft;
import static io.parallelr.job.Trial.step;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HandlerTest {
  private static final Verdict FAILED = new Verdict.Failed("a", new StepEnd.Failed(FAILURE));
  private final Trial trial = Trial.of(1);

  @Test
  void runsAfterAFailureWhenAllStepsHaveEnded() {
    trial.submit("1", job(step("a"), step("b")).handledBy(step("h")));
    trial.start();

    trial.end("1/a", FAILURE);
    assertThat(trial.start()).isEmpty();
    trial.end("1/b", CANCELLED);

    assertThat(trial.start()).containsExactly("1/h");
    assertThat(trial.verdict("1")).isEmpty();
    trial.end("1/h", SUCCESS);
    assertThat(trial.verdict("1")).contains(FAILED);
  }

  @Test
  void changesNothingByFailing() {
    trial.submit("1", job(step("a")).handledBy(step("h")));
    trial.start();
    trial.end("1/a", FAILURE);
    trial.start();

    trial.end("1/h", FAILURE);

    assertThat(trial.verdict("1")).contains(FAILED);
  }

  @Test
  void doesNotRunAfterSuccessNorASoftFailure() {
    trial.submit("1", job(soft(step("a"))).handledBy(step("h")));
    trial.start();

    trial.end("1/a", FAILURE);

    assertThat(trial.verdict("1")).contains(new Verdict.Succeeded());
  }

  @Test
  void doesNotRunAfterACancel() {
    trial.submit("1", job(step("a")).handledBy(step("h")));
    trial.start();

    trial.cancel("1");
    trial.end("1/a", FAILURE);

    assertThat(trial.start()).isEmpty();
    assertThat(trial.verdict("1")).contains(new Verdict.Canceled(Intent.CANCEL));
  }

  @Test
  void doesNotRunIfTheJobIsCancelledWhileItFails() {
    trial.submit("1", job(step("a"), step("b")).handledBy(step("h")));
    trial.start();
    trial.end("1/a", FAILURE);

    assertThat(trial.cancel("1")).isEqualTo(CommandReply.DONE);
    trial.end("1/b", CANCELLED);

    assertThat(trial.start()).isEmpty();
    assertThat(trial.cancelled()).containsExactly("1/b");
    assertThat(trial.verdict("1")).contains(FAILED);
  }

  @Test
  void isEndedByACancelWhichDoesNotChangeTheVerdict() {
    trial.submit("1", job(step("a")).handledBy(step("h")));
    trial.start();
    trial.end("1/a", FAILURE);
    trial.start();

    trial.cancel("1");

    assertThat(trial.cancelled()).containsExactly("1/h");
    trial.end("1/h", SUCCESS);
    assertThat(trial.end("1/h")).contains(new StepEnd.Killed(Intent.CANCEL));
    assertThat(trial.verdict("1")).contains(FAILED);
  }

  @Test
  void isSubjectToTheTimeLimitOfTheJob() {
    trial.submit("1", limited(Duration.ofSeconds(10), step("a")).handledBy(step("h")));
    trial.start();
    trial.end("1/a", FAILURE);
    trial.start();

    trial.pass(Duration.ofSeconds(10));

    assertThat(trial.cancelled()).containsExactly("1/h");
    trial.end("1/h", CANCELLED);
    assertThat(trial.verdict("1")).contains(FAILED);
  }

  @Test
  void waitsWhileTheJobIsHeld() {
    trial.submit("1", limited(Duration.ofSeconds(10), step("a")).handledBy(step("h")));
    trial.start();
    trial.hold("1", new Hold.Resume());
    trial.end("1/a", FAILURE);
    assertThat(trial.start()).isEmpty();

    trial.resume("1");

    assertThat(trial.start()).containsExactly("1/h");
  }
}
