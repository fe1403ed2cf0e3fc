package io.parallelr.autoexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.job.Intent;
import io.parallelr.job.StepEnd;
import io.parallelr.job.StepState;
import io.parallelr.job.Work;
import io.parallelr.serve.StepFacts;
import io.parallelr.store.StepRow;
import io.parallelr.task.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubectlScriptTest {
  private static final String KUBECTL =
      """
          printf '[%s]' "$@" >> "$(dirname "$0")/calls.$PPID"; echo >> "$(dirname "$0")/calls.$PPID"
          case "$*" in
            *'$kind'*|*spec.template.spec.containers*=*) echo 'web=host:5000/a/web:1'; echo 'log=log@sha256:ab' ;;
            *spec.template.spec.initContainers*=*) echo 'init=init' ;;
            *broken*) exit 3 ;;
          esac""";

  @TempDir
  Path directory;

  private ScriptFixture fixture;

  @BeforeEach
  void writeKubectl() throws Exception {
    fixture = new ScriptFixture(directory);
    fixture.program("kubectl", KUBECTL);
  }

  private ScriptFixture.Result run(String type, String content) throws Exception {
    return fixture.run(
        KubectlScript.of(ScriptFixture.step(type, content), fixture.environment()));
  }

  private List<String> calls() throws Exception {
    try (var files = Files.newDirectoryStream(directory, "calls.*")) {
      var calls = new ArrayList<String>();
      for (var file : files) {
        calls.addAll(Files.readAllLines(file));
      }
      return calls;
    }
  }

  @Test
  void restartsAndWatches() throws Exception {
    var result = run(
        "kubectl@restart",
        "namespace: blue\nresources:\n- {kind: Deployment, name: web}\n- {kind: StatefulSet, name: db, namespace: red}\n");
    assertThat(result.code()).isZero();
    assertThat(calls()).contains(
        "[--namespace][blue][rollout][restart][deployment/web]",
        "[--namespace][blue][rollout][status][deployment/web]",
        "[--namespace][red][rollout][restart][statefulset/db]",
        "[--namespace][red][rollout][status][statefulset/db]");
  }

  @Test
  void changesOnlyTagsOfImages() throws Exception {
    var result =
        run("kubectl@update", "image_tag: v2\nresources:\n- {kind: Deployment, name: web}\n");
    assertThat(result.code()).isZero();
    assertThat(calls()).contains(
        "[set][image][deployment/web][web=host:5000/a/web:v2][log=log:v2][init=init:v2]");
  }

  @Test
  void leavesContainersOfTheStartAlone() throws Exception {
    var result = run(
        "kubectl@update",
        "image_tag: v2\nignoreInitContainer: true\nresources:\n- {kind: Deployment, name: web}\n");
    assertThat(result.code()).isZero();
    assertThat(calls()).contains(
        "[set][image][deployment/web][web=host:5000/a/web:v2][log=log:v2]");
  }

  @Test
  void setsAndDeletesVariables() throws Exception {
    var result = run("kubectl@update", """
        resources:
        - kind: DaemonSet
          name: agent
          env:
          - {name: A, value: "x $(id) 'y'", containers: [one, two]}
          - {name: B, operator: DELETE}
        """);
    assertThat(result.code()).isZero();
    assertThat(calls()).contains(
        "[set][env][daemonset/agent][--containers=one,two][A=x $(id) 'y']",
        "[set][env][daemonset/agent][B-]");
  }

  @Test
  void scalesAllButDaemons() throws Exception {
    var result = run(
        "kubectl@scale",
        "replicas: 2\nresources:\n- {kind: Deployment, name: web, replicas: 3}\n- {kind: StatefulSet, name: db}\n- {kind: DaemonSet, name: agent}\n");
    assertThat(result.code()).isZero();
    assertThat(calls())
        .contains("[scale][deployment/web][--replicas=3]", "[scale][statefulset/db][--replicas=2]")
        .noneMatch(call -> call.startsWith("[scale][daemonset"));
  }

  @Test
  void failsWhereOneResourceFails() throws Exception {
    var result = run(
        "kubectl@status",
        "resources:\n- {kind: Deployment, name: broken}\n- {kind: Deployment, name: web}\n");
    assertThat(result.code()).isEqualTo(3);
    assertThat(calls()).contains("[rollout][status][deployment/web]");
  }

  @Test
  void anyErrorIsOneOfTheSystem() {
    var step = ScriptFixture.step("Kubectl@status", "x");
    var failed = new StepRow(
        "one", StepState.FAILED, 1, Optional.empty(), Optional.empty(),
        Optional.of(new StepEnd.Failed(new Outcome.Exited(3))), Optional.empty());
    var killed = new StepRow(
        "one", StepState.KILLED, 1, Optional.empty(), Optional.empty(),
        Optional.of(new StepEnd.Killed(Intent.KILL)), Optional.empty());

    assertThat(TaskWords.code(step, failed)).isEqualTo(StepFacts.NOT_RUN);
    assertThat(TaskJson.brief(step, failed)).containsEntry("code", StepFacts.NOT_RUN);
    assertThat(TaskWords.code(step, killed)).isEqualTo(StepFacts.KILLED);
    assertThat(TaskWords.code(ScriptFixture.step("sh", "x"), failed)).isEqualTo(3);
  }

  @Test
  void quotesNames() throws Exception {
    var result = run(
        "kubectl@status",
        "resources:\n- {kind: Deployment, name: \"a'; touch made; '\"}\n");
    assertThat(result.code()).isZero();
    assertThat(directory.resolve("made")).doesNotExist();
    assertThat(calls()).contains("[rollout][status][deployment/a'; touch made; ']");
  }

  @Test
  void refusesWrongContent() {
    for (var content : List.of(
        "resources: []",
        "resources:\n- {kind: Pod, name: a}",
        "resources:\n- {kind: Deployment}")) {
      assertThatThrownBy(() -> run("kubectl@restart", content))
          .isInstanceOf(RefusedException.class)
          .hasMessageStartingWith("step one: ");
    }
    assertThatThrownBy(() -> run("kubectl@drop", "resources:\n- {kind: Deployment, name: a}"))
        .hasMessageContaining("unknown type kubectl@drop");
  }

  @Test
  void isUnavailableWithoutKubectl() throws Exception {
    var work = KubectlScript.of(
        ScriptFixture.step("kubectl@status", "resources:\n- {kind: Deployment, name: a}"),
        Map.of("PATH", "/nonexistent"));
    assertThat(work).isInstanceOfSatisfying(
        Work.Unavailable.class,
        unavailable -> assertThat(unavailable.reason()).contains("kubectl is not installed"));
  }
}
