package io.parallelr.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.daemon.Registry.Entry;
import io.parallelr.os.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a registry makes of its entries. That of live supervisors is seen by other processes alone,
/// and so by `WorkersIT` and `LivenessIT`.
class RegistryTest {
  @TempDir
  private Path home;
  private Registry registry;

  @BeforeEach
  void makeRegistry() {
    registry = new Registry(home.resolve("workers"), home.resolve("runs"));
  }

  @Test
  void isEmptyWhereNobodyHasEverRun() throws IOException {
    assertThat(registry.list()).isEmpty();
  }

  @Test
  void anEntryIsThereWhileItsSupervisorRuns() throws IOException {
    var self = Supervisors.of(ProcessHandle.current().pid(), "mine");

    try (var _ = registry.register(self, Set.of("mine"))) {
      var file = registry.entry("mine");
      assertThat(Supervisor.parse(Files.readString(file))).isEqualTo(self);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }

    assertThat(registry.list()).isEmpty();
  }

  @Test
  void anEntryThatWasRemovedIsMadeAgain() throws IOException {
    var self = Supervisors.of(ProcessHandle.current().pid(), "mine");
    try (var registration = registry.register(self, Set.of("mine"))) {
      registration.ensure();
      Files.delete(registry.entry("mine"));
      registration.ensure();

      assertThat(registry.entry("mine")).isRegularFile();
    }
  }

  /// The thread that looks after it may do so once more.
  @Test
  void anEntryThatWasGivenUpIsNotMadeAgain() throws IOException {
    var registration =
        registry.register(Supervisors.of(ProcessHandle.current().pid(), "mine"), Set.of("mine"));
    registration.close();

    registration.ensure();

    assertThat(registry.entry("mine")).doesNotExist();
  }

  @Test
  void whatTheDeadHaveLeftIsStaleAndRemovedByTheNext() throws IOException {
    var dead = Supervisors.dead("dead");
    enter(dead);
    Files.createDirectories(registry.directoryOf("dead"));
    Files.writeString(registry.draft("killed"), "");

    assertThat(registry.list()).containsExactly(new Entry.Stale(dead, registry.entry("dead")));
    try (var _ = registry.register(
        Supervisors.of(ProcessHandle.current().pid(), "mine"),
        Set.of("mine"))) {
      assertThat(registry.entry("dead")).doesNotExist();
      assertThat(registry.draft("killed")).doesNotExist();
    }
  }

  @Test
  void whatRunsOnAnotherMachineIsLeftAlone() throws IOException {
    var other = Supervisors.with(1, 1, "other", "another-boot", "another-host");
    var before = Supervisors.with(1, 1, "before", "another-boot", Machine.hostName());
    enter(other);
    enter(before);

    assertThat(registry.list()).containsExactlyInAnyOrder(
        new Entry.Elsewhere(other),
        new Entry.Stale(before, registry.entry("before")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "{}", "{\"schema_version\":1}", "{\"schema_version\":2}"})
  void aSpoiledEntryIsShownAsBad(String text) throws IOException {
    Files.createDirectories(registry.directory());
    Files.writeString(registry.entry("spoiled"), text);

    assertThat(registry.list()).singleElement()
        .isInstanceOfSatisfying(Entry.Bad.class, bad -> assertThat(bad.isHeld()).isFalse());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", ".hidden", "../runs", "a/b", "missing"})
  void aRunIsFoundByItsNameAlone(String id) throws IOException {
    Files.createDirectories(registry.directoryOf("a/b"));

    assertThat(registry.find(id)).isEqualTo(new Registry.Found.Missing());
    assertThat(registry.find("a")).isEqualTo(new Registry.Found.Ours(registry.directoryOf("a")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"pid\":1|\"pid\":0", "\"pid\":1|\"pid\":99999999999",
      "\"dead\"|\"../x\"",
      "2026-11-20|yesterday", "\"hostname\"|\"host\"", "\"slots\":3|\"slots\":\"3\""})
  void anInvalidValueIsRefused(String change) {
    var words = change.split("\\|", 2);
    var text = Supervisors.dead("dead").toJson();
    assertThat(text).contains(words[0]);

    assertThatThrownBy(() -> Supervisor.parse(text.replace(words[0], words[1])))
        .isInstanceOf(IOException.class);
  }

  private void enter(Supervisor supervisor) throws IOException {
    Files.createDirectories(registry.directory());
    Files.writeString(registry.entry(supervisor.runId()), supervisor.toJson() + '\n');
  }
}
