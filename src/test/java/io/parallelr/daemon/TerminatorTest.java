package io.parallelr.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.os.ProcessTable;
import io.parallelr.task.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is done to processes from outside, and what is said of it; with real ones, and a clock that
/// makes all patience short.
@Timeout(30)
class TerminatorTest {
  private static final String STUBBORN = "trap '' TERM; echo ready; while :; do sleep 0.05; done";
  @TempDir
  private Path home;
  private final List<Process> started = new ArrayList<>();
  private final List<String> reported = new ArrayList<>();
  private final AtomicLong now = new AtomicLong();
  private String id; // no other test's, as processes are told apart by it
  private Registry registry;
  private Terminator terminator;

  @BeforeEach
  void makeRegistry() throws IOException {
    id = "run-" + home.getFileName();
    registry =
        new Registry(home.resolve("supervisors"), Files.createDirectory(home.resolve("runs")));
    terminator = new Terminator(
        registry,
        Optional.of(Duration.ofSeconds(1)),
        () -> now.addAndGet(Duration.ofMillis(40).toNanos()),
        reported::add);
  }

  @AfterEach
  void endAll() {
    started.forEach(process -> {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    });
  }

  @Test
  void asksASupervisorToEnd() throws Exception {
    var process = start("exec sleep 60");
    var supervisor = Supervisors.of(process.pid(), id);

    assertThat(terminator.stop(running(supervisor))).isTrue();

    assertThat(process.waitFor()).isEqualTo(128 + 15);
    assertThat(reported)
        .containsExactly("supervisor %d (run %s): ended".formatted(process.pid(), id));
  }

  @Test
  void killsASupervisorThatDoesNotEnd() throws Exception {
    var process = start(STUBBORN);
    awaitReady(process);
    var supervisor = Supervisors.of(process.pid(), id);

    assertThat(terminator.stop(running(supervisor))).isTrue();

    assertThat(process.waitFor()).isEqualTo(128 + 9);
    assertThat(reported)
        .containsExactly("supervisor %d (run %s): killed".formatted(process.pid(), id));
  }

  /// The number of a supervisor that has died may be another process's by now.
  @Test
  void leavesAloneAProcessThatOnlyHasTheNumber() throws Exception {
    var process = start("exec sleep 60");
    var old = Supervisors.with(
        Math.toIntExact(process.pid()),
        Supervisor.startTime(Math.toIntExact(process.pid())) - 1,
        id,
        "boot",
        "host");

    assertThat(terminator.stop(running(old))).isTrue();
    assertThat(terminator.drain(old)).isTrue();

    assertThat(process.isAlive()).isTrue();
    assertThat(reported).containsExactly(
        "supervisor %d (run %s): ended".formatted(process.pid(), id),
        "supervisor %d: has ended".formatted(process.pid()));
  }

  @Test
  void drainsASupervisorByASignal() throws Exception {
    var process = start("trap 'exit 3' USR1; echo ready; while :; do sleep 0.05; done");
    awaitReady(process);

    assertThat(terminator.drain(Supervisors.of(process.pid(), id))).isTrue();

    assertThat(process.waitFor()).isEqualTo(3);
    assertThat(reported).containsExactly(
        "supervisor %d: starts no more tasks, and ends when its running tasks end"
            .formatted(process.pid()));
  }

  @Test
  void endsOrphansWithTheGraceThatWasGiven() throws Exception {
    var willing = task("exec sleep 60", 1);
    var stubborn = task(STUBBORN, 2);
    awaitReady(started.getLast());

    assertThat(terminator.stopOrphans(List.of(willing, stubborn))).isTrue();

    assertThat(reported).containsExactlyInAnyOrder(
        "task task1 (sequence 1), an orphan: ended",
        "task task2 (sequence 2), an orphan: killed");
  }

  @Test
  void asksTheSupervisorToCancelATaskAndDoesItItselfIfThereIsNoAnswer() throws Exception {
    var task = task("exec sleep 60", 4);
    Files.createDirectory(registry.directoryOf(id));
    var supervisor = Supervisors.of(ProcessHandle.current().pid(), id);

    assertThat(terminator.cancel(supervisor, task)).isTrue();

    assertThat(Requests.in(registry.directoryOf(id)).take())
        .containsExactly(new Requests.Request.CancelTask(4));
    assertThat(reported).containsExactly(
        "task task4 (sequence 4): supervisor %d does not answer".formatted(supervisor.pid()),
        "task task4 (sequence 4): ended");
  }

  @Test
  void aTaskOfAnotherRunIsCancelledByItsSlot() throws Exception {
    var task = task("exec sleep 60", 4);
    Files.createDirectory(registry.directoryOf("resuming"));
    var supervisor = Supervisors.of(ProcessHandle.current().pid(), "resuming");
    started.getLast().destroyForcibly().waitFor(); // as the supervisor does

    assertThat(terminator.cancel(supervisor, task)).isTrue();

    assertThat(Requests.in(registry.directoryOf("resuming")).take())
        .containsExactly(new Requests.Request.CancelSlot(1, task.leader().pid()));
    assertThat(reported).containsExactly("task task4 (sequence 4): cancelled");
  }

  @Test
  void leavesAloneWhatCannotBeSeenAndSaysSo() throws Exception {
    var unseen = new ProcessSnapshot.Unseen("far", "somebody", List.of());
    var snapshot =
        new ProcessSnapshot(List.of(), List.of(), List.of(unseen), List.of(), List.of());

    assertThat(terminator.stopAll(snapshot)).isFalse();

    assertThat(reported).containsExactly("run far: in use by somebody; left alone");
  }

  private static ProcessSnapshot.RunningSupervisor running(Supervisor supervisor) {
    return new ProcessSnapshot.RunningSupervisor(supervisor, Optional.empty(), List.of());
  }

  private Process start(String script) throws IOException {
    var process = new ProcessBuilder("sh", "-c", script).start();
    started.add(process);
    return process;
  }

  /// A process with the marks of a task, in a run that nobody else has.
  private RunningTask task(String script, int sequence) throws IOException {
    var origin = new Origin(id, "task" + sequence, sequence, 1, 1);
    var builder = new ProcessBuilder("setsid", "sh", "-c", script);
    builder.environment().putAll(origin.variables(1));
    var process = builder.start();
    started.add(process);
    int pid = Math.toIntExact(process.pid());
    await().until(() -> ProcessTable.entry(pid).orElseThrow().session() == pid);
    return new RunningTask(
        origin,
        1,
        ProcessTable.entry(pid).orElseThrow(),
        true,
        Set.of(pid),
        Duration.ZERO);
  }

  private static void awaitReady(Process process) throws IOException {
    assertThat(process.inputReader().readLine()).isEqualTo("ready");
  }
}
