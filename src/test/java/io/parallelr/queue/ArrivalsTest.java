package io.parallelr.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrivalsTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir
  Path directory;
  private long now;

  @Test
  void aFileIsCompleteWhenItHasStoodStill() throws IOException {
    var arrivals = arrivals(Order.ARRIVAL, 10);
    var candidates = candidates(2, 10);
    var file = Files.writeString(directory.resolve("a"), "one");

    assertThat(names(arrivals, candidates, 0)).isEmpty();
    assertThat(candidates.untilNext(SECOND)).contains(Duration.ofSeconds(1));
    Files.writeString(file, "more", StandardOpenOption.APPEND);
    assertThat(names(arrivals, candidates, 2 * SECOND)).as("it has grown").isEmpty();
    assertThat(names(arrivals, candidates, 3 * SECOND)).isEmpty();
    assertThat(names(arrivals, candidates, 4 * SECOND)).containsExactly("a");
    assertThat(candidates.untilNext(5 * SECOND)).isEmpty();
  }

  @Test
  void anotherFileOfTheSameNameStartsAnew() throws IOException {
    var arrivals = arrivals(Order.ARRIVAL, 10);
    var candidates = candidates(2, 10);
    var file = Files.writeString(directory.resolve("a"), "one");
    var time = Files.getLastModifiedTime(file);
    assertThat(names(arrivals, candidates, 0)).isEmpty();

    var other = Files.writeString(directory.resolve(".a"), "two");
    Files.setLastModifiedTime(other, time);
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

    assertThat(names(arrivals, candidates, 2 * SECOND)).isEmpty();
  }

  @Test
  void withoutASettlingTimeAllThatIsThereIsComplete() throws IOException {
    var arrivals = new Arrivals(
        directory,
        new Selection("*.tmp *~", name -> name.endsWith(".sh")),
        Order.ARRIVAL,
        10,
        () -> now);
    for (var name : List.of("a.sh", "b.txt", ".c.sh", "d.sh.tmp", "e.sh~")) {
      Files.writeString(directory.resolve(name), "");
    }
    Files.createDirectory(directory.resolve("f.sh"));
    Files.createSymbolicLink(directory.resolve("g.sh"), directory.resolve("a.sh"));

    assertThat(names(arrivals, candidates(0, 10), 0)).containsExactly("a.sh");
  }

  /// A million files wait, and a part of them is in memory.
  @Test
  void theFirstOnesByOrderAreKnownHoweverManyThereAre() throws IOException {
    for (int i = 0; i < 100; i++) {
      Files.writeString(directory.resolve("f%02d".formatted(i)), "x".repeat(100 - i));
    }

    var byName = arrivals(Order.NAME, 10).look(_ -> false, ArrivalsTest::unexpected);
    var bySize = arrivals(Order.SIZE, 10).look(_ -> false, ArrivalsTest::unexpected);
    var all = arrivals(Order.NAME, 100).look(_ -> false, ArrivalsTest::unexpected);

    assertThat(names(byName)).containsExactly("f00", "f01", "f02", "f03", "f04", "f05", "f06",
        "f07", "f08", "f09");
    assertThat(names(bySize)).containsExactly("f99", "f98", "f97", "f96", "f95", "f94", "f93",
        "f92", "f91", "f90");
    assertThat(List.of(byName.isPartial(), bySize.isPartial(), all.isPartial()))
        .containsExactly(true, true, false);
  }

  @Test
  void moreAreLookedForBeforeTheKnownOnesAreUsedUp() throws IOException {
    var candidates = candidates(0, 8);
    for (int i = 0; i < 20; i++) {
      Files.writeString(directory.resolve("f%02d".formatted(i)), "");
    }
    var arrivals = arrivals(Order.NAME, 8);
    show(arrivals, candidates);
    assertThat(candidates.isLow()).isFalse();

    for (int i = 0; i < 7; i++) {
      Files.delete(directory.resolve(candidates.next(0).orElseThrow().file().name()));
    }

    assertThat(candidates.isLow()).isTrue();
    show(arrivals, candidates);
    assertThat(candidates.next(0).orElseThrow().file().name()).hasToString("f07");
  }

  @Test
  void aFileThatIsLeftForAMomentComesAgain() throws IOException {
    var candidates = candidates(1, 8);
    Files.writeString(directory.resolve("a"), "");
    show(arrivals(Order.NAME, 8), candidates);
    var first = candidates.next(SECOND).orElseThrow();

    candidates.later(first.file(), SECOND, Duration.ofMillis(50));

    assertThat(candidates.next(SECOND)).isEmpty();
    assertThat(candidates.untilNext(SECOND)).contains(Duration.ofMillis(50));
    assertThat(candidates.next(SECOND + 50_000_000)).isPresent();
  }

  private Arrivals arrivals(Order order, int most) {
    return new Arrivals(directory, new Selection("none", _ -> true), order, most, () -> now);
  }

  private static Candidates candidates(int settleSeconds, int most) {
    return new Candidates(
        Order.ARRIVAL.comparator(),
        Duration.ofSeconds(settleSeconds),
        most);
  }

  private static void show(Arrivals arrivals, Candidates candidates) throws IOException {
    var look = arrivals.look(_ -> false, ArrivalsTest::unexpected);
    candidates.replace(look.first(), look.isPartial());
  }

  private List<String> names(Arrivals arrivals, Candidates candidates, long when)
      throws IOException {
    now = when;
    show(arrivals, candidates);
    var names = new ArrayList<String>();
    for (var next = candidates.next(now); next.isPresent(); next = candidates.next(now)) {
      names.add(next.get().file().name().toString());
    }
    return names;
  }

  private static List<String> names(Arrivals.Look look) {
    return look.first().stream().map(s -> s.file().name().toString()).toList();
  }

  private static void unexpected(Path file, IOException reason) {
    throw new AssertionError(file + ": " + reason);
  }
}
