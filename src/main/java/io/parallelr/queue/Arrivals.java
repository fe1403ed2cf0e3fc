package io.parallelr.queue;

import io.parallelr.engine.Ticker;
import io.parallelr.queue.Candidates.Seen;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Looks for the files of a directory that come first. Holds those alone, however many there are.
/// For one thread.
final class Arrivals {
  private final Path directory;
  private final Selection selection;
  private final Order order;
  private final int most;
  private final Ticker ticker;
  private Map<Path, Seen> seen = new HashMap<>();

  /// What was found.
  ///
  /// @param first in order
  /// @param isPartial whether there are more
  record Look(List<Seen> first, boolean isPartial) {}

  /// Notified of a file that cannot be looked at.
  interface Unseen {
    void of(Path file, IOException reason) throws IOException;
  }

  /// @param most how many are found at once
  Arrivals(Path directory, Selection selection, Order order, int most, Ticker ticker) {
    this.directory = directory;
    this.selection = selection;
    this.order = order;
    this.most = most;
    this.ticker = ticker;
  }

  /// Looks at the directory.
  ///
  /// @param isOut which files are left out
  /// @throws IOException if the directory cannot be read
  Look look(Predicate<WaitingFile> isOut, Unseen unseen) throws IOException {
    var found = new Best<Seen>(Comparator.comparing(Seen::file, order.comparator()), most);
    Names.each(directory, path -> {
      if (selection.isTask(Names.of(path)) && mayBeOneOfThem(path, found)) {
        try {
          WaitingFile.look(path).filter(f -> !isOut.test(f)).ifPresent(f -> found.offer(see(f)));
        } catch (IOException e) {
          unseen.of(path, e);
        }
      }
    });
    var first = found.sorted();
    seen = HashMap.newHashMap(first.size());
    first.forEach(s -> seen.put(s.file().name(), s));
    return new Look(first, found.isPartial());
  }

  /// An order by name needs no look at the file, which takes most of the time.
  private boolean mayBeOneOfThem(Path path, Best<Seen> found) {
    return order != Order.NAME
        || found.wants(new Seen(new WaitingFile(Names.last(path), 0, 0, 0, 0), 0));
  }

  private Seen see(WaitingFile file) {
    var before = seen.get(file.name());
    return before != null && before.file().isSame(file)
        ? new Seen(file, before.since())
        : new Seen(file, ticker.nanos());
  }
}
