package io.parallelr.task;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// How a task is started and ended where that differs from the other tasks of its run.
///
/// @param directory where it runs, which must exist; absolute; empty for that of the run
/// @param streams where its standard output and standard error go
/// @param ending how it is ended; empty for the way of the run
/// @param withheld names of variables of this process's environment that it does not get
/// @param keepsBackground whether processes that it leaves behind live on after it has ended by
///   itself; else they are ended
/// @param nice value of its processes; empty for that of the run
/// @param share how many slots it takes
/// @param settled how it ends without being started; empty if it is
public record Launch(
    Optional<Path> directory,
    Streams streams,
    Optional<Ending> ending,
    Set<String> withheld,
    boolean keepsBackground,
    Optional<Integer> nice,
    SlotShare share,
    Optional<Outcome> settled) {
  /// As all others of the run.
  public static final Launch USUAL =
      new Launch(Optional.empty(), Streams.APART, Optional.empty(), Set.of(), false);

  /// One that is nice as the others, takes one slot, and is started.
  public Launch(
      Optional<Path> directory,
      Streams streams,
      Optional<Ending> ending,
      Set<String> withheld,
      boolean keepsBackground) {
    this(
        directory,
        streams,
        ending,
        withheld,
        keepsBackground,
        Optional.empty(),
        SlotShare.ONE,
        Optional.empty());
  }

  public Launch {
    withheld = Set.copyOf(withheld);
  }

  /// The same with a nice value.
  public Launch withNice(int value) {
    return new Launch(
        directory, streams, ending, withheld, keepsBackground, Optional.of(value), share, settled);
  }

  /// The same with a share of the slots.
  public Launch withShare(SlotShare other) {
    return new Launch(
        directory, streams, ending, withheld, keepsBackground, nice, other, settled);
  }

  /// The same, but it is not started, and ends so.
  public Launch settledAs(Outcome outcome) {
    return new Launch(
        directory, streams, ending, withheld, keepsBackground, nice, share, Optional.of(outcome));
  }
}
