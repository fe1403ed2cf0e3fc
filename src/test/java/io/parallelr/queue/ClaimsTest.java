package io.parallelr.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.os.FileCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimsTest {
  @TempDir
  Path directory;
  private QueueDirectory queue = new QueueDirectory(Path.of("/"));

  @BeforeEach
  void makeQueue() throws IOException {
    queue = new QueueDirectory(Files.createDirectory(directory.resolve("queue")));
  }

  /// Who may read a lock file can hold a lock that blocks its owner.
  @Test
  void nobodyElseCanOpenTheLock() throws IOException {
    Files.setPosixFilePermissions(queue.path(), PosixFilePermissions.fromString("rwxrwxrwx"));
    try (var claims = open("a")) {
      assertThat(permissions(claims.directory().resolve(Owner.LOCK))).isEqualTo("rw-rw----");
    }
    Files.setPosixFilePermissions(queue.path(), PosixFilePermissions.fromString("rwxr-xr-x"));
    try (var claims = open("b")) {
      assertThat(permissions(claims.directory().resolve(Owner.LOCK))).isEqualTo("rw-------");
      assertThat(permissions(claims.directory().resolve(Owner.FILE))).isEqualTo("rw-r--r--");
    }
  }

  /// A file that cannot be moved is not a fault of the queue.
  @Test
  void whatIsWrongWithOneFileIsToldOfThatFile() throws IOException {
    try (var claims = open("a")) {
      Files.createDirectories(claims.directory().resolve("t/in the way"));
      var file = Files.writeString(queue.path().resolve("t"), "");

      assertThatThrownBy(() -> claims.take(file)).isInstanceOf(IOException.class)
          .isNotInstanceOf(QueueFault.class);

      assertThat(file).exists();
      assertThat(claims.holds(Path.of("t"))).isFalse();
    }
  }

  @Test
  void whatIsWrongWithTheDirectoryIsAFaultOfTheQueue() throws IOException {
    try (var claims = open("a")) {
      Files.writeString(queue.path().resolve("t"), "");
      Files.move(claims.directory(), directory.resolve("elsewhere"));

      assertThatThrownBy(() -> claims.take(queue.path().resolve("t")))
          .isInstanceOf(QueueFault.class)
          .hasMessageContaining(claims.directory() + ": it is gone");
    }
  }

  /// A file that cannot be put away is remembered, and put away as soon as that can be done.
  @Test
  void whatCannotBePutAwayIsPutAwayLater() throws IOException {
    var actions = new CompletionActions(
        CompletionActions.What.DELETE,
        CompletionActions.What.MOVE,
        3,
        Duration.ofSeconds(60));
    var file = Files.writeString(queue.path().resolve("t"), "");
    try (var claims = Claims.open(queue, owner("a"), actions, System::nanoTime)) {
      var claim = claims.take(file).orElseThrow();
      Files.delete(claim.path());
      Files.createDirectories(claim.path().resolve("cannot be deleted"));

      claims.putAway(claim, true);

      assertThat(claims.holds(Path.of("t"))).as("not free for another of its name").isTrue();
      assertThat(Endings.read(claims.directory())).containsKey("t");
      assertThat(Endings.result(Endings.read(claims.directory()), Path.of("t"))).contains(true);
      Files.delete(claim.path().resolve("cannot be deleted"));
      claims.retry();
      assertThat(claims.holds(Path.of("t"))).isFalse();
      assertThat(claim.path()).doesNotExist();
      assertThat(Endings.read(claims.directory())).isEmpty();
    }
  }

  /// A directory that has files is never left without its owner's name.
  @Test
  void aDirectoryWithFilesKeepsItsSignature() throws IOException {
    var claims = open("a");
    var file = Files.writeString(queue.path().resolve("t"), "");
    var claim = claims.take(file).orElseThrow();
    Files.writeString(claims.directory().resolve("stranger"), "");
    claims.close();

    assertThat(claim.original()).exists();
    assertThat(Owner.of(claims.directory())).isEqualTo(owner("a"));
  }

  /// Files that were cut off when they were written.
  @Test
  void halfWrittenFilesAreNotBelieved() throws IOException {
    queue.create();
    var running = Files.createDirectory(queue.running("a"));
    for (var text : new String[]{"", "{", "{}", "{\"run_id\":\"a\"}", "[]", "null",
        "{\"run_id\":\"a\",\"boot_id\":\"b\",\"pid\":1,\"run_directory\":\"\\u0000\"}"}) {
      Files.writeString(running.resolve(Owner.FILE), text);
      assertThatThrownBy(() -> Owner.of(running)).as(text).isInstanceOf(IOException.class);
      assertThat(OwnershipCheck.of(running)).as(text).isPresent();
    }
    Files.write(running.resolve(Owner.FILE), new byte[]{(byte) 0xff, (byte) 0xfe});
    assertThat(OwnershipCheck.of(running)).isPresent();
    Files.delete(running.resolve(Owner.FILE));
    assertThatThrownBy(() -> Owner.of(running)).isInstanceOf(NoSuchFileException.class);
    Files.createDirectory(running.resolve(Owner.FILE));
    assertThat(OwnershipCheck.of(running)).isPresent();
    Files.writeString(running.resolve(Refusals.FILE), "{\"count\":");
    assertThat(Refusals.read(running).files()).isEmpty();
    Files.writeString(running.resolve(Endings.FILE), "");
    assertThat(Endings.read(running)).isEmpty();
  }

  @Test
  void aCountThatWasCutOffCountsForOne() throws IOException {
    queue.create();
    var name = Path.of("n".repeat(255));
    assertThat(queue.redeliveries(name)).isZero();
    queue.setRedeliveries(name, 2);
    assertThat(queue.redeliveries(name)).isEqualTo(2);

    Files.writeString(queue.path().resolve(".parallelr/redeliveries").resolve(name), "");

    assertThat(queue.redeliveries(name)).isEqualTo(1);
    queue.forgetRedeliveries(name);
    assertThat(queue.redeliveries(name)).isZero();
  }

  /// A writer may pause longer than any file has to stand still.
  @Test
  void aFileThatIsOpenForWritingIsKnown() throws IOException {
    var file = Files.writeString(queue.path().resolve("t"), "");
    org.assertj.core.api.Assumptions.assumeThat(FileCalls.tellsWriters(queue.path())).isTrue();

    try (var writer = Files.newOutputStream(file)) {
      assertThat(FileCalls.isOpenForWriting(file)).isTrue();
      writer.write(1);
    }
    try (var reader = Files.newInputStream(file)) {
      assertThat(FileCalls.isOpenForWriting(file)).as("only read").isFalse();
      assertThat(reader.read()).isEqualTo(1);
    }
    assertThat(FileCalls.isOpenForWriting(file)).isFalse();
    assertThat(FileCalls.isOpenForWriting(directory.resolve("nothing"))).isFalse();
  }

  private Claims open(String run) throws IOException {
    return Claims.open(
        queue,
        owner(run),
        new CompletionActions(CompletionActions.What.MOVE, CompletionActions.What.MOVE, 3,
            Duration.ofSeconds(60)),
        System::nanoTime);
  }

  private Owner owner(String run) {
    return new Owner(run, "host", "boot", 1, directory.resolve("runs").resolve(run));
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
