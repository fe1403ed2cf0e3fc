package io.parallelr.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.os.ProcessTable;
import io.parallelr.task.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which processes are believed to be tasks.
class TaskSearchTest {
  @TempDir
  Path run;
  private final List<TaskProcess> processes = new ArrayList<>();
  private int attempt = 1;

  @Test
  void aTaskIsWhatTheSlotFileNames() throws Exception {
    slots(10, 0, 30);
    carries(10, 10, 1, 1, true);
    carries(11, 10, 1, 1, true); // its child

    assertThat(found()).containsExactly("10 whole [10, 11]");
  }

  @Test
  void whatItDoesNotNameIsOnlyLeft() throws Exception {
    slots(10, 0, 0);
    carries(12, 12, 1, 1, true); // 10 has ended
    carries(20, 20, 2, 2, true); // its slot is free

    assertThat(found()).containsExactly("12 left [12]", "20 left [20]");
  }

  @Test
  void whereItHadNoTimeToNameTheProcessTheFirstOneIsTheTask() throws Exception {
    slots(-1, -2, -3);
    carries(10, 10, 1, 1, true);
    carries(11, 10, 1, 1, true); // its child
    carries(12, 12, 1, 1, true); // its child, with a session of its own
    carries(20, 20, 9, 2, true); // an earlier task of the slot has left it
    carries(31, 30, 3, 3, true); // 30 has ended

    assertThat(found())
        .containsExactly("10 whole [10, 11, 12]", "20 left [20]", "31 left [31]");
  }

  @Test
  void ofTheAttemptsTheLastOneIsMeant() throws Exception {
    slots(-1, 0, 0);
    carries(10, 10, 1, 1, true); // the first attempt has left it
    attempt = 2;
    carries(12, 12, 1, 1, true);

    assertThat(found()).containsExactly("12 whole [10, 12]");
  }

  @Test
  void aSlotThatTheRunDoesNotHaveIsNotBelieved() throws Exception {
    slots(10, 0, 0);
    carries(12, 12, 1, 99, true);
    carries(13, 13, 1, 0, true);
    carries(14, 14, 1, -1, true);

    assertThat(found()).isEmpty();
  }

  @Test
  void anotherUsersProcessIsNeverWhole() throws Exception {
    slots(10, 21, 0);
    carries(12, 12, 1, 1, false);
    carries(21, 21, 2, 2, false); // a task of root's that has put on other rights, or a forgery
    carries(22, 21, 2, 2, false);
    assertThat(found()).containsExactly("21 left [21, 22]");

    slots(10, -2, 0);
    assertThat(found()).isEmpty();
  }

  @Test
  void whereTheSlotFileIsSpoiledNothingIsWhole() throws Exception {
    carries(10, 10, 1, 1, true);
    for (var text : List.of("", "9999999999\n", "x")) {
      Files.writeString(run.resolve("slots"), text);

      assertThat(found()).as(text).isEqualTo(List.of("10 left [10]"));
    }
  }

  private void slots(int... pids) throws Exception {
    var text = new StringBuilder();
    for (int pid : pids) {
      text.append("%11d%n".formatted(pid));
    }
    Files.writeString(run.resolve("slots"), text);
  }

  private void carries(int pid, int session, int sequence, int slot, boolean isOurs) {
    processes.add(
        new TaskProcess(
            new Origin("run", "task", sequence, slot, attempt),
            new ProcessTable.Entry(pid, 'S', 1, session, pid),
            isOurs));
  }

  private List<String> found() {
    var table = new ProcessTable(processes.stream().map(TaskProcess::process).toList());
    return TaskSearch.in(table, processes, _ -> Optional.of(run))
        .stream()
        .map(
            t -> "%d %s %s".formatted(
                t.leader().pid(),
                t.isWhole() ? "whole" : "left",
                t.pids().stream().sorted().collect(Collectors.toList())))
        .toList();
  }
}
