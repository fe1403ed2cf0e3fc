package io.parallelr.prunner;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.job.Admission;
import io.parallelr.job.Lane;
import io.parallelr.job.OnFailure;
import io.parallelr.job.StepSpec;
import io.parallelr.job.Work;
import io.parallelr.task.Ending;
import io.parallelr.task.TimeLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PipelineJobsTest {
  private final PipelineJobs jobs = new PipelineJobs(Path.of("/srv"));

  private static Pipeline pipeline(String keys) {
    return Decoded.pipeline("pipelines: {p: {%s}}".formatted(keys));
  }

  private static Lane lane(String keys) {
    return PipelineJobs.lane(pipeline(keys));
  }

  @Test
  void lanesAreAsTheQueueIs() {
    assertThat(lane("concurrency: 3"))
        .isEqualTo(new Lane("prunner/p", 3, new Admission.Append(Admission.UNLIMITED)));
    assertThat(lane("queue_limit: 0").admission()).isEqualTo(new Admission.Append(0));
    assertThat(lane("queue_strategy: replace").admission()).isEqualTo(new Admission.Replace(1));
    assertThat(lane("queue_strategy: replace, queue_limit: 4").admission())
        .isEqualTo(new Admission.Replace(4));
    assertThat(
        lane("queue_strategy: partitioned_replace, queue_partition_limit: 2").admission())
        .isEqualTo(new Admission.PartitionedReplace(2));
  }

  @Test
  void tasksAreListedInTheOrderOfTheirDependencies() {
    var spec = jobs.spec(
        pipeline(
            "tasks: {zzz: {}, mmm: {}, bbb: {depends_on: [aaa, zzz]}, aaa: {depends_on: [mmm]}}"),
        "x",
        Map.of());

    assertThat(spec.steps()).extracting(StepSpec::name).containsExactly("mmm", "aaa", "zzz", "bbb");
    assertThat(spec.partition()).isEmpty();
    assertThat(spec.terms().onFailure()).isEqualTo(OnFailure.STOP_JOB);
  }

  @Test
  void termsAreTakenOver() {
    var spec = jobs.spec(
        pipeline(
            "continue_running_tasks_after_failure: true, keep_background: true, tasks: {t: "
                + "{allow_failure: true, timeout: 5s, retries: 2, dir: sub, shell: dash, "
                + "script: [a, b], env: {V: x}}}"),
        "",
        Map.of());
    var step = spec.steps().getFirst();

    assertThat(spec.terms().onFailure()).isEqualTo(OnFailure.STOP_BRANCH);
    assertThat(step.work())
        .isEqualTo(new Work.Items(List.of("a", "b"), Map.of("V", "x"), "dash"));
    assertThat(step.terms().soft()).isTrue();
    assertThat(step.terms().timeLimit()).isEqualTo(Duration.ofSeconds(5));
    assertThat(step.terms().retries().count()).isEqualTo(2);
    assertThat(step.setup().launch().directory()).contains(Path.of("/srv/sub"));
    assertThat(step.setup().launch().ending()).contains(new Ending(2, Duration.ofSeconds(2)));
    assertThat(step.setup().launch().keepsBackground()).isTrue();
  }

  @Test
  void whatIsNotSaidHasNoLimit() {
    var step = jobs.spec(pipeline("tasks: {t: {}}"), "", Map.of()).steps().getFirst();

    assertThat(step.terms().timeLimit()).isEqualTo(TimeLimit.NONE);
    assertThat(step.terms().retries().count()).isZero();
    assertThat(step.setup().launch().directory()).isEqualTo(Optional.empty());
  }

  @Test
  void laterLayersOfTheEnvironmentWin() {
    var spec = jobs.spec(
        pipeline(
            "env: {A: 2, B: 2}, on_error: {script: [x], env: {B: 3}}, tasks: {t: {env: {B: 4}}}"),
        "",
        Map.of("A", "1", "F", "1"));

    assertThat(spec.steps().getFirst().setup().environment())
        .isEqualTo(Map.of("A", "2", "F", "1", "B", "4", "TASK_NAME", "t"));
    assertThat(spec.handler().orElseThrow().setup().environment())
        .isEqualTo(Map.of("A", "2", "F", "1", "B", "3", "TASK_NAME", "on_error"));
  }

  @Test
  void aPartitionCountsWhereTheQueueHasThem() {
    var spec = jobs.spec(
        pipeline("queue_strategy: partitioned_replace, queue_partition_limit: 2"),
        "x",
        Map.of());

    assertThat(spec.partition()).isEqualTo("x");
  }
}
