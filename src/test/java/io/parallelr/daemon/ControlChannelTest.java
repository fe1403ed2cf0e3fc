package io.parallelr.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.Tasks;
import io.parallelr.os.AtomicFile;
import io.parallelr.os.SlotFile;
import io.parallelr.task.Outcome;
import io.parallelr.task.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ControlChannelTest {
  private static final int SLOTS = 3;
  @TempDir
  private Path home;
  private final AtomicReference<RunProgress.State> state =
      new AtomicReference<>(RunProgress.State.RUNNING);
  private final List<Integer> cancelled = new CopyOnWriteArrayList<>();
  private Path run;
  private Registration registration;

  @BeforeEach
  void register() throws IOException {
    run = Files.createDirectories(home.resolve("runs/run"));
    registration = new Registry(home.resolve("workers"), home.resolve("runs"))
        .register(Supervisors.of(ProcessHandle.current().pid(), "run"), Set.of("run"));
  }

  @AfterEach
  void leave() {
    registration.close();
  }

  @Test
  void tellsHowFarTheRunIs() throws IOException {
    var before = RunSummary.EMPTY.plus(Tasks.success(Tasks.task(9)));
    try (var channel = open(before)) {
      assertThat(RunProgress.read(run))
          .as("from the start")
          .contains(new RunProgress(RunProgress.State.RUNNING, Optional.of(5L), 1, 0));

      channel.finished(Tasks.success(Tasks.task(1)));
      channel.finished(Tasks.failure(Tasks.task(2)));
      channel.finished(Tasks.result(Tasks.task(3), new Outcome.Cancelled()));
      awaitStatus(progress(RunProgress.State.RUNNING));

      state.set(RunProgress.State.DRAINING);
      awaitStatus(progress(RunProgress.State.DRAINING));
    }
    assertThat(RunProgress.read(run)).as("when the run is over").isEmpty();
  }

  /// Two succeeded, one failed, one was cancelled.
  private static RunProgress progress(RunProgress.State state) {
    return new RunProgress(
        state, Optional.of(5L), 4, 1, 2, 0, Optional.empty(), Optional.empty());
  }

  @Test
  void cancelsTasksByTheirNumber() throws IOException {
    Requests.in(run).ask(new Requests.Request.CancelTask(7));
    Requests.in(run).ask(new Requests.Request.CancelTask(7));
    try (var _ = open(RunSummary.EMPTY)) {
      await().until(() -> cancelled.contains(7));
    }
    assertThat(cancelled).as("once").containsExactly(7);
    assertThat(run.resolve("requests")).doesNotExist();
  }

  @Test
  void cancelsWhatRunsInASlotOnlyAsLongAsThatProcessDoes() throws IOException {
    try (var slots = SlotFile.create(run, SLOTS); var channel = open(RunSummary.EMPTY)) {
      channel.started(Tasks.task(11), 2, Instant.EPOCH);
      slots.set(2, 4711);

      Requests.in(run).ask(new Requests.Request.CancelSlot(2, 4711));
      await().until(() -> cancelled.contains(11));
      Requests.in(run).ask(new Requests.Request.CancelSlot(2, 4712));
      Requests.in(run).ask(new Requests.Request.CancelSlot(99, 4711));
      await().until(() -> cancelled.size() == 3);

      assertThat(cancelled).containsExactly(11, -1, -1);
    }
  }

  @Test
  void whatIsNotARequestIsIgnored() throws IOException {
    try (var _ = open(RunSummary.EMPTY)) {
      var requests = Files.createDirectories(run.resolve("requests"));
      Files.createFile(requests.resolve("cancel-x"));
      Files.createDirectory(requests.resolve("cancel-1"));
      Files.createSymbolicLink(requests.resolve("cancel-2"), run);
      Requests.in(run).ask(new Requests.Request.CancelTask(3));

      await().until(() -> !cancelled.isEmpty());
    }
    assertThat(cancelled).containsExactly(3);
  }

  @Test
  void keepsItsPlaceInTheRegistry() throws IOException {
    var entry = home.resolve("workers/run.json");
    try (var _ = open(RunSummary.EMPTY)) {
      Files.delete(entry);
      await().until(() -> Files.exists(entry));
    }
  }

  @Test
  void answersWhatItIsAsked() throws Exception {
    try (var _ = open(RunSummary.EMPTY)) {
      var all = List.of(
          new ControlRequest.Slots("+2"),
          new ControlRequest.Pause(true),
          new ControlRequest.Unpause(),
          new ControlRequest.Add("/d\udcff", List.of("a b", "\udcfc"), true),
          new ControlRequest.Explain(Optional.of("17")),
          new ControlRequest.Explain(Optional.empty()),
          new ControlRequest.Cancel("build.sh"));
      for (var request : all) {
        assertThat(Calls.to(run).ask(request, () -> true, System::nanoTime))
            .contains(ControlAnswer.done("heard " + request));
      }
    }
    assertThat(run.resolve("requests")).doesNotExist();
  }

  @Test
  void whatNobodyAnswersIsTakenBack() throws Exception {
    assertThat(Calls.to(run).ask(new ControlRequest.Unpause(), () -> false, System::nanoTime))
        .isEmpty();
    assertThat(run.resolve("requests")).isEmptyDirectory();
  }

  @Test
  void aRequestOfAnotherVersionIsRefused() throws IOException {
    try (var _ = open(RunSummary.EMPTY)) {
      var requests = run.resolve("requests");
      AtomicFile.writeUnsynced(requests.resolve("call-1"), "{\"request\":\"dance\"}");
      var answer = requests.resolve("answer-1");
      await().until(() -> Files.exists(answer));

      assertThat(ControlAnswer.parse(Files.readString(answer)).isDone()).isFalse();
      Files.delete(answer);
    }
  }

  private ControlChannel open(RunSummary before) {
    var controlled = new Controlled() {
      @Override
      public RunProgress.State state() {
        return Objects.requireNonNull(state.get());
      }

      @Override
      public Optional<Long> tasks() {
        return Optional.of(5L);
      }

      @Override
      public boolean cancel(int sequence) {
        return cancelled.add(sequence);
      }

      @Override
      public ControlAnswer answer(ControlRequest request) {
        return ControlAnswer.done("heard " + request);
      }
    };
    return new ControlChannel(run, before, controlled, registration);
  }

  private void awaitStatus(RunProgress status) {
    await().until(() -> RunProgress.read(run).equals(Optional.of(status)));
  }
}
