package io.parallelr.queue;

import io.parallelr.os.NativeText;
import io.parallelr.queue.QueueView.Some;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;

/// The names in a directory that may have millions, but for hidden ones. A directory that is
/// missing has none.
final class VisibleNames {
  private VisibleNames() {}

  /// Passes all names on, in order. Holds no more than a part of them at once, and reads the
  /// directory again for each.
  ///
  /// @param page how many names are put in order at once
  static void eachSorted(Path directory, int page, Consumer<Path> to) throws IOException {
    Optional<Path> last = Optional.empty();
    boolean isPartial = true;
    while (isPartial) {
      var best = new Best<Path>(Comparator.naturalOrder(), page);
      var after = last;
      eachPath(directory, name -> {
        if (after.isEmpty() || name.compareTo(after.get()) > 0) {
          best.offer(name);
        }
      });
      var first = best.sorted();
      first.forEach(to);
      isPartial = best.isPartial();
      last = first.isEmpty() ? last : Optional.of(first.getLast());
    }
  }

  /// The first of the names, and how many there are.
  static Some<String> some(Path directory, int most) throws IOException {
    var best = new Best<Path>(Comparator.naturalOrder(), most);
    long[] count = new long[1];
    eachPath(directory, name -> {
      count[0]++;
      best.offer(name);
    });
    return new Some<>(count[0], best.sorted().stream().map(NativeText::of).toList());
  }

  private static void eachPath(Path directory, Consumer<Path> to) throws IOException {
    try {
      Names.each(directory, path -> {
        if (!Names.isHidden(path)) {
          to.accept(Names.last(path));
        }
      });
    } catch (NoSuchFileException e) {
      return; // nobody has served it yet
    }
  }
}
