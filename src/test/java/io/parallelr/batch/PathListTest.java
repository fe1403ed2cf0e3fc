package io.parallelr.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PathListTest {

  /// What is kept compactly is what was put in.
  @Test
  void holdsTheSamePathsInTheSameOrderAsASet() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      var list = new PathList.Builder();
      var set = new TreeSet<Path>();
      for (int i = random.nextInt(300); i > 0; i--) {
        var path = path(random);
        list.add(path);
        set.add(path);
      }

      assertThat(list.build()).as("seed %d", seed).isEqualTo(List.copyOf(set));
    }
  }

  @Test
  void manyLongNamesFillSeveralBlocks() {
    var list = new PathList.Builder();
    var directory = Path.of("/somewhere");
    for (int i = 20_000; i > 0; i--) {
      list.add(directory.resolve("%0200d".formatted(i)));
    }

    var paths = list.build();

    assertThat(paths).hasSize(20_000).isSorted();
    assertThat(paths.getFirst()).hasToString("/somewhere/" + "0".repeat(199) + "1");
    assertThat(paths.get(7)).as("no text is kept with a path").isNotSameAs(paths.get(7));
  }

  /// A few names, so that some come twice, in a few directories that lie in each other.
  private static Path path(Random random) {
    var path = new StringBuilder();
    for (int depth = random.nextInt(3); depth >= 0; depth--) {
      path.append('/');
      for (int i = random.nextInt(3); i >= 0; i--) {
        path.append("a-.0ü\uFFFD€".charAt(random.nextInt(7)));
      }
      path.append('x'); // never . or ..
    }
    return Path.of(path.toString());
  }
}
