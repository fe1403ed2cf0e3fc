package io.parallelr.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrivalsTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir
  Path directory;

  @Test
  void aFileIsCompleteWhenItHasStoodStill() throws IOException {
    var arrivals = new Arrivals(directory, _ -> true, Duration.ofSeconds(2));
    var file = Files.writeString(directory.resolve("a"), "one");

    assertThat(names(arrivals, 0)).isEmpty();
    assertThat(arrivals.untilNext(SECOND)).contains(Duration.ofSeconds(1));
    Files.writeString(file, "more", StandardOpenOption.APPEND);
    assertThat(names(arrivals, 2 * SECOND)).as("it has grown").isEmpty();
    assertThat(names(arrivals, 3 * SECOND)).isEmpty();
    assertThat(names(arrivals, 4 * SECOND)).containsExactly("a");
    assertThat(arrivals.untilNext(5 * SECOND)).isEmpty();
  }

  @Test
  void anotherFileOfTheSameNameStartsAnew() throws IOException {
    var arrivals = new Arrivals(directory, _ -> true, Duration.ofSeconds(2));
    var file = Files.writeString(directory.resolve("a"), "one");
    var time = Files.getLastModifiedTime(file);
    assertThat(names(arrivals, 0)).isEmpty();

    var other = Files.writeString(directory.resolve(".a"), "two");
    Files.setLastModifiedTime(other, time);
    Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertThat(names(arrivals, 2 * SECOND)).isEmpty();
  }

  @Test
  void withoutASettlingTimeAllThatIsThereIsComplete() throws IOException {
    var arrivals = new Arrivals(directory, name -> name.endsWith(".sh"), Duration.ZERO);
    for (var name : List.of("a.sh", "b.txt", ".c.sh", "d.sh.tmp", "e.sh~")) {
      Files.writeString(directory.resolve(name), "");
    }
    Files.createDirectory(directory.resolve("f.sh"));
    Files.createSymbolicLink(directory.resolve("g.sh"), directory.resolve("a.sh"));

    assertThat(names(arrivals, 0)).containsExactly("a.sh");
  }

  private static List<String> names(Arrivals arrivals, long now) throws IOException {
    return arrivals.complete(now).stream().map(Waiting::name).toList();
  }
}
