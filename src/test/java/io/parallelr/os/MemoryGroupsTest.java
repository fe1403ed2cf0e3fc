package io.parallelr.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// In a tree of plain files, which keep what the kernel would act upon.
class MemoryGroupsTest {
  private static final int PID = Math.toIntExact(ProcessHandle.current().pid());
  private static final int KEEPER = 17;
  private static final long LIMIT = 64 << 20;

  @TempDir
  private Path group;

  @BeforeEach
  void delegate() throws IOException {
    file("cgroup.controllers", "cpuset cpu memory pids\n");
    file("cgroup.procs", PID + "\n");
    file("cgroup.subtree_control", "\n");
  }

  @Test
  void thisProcessMovesDownToMakeRoom() throws Exception {
    file("cgroup.procs", KEEPER + "\n" + PID + "\n");

    var groups = usable();

    assertThat(group.resolve("parallelr-" + PID + "/cgroup.procs")).exists();
    assertThat(group.resolve("cgroup.subtree_control")).hasContent("+memory");
    groups.close();
    assertThat(group.resolve("cgroup.subtree_control")).hasContent("-memory");
  }

  @Test
  void aTaskHasAGroupWithItsLimit() throws Exception {
    var task = usable().create();

    assertThat(task.entrance())
        .isEqualTo(group.resolve("parallelr-%d-1/cgroup.procs".formatted(PID)));
    assertThat(task.entrance().resolveSibling("memory.max")).hasContent("67108864");
    assertThat(task.entrance().resolveSibling("memory.oom.group")).hasContent("1");
    assertThat(task.entrance().resolveSibling("memory.swap.max")).doesNotExist();
  }

  @Test
  void theKernelSaysWhetherTheLimitWasReached() throws Exception {
    var task = usable().create();
    var events = task.entrance().resolveSibling("memory.events");

    assertThat(task.hasOverrun()).isFalse();
    Files.writeString(events, "low 0\nmax 12\noom 0\noom_kill 1\n"); // the machine had no more
    assertThat(task.hasOverrun()).isFalse();
    Files.writeString(events, "low 0\nmax 12\noom 1\noom_kill 3\noom_group_kill 1\n");
    assertThat(task.hasOverrun()).isTrue();
    assertThat(task.peak()).isEqualTo(LIMIT);
    Files.writeString(task.entrance().resolveSibling("memory.peak"), "67112960\n");
    assertThat(task.peak()).isEqualTo(67_112_960);
  }

  @Test
  void nothingIsMovedWhereMemoryIsPassedOnAlready() throws Exception {
    file("cgroup.subtree_control", "memory pids\n");

    usable().close();

    assertThat(group.resolve("parallelr-" + PID)).doesNotExist();
    assertThat(group.resolve("cgroup.subtree_control")).hasContent("memory pids");
  }

  @Test
  void whatIsNotForThisProcessAloneIsLeftAlone() throws Exception {
    file("cgroup.procs", "1\n" + PID + "\n");

    assertThat(found()).isEqualTo(new MemoryGroups.Refused("other processes are in it"));
    assertThat(group.resolve("cgroup.subtree_control")).hasContent("\n");
    file("cgroup.controllers", "cpu pids\n");
    assertThat(found()).isEqualTo(new MemoryGroups.Refused("it has no memory controller"));
    Files.delete(group.resolve("cgroup.controllers"));
    assertThat(found()).isInstanceOf(MemoryGroups.Refused.class);
  }

  @Test
  void groupsOfTheDeadAreRemoved() throws Exception {
    var dead = Files.createDirectory(group.resolve("parallelr-999999999-3"));
    var nested = Files.createDirectories(group.resolve("parallelr-999999999/inner"));
    var other = Files.createDirectory(group.resolve("other-1"));
    var alive = Files.createDirectory(group.resolve("parallelr-%d-9".formatted(PID)));

    usable();

    assertThat(dead).doesNotExist();
    assertThat(nested).doesNotExist();
    assertThat(other).exists();
    assertThat(alive).exists();
  }

  @Test
  void aGroupWithProcessesIsRemovedAtTheEnd() throws Exception {
    var groups = usable();
    var task = groups.create();
    var directory = task.entrance().getParent();

    groups.remove(task); // there are files in it, as the kernel refuses with processes
    assertThat(directory).exists();
    try (var files = Files.list(directory)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
    groups.close();

    assertThat(directory).doesNotExist();
  }

  private MemoryGroups usable() {
    return ((MemoryGroups.Usable) found()).groups();
  }

  private MemoryGroups.Found found() {
    return MemoryGroups.in(group, PID, Set.of(PID, KEEPER), LIMIT);
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(group.resolve(name), text);
  }
}
