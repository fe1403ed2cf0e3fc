package io.parallelr.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class QueueViewTest {
  @TempDir
  Path directory;
  private QueueDirectory queue = new QueueDirectory(Path.of("/"));

  @BeforeEach
  void makeQueue() throws IOException {
    queue = new QueueDirectory(Files.createDirectory(directory.resolve("queue")));
    queue.create();
  }

  /// `running 0` was said while two ran.
  @Test
  void oneBrokenDirectoryHidesNoOther() throws IOException {
    for (var run : List.of("a", "b", "c")) {
      var running = Files.createDirectory(queue.running(run));
      new Owner(run, "host", "boot", 1, directory).sign(running);
      Files.writeString(running.resolve(run + ".sh"), "");
    }
    Files.writeString(queue.running("b").resolve(Owner.FILE), "");
    Files.writeString(queue.running().resolve("plain"), "");
    Files.createDirectory(queue.running("empty"));
    Files.writeString(Files.createDirectory(queue.running("unsigned")).resolve("lost.sh"), "");

    var running = view().running();

    assertThat(running.files()).extracting(QueueView.Taken::name).containsExactly("a.sh", "c.sh");
    assertThat(running.strays()).containsExactly(
        new QueueView.Stray(queue.running("b"), "its .owner is empty", List.of("b.sh")),
        new QueueView.Stray(
            queue.running("plain"),
            "it is not the directory of a supervisor",
            List.of()),
        new QueueView.Stray(queue.running("unsigned"), "it has no .owner", List.of("lost.sh")));
  }

  @Test
  void whatIsIgnoredIsShownWithTheReason() throws IOException {
    Files.writeString(queue.path().resolve("a.sh"), "");
    Files.writeString(queue.path().resolve("a.part"), "");
    Files.writeString(queue.path().resolve(".a"), "");
    Files.createSymbolicLink(queue.path().resolve("link"), Path.of("a.sh"));
    Files.createDirectory(queue.path().resolve("directory"));

    assertThat(view().inbox(10).waiting().first()).containsExactly("a.sh");
    assertThat(view().inbox(10).ignored().first()).containsExactlyInAnyOrder(
        new QueueView.Left("a.part", "the name of an unfinished file, *.part"),
        new QueueView.Left(".a", "hidden"),
        new QueueView.Left("link", "a link"));
  }

  @Test
  void whatCannotBeTakenIsShownAsLongAsItWaits() throws IOException {
    var file = Files.writeString(queue.path().resolve("a.sh"), "");
    var running = Files.createDirectory(queue.running("a"));
    var refusals = new Refusals(running, 0);

    refusals.refuse(file, 1, "Operation not permitted");
    refusals.keep(0);

    var left = new QueueView.Left("a.sh", "Operation not permitted");
    assertThat(view().notTakeable()).isEqualTo(new QueueView.Some<>(1, List.of(left)));
    Files.delete(file);
    assertThat(view().notTakeable()).isEqualTo(new QueueView.Some<>(0, List.of()));
  }

  /// A refused file is tried again rarely, or when anything of it has changed.
  @Test
  void aRefusedFileIsTriedAgainRarely() throws IOException {
    var file = Files.writeString(queue.path().resolve("a.sh"), "");
    var looked = WaitingFile.look(file).orElseThrow();
    var refusals = new Refusals(Files.createDirectory(queue.running("a")), 0);
    refusals.refuse(file, looked.fingerprint(), "busy");
    assertThat(refusals.has(looked)).isTrue();

    Files.writeString(file, "another");
    assertThat(refusals.has(WaitingFile.look(file).orElseThrow())).isFalse();
    refusals.keep(Refusals.PAUSE.toNanos() - 1);
    assertThat(refusals.has(looked)).isTrue();
    refusals.keep(Refusals.PAUSE.toNanos());
    assertThat(refusals.has(looked)).isFalse();
  }

  /// Three said together that they had put back more than there was.
  @Test
  void severalMayPutFailedFilesBackAtOnce() throws Exception {
    int files = 600;
    for (int i = 0; i < files; i++) {
      Files.writeString(queue.failed().resolve("f" + i), "");
    }
    Queue<String> moved = new ConcurrentLinkedQueue<>();
    Queue<QueueView.Left> left = new ConcurrentLinkedQueue<>();
    var begin = new CyclicBarrier(3);
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 3; i++) {
      threads.add(Thread.ofPlatform().start(() -> {
        try {
          begin.await();
          QueueView.requeueFailed(queue, moved::add, left::add);
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }));
    }
    for (var thread : threads) {
      thread.join();
    }

    assertThat(left).isEmpty();
    assertThat(moved).hasSize(files).doesNotHaveDuplicates();
    assertThat(view().inbox(1).waiting().count()).isEqualTo(files);
    assertThat(view().failed(1).count()).isZero();
  }

  /// Names come in order also where they come in parts.
  @Test
  void allNamesComeInOrder() throws IOException {
    for (int i = 0; i < 50; i++) {
      Files.writeString(queue.done().resolve("f%02d".formatted(i * 37 % 50)), "");
      Files.writeString(queue.path().resolve("f%02d".formatted(i * 37 % 50)), "");
    }
    var done = new ArrayList<String>();
    var waiting = new ArrayList<String>();
    var inParts = new QueueView(queue, new Selection("none", _ -> true), 7);

    inParts.eachDone(done::add);
    inParts.eachWaiting(waiting::add);

    assertThat(done).hasSize(50).isSorted();
    assertThat(waiting).hasSize(50).doesNotHaveDuplicates();
    assertThat(inParts.done()).isEqualTo(50);
  }

  private QueueView view() {
    return new QueueView(queue, new Selection("*.part", _ -> true));
  }
}
